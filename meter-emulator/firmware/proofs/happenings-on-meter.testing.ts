/** A happening as the real meter gets it: a command of the supplier, a button or the keypad. */
import { activateEmergencyCredit } from '../../../protocol/services/activate-emergency-credit.ts';
import { armSupply } from '../../../protocol/services/arm-supply.ts';
import { disableSupply } from '../../../protocol/services/disable-supply.ts';
import { enableSupply } from '../../../protocol/services/enable-supply.ts';
import { resetTariffBlockCounterMatrix } from '../../../protocol/services/reset-tariff-block-counter-matrix.ts';
import { topUpDevice } from '../../../protocol/services/top-up-device.ts';
import { updateDebt } from '../../../protocol/services/update-debt.ts';
import { updateDeviceConfigurationBillingCalendar } from '../../../protocol/services/update-device-configuration-billing-calendar.ts';
import { updateDeviceConfigurationDailyResettingOfTariffBlockCounterMatrix } from '../../../protocol/services/update-device-configuration-daily-resetting-of-tariff-block-counter-matrix.ts';
import { updateDeviceConfigurationLoadLimitingGeneralSettings } from '../../../protocol/services/update-device-configuration-load-limiting-general-settings.ts';
import { updateImportTariffPrimaryElement } from '../../../protocol/services/update-import-tariff-primary-element.ts';
import { updateImportTariffSecondaryElement } from '../../../protocol/services/update-import-tariff-secondary-element.ts';
import { updateMeterBalance } from '../../../protocol/services/update-meter-balance.ts';
import { updatePaymentMode } from '../../../protocol/services/update-payment-mode.ts';
import { updatePrepayConfiguration } from '../../../protocol/services/update-prepay-configuration.ts';
import { updatePricePrimaryElement } from '../../../protocol/services/update-price-primary-element.ts';
import type { CaseMeter } from './case-meter.testing.ts';
import type { Prices } from './naive-tariff.testing.ts';
import type { WholeTariff } from './random-tariff.testing.ts';
import type { Happening, Of } from './random-week.testing.ts';

export type Token = { readonly number: number; readonly pence: number };

export const setTariff = (
  meter: CaseMeter,
  { tariff, prices }: WholeTariff,
  executionDateTime?: number,
): string =>
  meter.command(updateImportTariffPrimaryElement, {
    ...(executionDateTime === undefined ? {} : { executionDateTime }),
    tariff: { electricity: tariff },
    priceElements: { electricity: prices },
  });

export function setSecondTariff(meter: CaseMeter, { tariff, prices }: WholeTariff): string {
  const { dayProfiles, ...rest } = tariff.switchingTable;
  const days = dayProfiles.map(({ dayName, schedules }) => ({
    dayName,
    schedules: schedules.map(({ startTime, action: { tou = 0 } }) => ({
      startTime,
      touTariffAction: tou,
    })),
  }));
  return meter.command(updateImportTariffSecondaryElement, {
    switchingTable: { dayProfiles: days, ...rest },
    specialDays: tariff.specialDays,
    priceElements: {
      priceScale: prices.priceScale,
      touPrices: prices.matrix.tou?.touPrices ?? {},
    },
  });
}

function setLoadLimit(meter: CaseMeter, { limit }: Of<'loadLimit'>): string {
  return meter.command(updateDeviceConfigurationLoadLimitingGeneralSettings, {
    loadLimitPeriod: limit.seconds,
    loadLimitPowerThreshold: limit.watts,
    loadLimitRestorationPeriod: limit.restorationSeconds,
    loadLimitSupplyState: limit.isDisabling ? 'Disable' : 'Unchanged',
  });
}

function setBill(meter: CaseMeter, { bill: { on, day, timeOfDay } }: Of<'bill'>): string {
  const period =
    on === 'daily' ? { daily: {} } : on === 'weekly' ? { weekly: day } : { monthly: day };
  const electricity = { billingTime: timeOfDay, period };
  return meter.command(updateDeviceConfigurationBillingCalendar, { calendar: { electricity } });
}

/** `prices` is what the model has after it: the new prices come from the old ones. */
function setPrices(meter: CaseMeter, prices: Prices): string {
  return meter.command(updatePricePrimaryElement, { priceElements: { electricity: prices } });
}

function setLimits(meter: CaseMeter, { limits }: Of<'limits'>): string {
  const electricity = {
    debtRecoveryRateCap: limits.capPence,
    emergencyCreditLimit: limits.emergency,
    emergencyCreditThreshold: limits.offered,
    lowCreditThreshold: limits.low,
    electricityNonDisablementCalendar: limits.calendar,
    maxMeterBalance: limits.balance,
    maxCreditThreshold: limits.topUp,
  };
  return meter.command(updatePrepayConfiguration, { configuration: { electricity } });
}

function toPrepayment(meter: CaseMeter, mode: Of<'toPrepayment'>): string {
  const { suspendDisabled, suspendEmergency, thresholdMillipence } = mode;
  const prepayment = {
    suspendDebtDisabled: suspendDisabled,
    suspendDebtEmergency: suspendEmergency,
    disablementThreshold: thresholdMillipence,
  };
  return meter.command(updatePaymentMode, { mode: { prepayment } });
}

function adjust(meter: CaseMeter, { of, millipence }: Of<'adjust'>): string {
  const change = { adjustMillipence: millipence };
  return meter.command(
    updateMeterBalance,
    of === 'credit' ? { creditMode: change } : { prepaymentMode: change },
  );
}

function resetBalance(meter: CaseMeter, { of }: Of<'resetBalance'>): string {
  const change = { reset: {} };
  return meter.command(
    updateMeterBalance,
    of === 'credit' ? { creditMode: change } : { prepaymentMode: change },
  );
}

export function enterToken(meter: CaseMeter, { number, pence }: Token, isKeyed: boolean): string {
  const utrn = meter.token(pence, 'pence', number);
  if (!isKeyed) return meter.command(topUpDevice, { utrn });
  const outcome = String(meter.bench.meter.enterUtrn(utrn));
  return outcome === 'credited' ? 'done' : outcome;
}

function press(meter: CaseMeter, key: 'enableSupply' | 'emergencyCredit'): string {
  meter.bench.meter.press(key);
  return 'done';
}

type Plain = Exclude<Happening, { readonly what: 'topUp' | 'oldToken' }>;

export function onMeter(meter: CaseMeter, happening: Plain, prices: Prices): string {
  switch (happening.what) {
    case 'tariff':
      return setTariff(meter, happening.whole);
    case 'laterTariff':
      return setTariff(meter, happening.whole, meter.utcSeconds + happening.hours * 3600);
    case 'secondTariff':
      return setSecondTariff(meter, happening.whole);
    case 'loadLimit':
      return setLoadLimit(meter, happening);
    case 'bill':
      return setBill(meter, happening);
    case 'prices':
      return setPrices(meter, prices);
    case 'limits':
      return setLimits(meter, happening);
    case 'debts':
      return meter.command(updateDebt, happening.debts);
    case 'blocksByDay':
      return meter.command(updateDeviceConfigurationDailyResettingOfTariffBlockCounterMatrix, {
        dailyTariffBlockCounterMatrixReset: happening.isByDay,
      });
    case 'toPrepayment':
      return toPrepayment(meter, happening);
    case 'adjust':
      return adjust(meter, happening);
    case 'resetBalance':
      return resetBalance(meter, happening);
    case 'pressEnable':
      return press(meter, 'enableSupply');
    case 'pressEmergency':
      return press(meter, 'emergencyCredit');
    case 'toCredit':
      return meter.command(updatePaymentMode, { mode: { credit: {} } });
    case 'look':
      return 'done';
    default:
      return meter.command(COMMANDS[happening.what], {});
  }
}

const COMMANDS = {
  resetBlocks: resetTariffBlockCounterMatrix,
  emergencyCommand: activateEmergencyCredit,
  enable: enableSupply,
  disable: disableSupply,
  arm: armSupply,
} as const;
