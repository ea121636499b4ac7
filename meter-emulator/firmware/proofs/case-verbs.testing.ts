/** What a line of a case does to the meter. Each verb is a service, a key or a button. */
import type { ValueOf } from '../../../protocol/definition/words.ts';
import { activateEmergencyCredit } from '../../../protocol/services/activate-emergency-credit.ts';
import { armSupply } from '../../../protocol/services/arm-supply.ts';
import { disableSupply } from '../../../protocol/services/disable-supply.ts';
import { enableSupply } from '../../../protocol/services/enable-supply.ts';
import { resetTariffBlockCounterMatrix } from '../../../protocol/services/reset-tariff-block-counter-matrix.ts';
import { topUpDevice } from '../../../protocol/services/top-up-device.ts';
import { updateDebt } from '../../../protocol/services/update-debt.ts';
import { updateDeviceConfigurationBillingCalendar } from '../../../protocol/services/update-device-configuration-billing-calendar.ts';
import { updateDeviceConfigurationDailyResettingOfTariffBlockCounterMatrix } from '../../../protocol/services/update-device-configuration-daily-resetting-of-tariff-block-counter-matrix.ts';
import { updateDeviceConfigurationGasConversion } from '../../../protocol/services/update-device-configuration-gas-conversion.ts';
import { updateDeviceConfigurationLoadLimitingGeneralSettings } from '../../../protocol/services/update-device-configuration-load-limiting-general-settings.ts';
import { updateImportTariffPrimaryElement } from '../../../protocol/services/update-import-tariff-primary-element.ts';
import { updateImportTariffSecondaryElement } from '../../../protocol/services/update-import-tariff-secondary-element.ts';
import { updateMeterBalance } from '../../../protocol/services/update-meter-balance.ts';
import { updatePaymentMode } from '../../../protocol/services/update-payment-mode.ts';
import { updatePrepayConfiguration } from '../../../protocol/services/update-prepay-configuration.ts';
import { updatePricePrimaryElement } from '../../../protocol/services/update-price-primary-element.ts';
import type { CaseMeter } from './case-meter.testing.ts';
import { configurationOf, debtsOf } from './case-prepayment.testing.ts';
import { readTariff, type Written } from './case-tariff.testing.ts';
import {
  gasPricesOf,
  gasTariff,
  pricesOf,
  primaryTariff,
  secondaryTariff,
} from './case-tariff-requests.testing.ts';
import { type CaseLine, millipenceOf, scaled } from './case-text.testing.ts';
import { utcSecondsOf } from './naive-calendar.testing.ts';

export type Tariffs = ReadonlyMap<string, readonly string[]>;
type Verb = (
  meter: CaseMeter,
  match: readonly string[],
  line: CaseLine,
  tariffs: Tariffs,
) => string;

function written(tariffs: Tariffs, name = ''): Written {
  const lines = tariffs.get(`tariff ${name}:`);
  if (!lines) throw new Error(`no tariff ${name}`);
  return readTariff(lines);
}

const later = (text: string | undefined) =>
  text === undefined ? {} : { executionDateTime: utcSecondsOf(text) };

function setTariff(meter: CaseMeter, tariff: Written, from: string | undefined): string {
  const request = meter.kind === 'gas' ? gasTariff(tariff) : primaryTariff(tariff);
  return meter.command(updateImportTariffPrimaryElement, { ...later(from), ...request });
}

function setPrices(meter: CaseMeter, tariff: Written, from: string | undefined): string {
  const priceElements = meter.kind === 'gas' ? gasPricesOf(tariff) : pricesOf(tariff);
  return meter.command(updatePricePrimaryElement, { ...later(from), priceElements });
}

function token(meter: CaseMeter, [, , amount = '', number]: readonly string[]): string {
  const millipence = millipenceOf(amount);
  const inPounds = millipence % 100_000 === 0;
  return meter.token(
    inPounds ? millipence / 100_000 : millipence / 1000,
    inPounds ? 'pounds' : 'pence',
    number === undefined ? undefined : Number(number),
  );
}

function mode(meter: CaseMeter, text: string): string {
  const threshold = /threshold (\S+£[\d.]+|£[\d.]+)/.exec(text)?.[1] ?? '£0';
  const prepayment = {
    suspendDebtDisabled: text.includes('no debt when off'),
    suspendDebtEmergency: text.includes('no debt in emergency'),
    disablementThreshold: millipenceOf(threshold),
  };
  const chosen = text.startsWith('credit') ? { credit: {} } : { prepayment };
  return meter.command(updatePaymentMode, { mode: chosen });
}

function balance(meter: CaseMeter, [, of, sign = '', amount]: readonly string[]): string {
  const change =
    amount === undefined
      ? { reset: {} }
      : { adjustMillipence: (sign === '−' ? -1 : 1) * millipenceOf(amount) };
  const request = of === 'credit' ? { creditMode: change } : { prepaymentMode: change };
  return meter.command(updateMeterBalance, request as ValueOf<typeof updateMeterBalance.request>);
}

function pressed(meter: CaseMeter, key: 'enableSupply' | 'emergencyCredit'): string {
  meter.bench.meter.press(key);
  return 'done';
}

function loadLimit(
  meter: CaseMeter,
  [, watts = '', period, restoration]: readonly string[],
): string {
  return meter.command(updateDeviceConfigurationLoadLimitingGeneralSettings, {
    loadLimitPowerThreshold: scaled(watts, 0),
    loadLimitPeriod: Number(period),
    loadLimitRestorationPeriod: Number(restoration),
    loadLimitSupplyState: 'Disable',
  });
}

/** "monthly on day 1 at 06:00": the periods the known answers need. */
function bill(meter: CaseMeter, [, period, on, hours, minutes]: readonly string[]): string {
  const of = period === 'daily' ? { daily: {} } : { [period as string]: Number(on) };
  const electricity = { billingTime: Number(hours) * 3600 + Number(minutes) * 60, period: of };
  return meter.command(updateDeviceConfigurationBillingCalendar, {
    calendar: { electricity },
  } as ValueOf<typeof updateDeviceConfigurationBillingCalendar.request>);
}

const supply = { disable: disableSupply, arm: armSupply, enable: enableSupply } as const;

/** What is drawn from then on: the sensor knows it beforehand, so the line itself has nothing to do. */
export const LOAD = /^load ([−\d,]+) W(?:, second ([\d,]+) W)?$/;
export const FLOW = /^flow ([\d,]+) l\/h$/;

const nothing: Verb = () => 'done';
const VERBS: readonly (readonly [RegExp, Verb])[] = [
  [LOAD, nothing],
  [FLOW, nothing],
  [/^look$/, nothing],
  [
    /^set tariff (\S+)(?: from (.*))?$/,
    (meter, [, name, from], _, all) => setTariff(meter, written(all, name), from),
  ],
  [
    /^set prices (\S+)(?: from (.*))?$/,
    (meter, [, name, from], _, all) => setPrices(meter, written(all, name), from),
  ],
  [
    /^set second tariff (\S+)$/,
    (meter, [, name], _, all) =>
      meter.command(updateImportTariffSecondaryElement, secondaryTariff(written(all, name))),
  ],
  [/^mode (.*)$/, (meter, [, text = '']) => mode(meter, text)],
  [/^balance in (credit|prepayment) ([+−]) (\S+)$/, balance],
  [/^balance in (credit|prepayment) reset$/, balance],
  [
    /^(top up) (\S+)(?: token (\d+))?$/,
    (meter, match) => meter.command(topUpDevice, { utrn: token(meter, match) }),
  ],
  [
    /^(key) (£\S+)(?: token (\d+))?$/,
    (meter, match) => String(meter.bench.meter.enterUtrn(token(meter, match))),
  ],
  [/^key a wrong token$/, (meter) => String(meter.bench.meter.enterUtrn(meter.wrongToken()))],
  [/^key a mistyped token$/, (meter) => String(meter.bench.meter.enterUtrn(meter.mistypedToken()))],
  [
    /^supply (disable|arm|enable)$/,
    (meter, [, what]) => meter.command(supply[what as keyof typeof supply], {}),
  ],
  [/^press enable$/, (meter) => pressed(meter, 'enableSupply')],
  [/^press emergency$/, (meter) => pressed(meter, 'emergencyCredit')],
  [/^emergency credit$/, (meter) => meter.command(activateEmergencyCredit, {})],
  [
    /^limits:$/,
    (meter, _, { below }) =>
      meter.command(updatePrepayConfiguration, configurationOf(meter.kind, below)),
  ],
  [/^debts:$/, (meter, _, { below }) => meter.command(updateDebt, debtsOf(meter.kind, below))],
  [
    /^blocks (by day|by period)$/,
    (meter, [, by]) =>
      meter.command(updateDeviceConfigurationDailyResettingOfTariffBlockCounterMatrix, {
        dailyTariffBlockCounterMatrixReset: by === 'by day',
      }),
  ],
  [/^bill (daily|weekly|monthly)(?: on day (\d+))? at (\d\d):(\d\d)$/, bill],
  [/^load limit ([\d,]+) W for (\d+) s, back after (\d+) s$/, loadLimit],
  [
    /^gas of ([\d.]+) MJ\/m3, factor ([\d.]+)$/,
    (meter, [, value = '', factor = '']) =>
      meter.command(updateDeviceConfigurationGasConversion, {
        calorificValue: scaled(value, 1),
        conversionFactor: scaled(factor, 5),
      }),
  ],
  [
    /^power back$/,
    (meter, _, { utcSeconds }) => {
      meter.powerBack(utcSeconds);
      return 'done';
    },
  ],
  [/^reset blocks$/, (meter) => meter.command(resetTariffBlockCounterMatrix, {})],
];

/** Carries the line out. What it gave, "done", "credited" or a refusal, has to be what is written after →. */
export function carryOut(meter: CaseMeter, line: CaseLine, tariffs: Tariffs): string {
  for (const [pattern, verb] of VERBS) {
    const match = pattern.exec(line.verb);
    if (match) return verb(meter, match, line, tariffs);
  }
  throw new Error(`no such verb: "${line.verb}"`);
}
