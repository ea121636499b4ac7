/** The same happening in the second model, with the answer the meter should give. */
import type { NaiveMeter } from './naive-meter.testing.ts';
import type { Happening, Of } from './random-week.testing.ts';

type Plain = Exclude<Happening, { readonly what: 'topUp' | 'oldToken' }>;

function toPrepayment({ account }: NaiveMeter, mode: Of<'toPrepayment'>): string {
  account.mode = 'prepayment';
  account.suspendDisabled = mode.suspendDisabled;
  account.suspendEmergency = mode.suspendEmergency;
  account.threshold = BigInt(mode.thresholdMillipence);
  return 'done';
}

function toCredit({ account }: NaiveMeter): string {
  account.toCredit();
  return 'done';
}

function adjust({ account }: NaiveMeter, { of, millipence }: Of<'adjust'>): string {
  if (of !== account.mode) return 'notInThisMode';
  account.balance += BigInt(millipence);
  return 'done';
}

function resetBalance({ account }: NaiveMeter, { of }: Of<'resetBalance'>): string {
  if (of !== account.mode) return 'notInThisMode';
  account.balance = 0n;
  return 'done';
}

function tariff(model: NaiveMeter, { whole }: Of<'tariff'>): string {
  model.tariff.tariff = whole.tariff;
  model.tariff.prices = whole.prices;
  return 'done';
}

/** Before what follows from it is settled. */
function act(model: NaiveMeter, happening: Plain): string {
  switch (happening.what) {
    case 'tariff':
      return tariff(model, happening);
    case 'blocksByDay':
      model.isResetDaily = happening.isByDay;
      return 'done';
    case 'resetBlocks':
      model.tariff.resetCounters();
      return 'done';
    case 'toPrepayment':
      return toPrepayment(model, happening);
    case 'toCredit':
      return toCredit(model);
    case 'adjust':
      return adjust(model, happening);
    case 'resetBalance':
      return resetBalance(model, happening);
    case 'emergencyCommand':
      return model.account.activate() ? 'done' : 'emergencyCreditNotOnOffer';
    case 'pressEmergency':
      model.account.activate();
      return 'done';
    case 'pressEnable':
      model.press();
      return 'done';
    case 'look':
      return 'done';
    case 'enable':
    case 'disable':
    case 'arm':
      return model[happening.what]();
  }
}

export function onModel(model: NaiveMeter, happening: Plain): string {
  const outcome = act(model, happening);
  const isEmergency = happening.what === 'emergencyCommand' || happening.what === 'pressEmergency';
  model.settle(isEmergency ? 'armedForEmergencyCredit' : 'supplyArmed');
  return outcome;
}
