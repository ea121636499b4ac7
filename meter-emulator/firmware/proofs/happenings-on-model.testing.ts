/** The same happening in the second model, with the answer the meter should give. */
import { DAY_SECONDS, type Day, dayOf } from './naive-calendar.testing.ts';
import { isFriendly } from './naive-friendly-hours.testing.ts';
import type { NaiveMeter } from './naive-meter.testing.ts';
import { micropence, type Prices } from './naive-tariff.testing.ts';
import type { Bill, Happening, Of } from './random-week.testing.ts';

/** int16 of prices: from nothing to this, less one. */
const PRICE_END = 32_768;

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

const TIME_ON: Readonly<Record<Bill['on'], (midnight: Day, day: number) => boolean>> = {
  daily: () => true,
  weekly: ({ dayOfWeek }, day) => dayOfWeek === day,
  monthly: ({ dayOfMonth }, day) => dayOfMonth === day,
};

function bill(model: NaiveMeter, { bill: { on, day, timeOfDay } }: Of<'bill'>): string {
  model.isBillDue = (utcSeconds) =>
    utcSeconds % DAY_SECONDS === timeOfDay && TIME_ON[on](dayOf(utcSeconds), day);
  return 'done';
}

/** Not while another is held. */
function laterTariff(model: NaiveMeter, { whole, hours }: Of<'laterTariff'>): string {
  model.held = { utcSeconds: model.utcSeconds + hours * 3600, ...whole };
  return 'done';
}

function secondTariff(model: NaiveMeter, { whole }: Of<'secondTariff'>): string {
  if (!model.second) return 'notSupported';
  model.second.tariff = whole.tariff;
  model.second.prices = whole.prices;
  return 'done';
}

/** Every price moved on, round the end of the scale. */
function prices(model: NaiveMeter, { shift }: Of<'prices'>): string {
  const move = (row: Readonly<Record<number, number>>) =>
    Object.fromEntries(Object.entries(row).map(([n, price]) => [n, (price + shift) % PRICE_END]));
  const moveRows = (rows: Readonly<Record<number, Readonly<Record<number, number>>>>) =>
    Object.fromEntries(Object.entries(rows).map(([n, row]) => [n, move(row)]));
  const { matrix, standingCharge, ...rest } = model.tariff.prices;
  const { tou, block, hybrid } = matrix;
  const both = hybrid && {
    touPrices: move(hybrid.touPrices),
    blockPrices: moveRows(hybrid.blockPrices),
  };
  const moved = both
    ? { hybrid: both }
    : tou
      ? { tou: { touPrices: move(tou.touPrices) } }
      : { block: { blockPrices: moveRows(block?.blockPrices ?? {}) } };
  model.tariff.prices = {
    ...rest,
    standingCharge: (standingCharge + shift) % PRICE_END,
    matrix: moved,
  } as Prices;
  return 'done';
}

function limits(model: NaiveMeter, { limits: set }: Of<'limits'>): string {
  const { capPence, emergency, offered, low, balance, topUp, calendar } = set;
  model.account.limits = {
    cap: BigInt(capPence) * 1000n,
    emergency: BigInt(emergency),
    offered: BigInt(offered),
    low: BigInt(low),
    balance: BigInt(balance),
    topUp: BigInt(topUp),
  };
  model.isFriendly = (utcSeconds) => isFriendly(calendar, utcSeconds);
  return 'done';
}

function debts({ account }: NaiveMeter, { debts: set }: Of<'debts'>): string {
  const { elecDebtRecovery1, elecDebtRecovery2 } = set.recovery.electricity ?? {};
  const debt = (owed: number, recovery: typeof elecDebtRecovery1) => ({
    owed: BigInt(owed),
    fraction: 0n,
    micropence: micropence(
      recovery?.debtRecoveryRate ?? 0,
      recovery?.debtRecoveryRatePriceScale ?? 0,
    ),
    period: recovery?.debtRecoveryRatePeriod ?? 'DAILY',
  });
  account.timeDebts = [
    debt(set.timeDebtRegister1, elecDebtRecovery1),
    debt(set.timeDebtRegister2, elecDebtRecovery2),
  ];
  account.paymentDebt = BigInt(set.paymentDebtRegister);
  account.share = BigInt(set.debtRecoveryPerPayment);
  return 'done';
}

/** Before what follows from it is settled. */
function act(model: NaiveMeter, happening: Plain): string {
  switch (happening.what) {
    case 'tariff':
      return tariff(model, happening);
    case 'laterTariff':
      return laterTariff(model, happening);
    case 'secondTariff':
      return secondTariff(model, happening);
    case 'loadLimit':
      model.setLoadLimit(happening.limit);
      return 'done';
    case 'bill':
      return bill(model, happening);
    case 'prices':
      return prices(model, happening);
    case 'limits':
      return limits(model, happening);
    case 'debts':
      return debts(model, happening);
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
      return model.account.activate();
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
