/** The pages about money: emergency credit, debts, top-ups, and what the next kWh costs. */
import { isGasMeter } from '../metrology/registers.ts';
import { accountNow } from '../prepayment/account.ts';
import { emergencyLeft } from '../prepayment/credit.ts';
import { recoveryMicropence } from '../prepayment/debts.ts';
import { readPayments } from '../prepayment/payments.ts';
import type { DebtRecovery, MeterState } from '../state.ts';
import { blockInUse } from '../tariff/counting.ts';
import { ratesNow } from '../tariff/rates.ts';
import { credit, day, debt, pence, timeOfDay } from './amounts.ts';
import { isHidden, type Page, personal, type View } from './page.ts';
import { between } from './screen.ts';

export function moneyPages({ state, store }: View): readonly Page[] {
  return [
    ...emergencyPages(state),
    ...debtPages(state),
    ...topUpPages(state, store),
    ...pricePages(state),
  ];
}

/** How much emergency credit there is, and what a person may do about it. */
export function emergencyLine({ prepayment, limits }: MeterState): string {
  if (prepayment.mode === 'credit') return '';
  switch (prepayment.emergency) {
    case 'none':
      return prepayment.isCreditLow ? 'CREDIT IS LOW' : '';
    case 'offered':
      return 'B: EMERGENCY CREDIT';
    case 'active':
      return between('EMERGENCY', credit(emergencyLeft(prepayment, limits)));
    case 'exhausted':
      return 'EMERGENCY USED UP';
  }
}

function emergencyPages({ prepayment, limits }: MeterState): readonly Page[] {
  const { emergency, emergencyUsedMillipence, mode } = prepayment;
  if (mode === 'credit') return [];
  const limit = between('Lent at most', credit(limits.emergencyCreditLimitMillipence));
  const used = between('To repay', debt(emergencyUsedMillipence));
  const words = {
    none: ['Not needed now', limit],
    offered: ['On offer: press B', limit],
    active: [between('Left', credit(emergencyLeft(prepayment, limits))), used],
    exhausted: ['Used up', used],
  } as const;
  return [personal('emergency', 'EMERGENCY CREDIT', ...words[emergency])];
}

/** A household without debts has no page of them. */
function debtPages(state: MeterState): readonly Page[] {
  const account = accountNow(state);
  const { accumulatedDebtMillipence, paymentDebtMillipence } = account;
  const { perPaymentBasisPoints } = state.debtRecovery;
  const timeDebts = (['timeDebt1', 'timeDebt2'] as const).flatMap((name, at) => {
    const left = account[`${name}Millipence`];
    const recovery = state.debtRecovery[name];
    return left === 0
      ? []
      : [personal(name, `DEBT ${at + 1}`, between('Left', debt(left)), rateLine(recovery))];
  });
  const payment = personal(
    'payment debt',
    'DEBT FROM TOP-UPS',
    between('Left', debt(paymentDebtMillipence)),
    between('Of each top-up', `${perPaymentBasisPoints / 100}%`),
  );
  const accumulated = personal(
    'accumulated debt',
    'DEBT SINCE LATELY',
    between('Left', debt(accumulatedDebtMillipence)),
    'Taken at a top-up',
  );
  return [
    ...timeDebts,
    ...(paymentDebtMillipence === 0 ? [] : [payment]),
    ...(accumulatedDebtMillipence === 0 ? [] : [accumulated]),
  ];
}

function rateLine(recovery: DebtRecovery['timeDebt1']): string {
  const each = recovery.period === 'HOURLY' ? 'Each hour' : 'Each day';
  return between(each, pence(recoveryMicropence(recovery) ?? 0));
}

/** The last, over the air or keyed in; none of a former tenant's. */
function topUpPages(state: MeterState, store: View['store']): readonly Page[] {
  const all = { startDateTime: 0, endDateTime: Number.POSITIVE_INFINITY };
  const last = readPayments(store, 'credits', state.topUps.credits, all).at(-1);
  if (!last || isHidden(state, last.timestamp)) return [];
  const when = between(day(last.timestamp), timeOfDay(last.timestamp));
  return [personal('top-up', 'LAST TOP-UP', between('Amount', credit(last.amount)), when)];
}

function pricePages(state: MeterState): readonly Page[] {
  const { unitMicropencePerKwh, secondaryMicropencePerKwh, standingMicropencePerDay } =
    ratesNow(state);
  const { tou, block } = state.counting.register;
  const rate = tou === undefined ? `Block ${blockInUse(state)} of ${block}` : `Rate ${tou}`;
  const unit = between(isGasMeter(state) ? 'A kWh of gas' : 'A kWh', pence(unitMicropencePerKwh));
  const first = personal(
    'price',
    `PRICE: ${rate.toUpperCase()}`,
    unit,
    between('A day', pence(standingMicropencePerDay)),
  );
  if (state.variant.kind !== 'twinElement') return [first];
  const second = between('A kWh', pence(secondaryMicropencePerKwh));
  return [
    first,
    personal('second price', `2ND PRICE: RATE ${state.counting.secondaryTou}`, second),
  ];
}
