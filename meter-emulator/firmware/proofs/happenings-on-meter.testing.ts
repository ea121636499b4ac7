/** A happening as the real meter gets it: a command of the supplier, a button or the keypad. */
import { activateEmergencyCredit } from '../../../protocol/services/activate-emergency-credit.ts';
import { armSupply } from '../../../protocol/services/arm-supply.ts';
import { disableSupply } from '../../../protocol/services/disable-supply.ts';
import { enableSupply } from '../../../protocol/services/enable-supply.ts';
import { resetTariffBlockCounterMatrix } from '../../../protocol/services/reset-tariff-block-counter-matrix.ts';
import { topUpDevice } from '../../../protocol/services/top-up-device.ts';
import { updateDeviceConfigurationDailyResettingOfTariffBlockCounterMatrix } from '../../../protocol/services/update-device-configuration-daily-resetting-of-tariff-block-counter-matrix.ts';
import { updateImportTariffPrimaryElement } from '../../../protocol/services/update-import-tariff-primary-element.ts';
import { updateMeterBalance } from '../../../protocol/services/update-meter-balance.ts';
import { updatePaymentMode } from '../../../protocol/services/update-payment-mode.ts';
import type { CaseMeter } from './case-meter.testing.ts';
import type { WholeTariff } from './random-tariff.testing.ts';
import type { Happening, Of } from './random-week.testing.ts';

export type Token = { readonly number: number; readonly pence: number };

export const setTariff = (meter: CaseMeter, { tariff, prices }: WholeTariff): string =>
  meter.command(updateImportTariffPrimaryElement, {
    tariff: { electricity: tariff },
    priceElements: { electricity: prices },
  });

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

export function onMeter(meter: CaseMeter, happening: Plain): string {
  switch (happening.what) {
    case 'tariff':
      return setTariff(meter, happening.whole);
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
