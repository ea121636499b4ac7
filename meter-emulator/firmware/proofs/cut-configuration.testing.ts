/** All of a twin-element meter that can be set, set. */
import type { ValueOf } from '../../../protocol/definition/words.ts';
import { addAuxiliaryLoadToBoostButton } from '../../../protocol/services/add-auxiliary-load-to-boost-button.ts';
import { configureAlertBehaviour } from '../../../protocol/services/configure-alert-behaviour.ts';
import { joinServiceNonCritical } from '../../../protocol/services/join-service-non-critical.ts';
import { setDeviceConfigurationImportMpxn } from '../../../protocol/services/set-device-configuration-import-mpxn.ts';
import { setMaximumDemandConfigurableTimePeriod } from '../../../protocol/services/set-maximum-demand-configurable-time-period.ts';
import { setRandomisedOffsetLimit } from '../../../protocol/services/set-randomised-offset-limit.ts';
import { updateDebt } from '../../../protocol/services/update-debt.ts';
import { updateDeviceConfigurationAlcDescriptions } from '../../../protocol/services/update-device-configuration-alc-descriptions.ts';
import { updateDeviceConfigurationAlcScheduler } from '../../../protocol/services/update-device-configuration-alc-scheduler.ts';
import { updateDeviceConfigurationBillingCalendar } from '../../../protocol/services/update-device-configuration-billing-calendar.ts';
import { updateDeviceConfigurationDailyResettingOfTariffBlockCounterMatrix } from '../../../protocol/services/update-device-configuration-daily-resetting-of-tariff-block-counter-matrix.ts';
import { updateDeviceConfigurationInstantaneousPowerThreshold } from '../../../protocol/services/update-device-configuration-instantaneous-power-threshold.ts';
import { updateDeviceConfigurationLoadLimitingGeneralSettings } from '../../../protocol/services/update-device-configuration-load-limiting-general-settings.ts';
import { updateDeviceConfigurationVoltage } from '../../../protocol/services/update-device-configuration-voltage.ts';
import { updateImportTariffPrimaryElement } from '../../../protocol/services/update-import-tariff-primary-element.ts';
import { updateImportTariffSecondaryElement } from '../../../protocol/services/update-import-tariff-secondary-element.ts';
import { updatePrepayConfiguration } from '../../../protocol/services/update-prepay-configuration.ts';
import { updateSupplierName } from '../../../protocol/services/update-supplier-name.ts';
import { NIGHT } from '../auxiliary/auxiliary.testing.ts';
import { CONFIGURATION, schedule } from '../prepayment/account.testing.ts';
import { DEBTS } from '../services/prepayment.testing.ts';
import { tableOf, tariffOf, UNLIMITED } from '../tariff/tariffs.testing.ts';
import type { Script } from './cut-script.testing.ts';

const HOUR = 3600;

/** What a kWh costs more in the last block than in the first. */
export const BLOCK_SPREAD_MICROPENCE = 20_000_000n;
/** A block row in the night, two of the 48 registers by day, and 10p a day. */
const mixed = tariffOf(
  tableOf([
    [0, { tou: 1 }],
    [HOUR, { block: 1 }],
    [3 * HOUR, { tou: 2 }],
  ]),
  {
    hybrid: {
      blockPrices: { 1: { 1: 10_000, 2: 20_000, 3: 30_000 } },
      touPrices: { 1: 15_000, 2: 25_000 },
    },
  },
  { 1: [500, 1500, UNLIMITED] },
);
export const MIXED = {
  ...mixed,
  priceElements: { electricity: { ...mixed.priceElements.electricity, standingCharge: 10_000 } },
} as typeof mixed;

const NIGHTS: ValueOf<(typeof updateImportTariffSecondaryElement)['request']> = {
  switchingTable: {
    dayProfiles: [
      {
        dayName: 1,
        schedules: [
          { startTime: 0, touTariffAction: 3 },
          { startTime: 1.5 * HOUR, touTariffAction: 4 },
        ],
      },
    ],
    weekProfiles: tableOf([]).weekProfiles,
    seasons: tableOf([]).seasons,
  },
  specialDays: [],
  priceElements: { priceScale: -5, touPrices: { 3: 9000, 4: 12_000 } },
};

export const AVERAGE = { overThreshold: 253, underThreshold: 216, measurementPeriod: 600 };
export const VOLTAGE: ValueOf<(typeof updateDeviceConfigurationVoltage)['request']> = {
  rmsVoltageSettings: {
    extremeOverPeriod: 60,
    extremeOverThreshold: 265,
    extremeUnderPeriod: 60,
    extremeUnderThreshold: 180,
    sagPeriod: 10,
    sagThreshold: 200,
    swellPeriod: 10,
    swellThreshold: 260,
  },
  phases: { single: AVERAGE },
};

const electricityNonDisablementCalendar = {
  electricitySpecialDays: {},
  schedules: [schedule('START', 20 * HOUR), schedule('STOP', 2 * HOUR)],
};
const LOAD_LIMIT = {
  loadLimitPeriod: 300,
  loadLimitPowerThreshold: 6900,
  loadLimitRestorationPeriod: 600,
  loadLimitSupplyState: 'Disable',
} as const;
const OFF = { electricityWan: { common: { meterCoverClosed: 'Disable' } } } as const;
const MPANS = { importMpan: '2012345678385', secondaryImportMpan: '1312345678907' };

/** Tariffs, money and what is watched. */
export function configureMetering(script: Script): Script {
  return script
    .command(updateImportTariffPrimaryElement, MIXED)
    .command(updateImportTariffSecondaryElement, NIGHTS)
    .command(updateDeviceConfigurationDailyResettingOfTariffBlockCounterMatrix, {
      dailyTariffBlockCounterMatrixReset: true,
    })
    .command(updatePrepayConfiguration, {
      configuration: { electricity: { ...CONFIGURATION, electricityNonDisablementCalendar } },
    })
    .command(updateDebt, DEBTS)
    .command(updateDeviceConfigurationVoltage, VOLTAGE)
    .command(updateDeviceConfigurationLoadLimitingGeneralSettings, LOAD_LIMIT)
    .command(updateDeviceConfigurationInstantaneousPowerThreshold, {
      lowMediumPowerThreshold: 400,
      mediumHighPowerThreshold: 4000,
    })
    .command(setMaximumDemandConfigurableTimePeriod, {
      schedule: { startTime: HOUR, endTime: 3 * HOUR },
    })
    .command(updateDeviceConfigurationBillingCalendar, {
      calendar: { electricity: { billingTime: 900, period: { daily: {} } } },
    });
}

/** What it switches, whom it tells, and who it is. */
export function configurePremises(script: Script): Script {
  const boosted = { 1: true, 2: false, 3: false, 4: false, 5: false };
  return script
    .command(setRandomisedOffsetLimit, { randomisedOffsetLimitSeconds: 300 })
    .command(updateDeviceConfigurationAlcScheduler, NIGHT)
    .command(updateDeviceConfigurationAlcDescriptions, {
      descriptions: { 1: { switchDescription: 'Immersion heater' } },
    })
    .command(addAuxiliaryLoadToBoostButton, { switches: boosted })
    .command(configureAlertBehaviour, { settings: OFF })
    .command(joinServiceNonCritical, { otherDeviceId: '90-B3-D5-1F-30-09-00-01' })
    .command(setDeviceConfigurationImportMpxn, { supplyPoint: { electricity: MPANS } })
    .command(updateSupplierName, {
      supplierName: 'Good Energy',
      supplierTelephoneNumber: '0800 254 0000',
    });
}
