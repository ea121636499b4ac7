/** The billing data log: what the registers and the account showed when a bill is due or its terms change. */
import { eventWith, type MeterEvent, type Step, then, unchanged } from '../events/event.ts';
import { series } from '../layout.ts';
import type { Module } from '../module.ts';
import type { MeterState } from '../state.ts';
import type { Store } from '../storage/store.ts';
import { withCountersReset } from '../tariff/counting.ts';
import { nextBilling } from './billing-calendar.ts';
import { utcSecondsOf } from './metrology.ts';
import { type Reading, readingEntries, readingNow, readingOf } from './reading.ts';
import { isGasMeter } from './registers.ts';

/** Why the registers are written down. */
export type BillingTrigger = 'calendar' | 'tariff' | 'paymentMode' | 'supplier';

const BILLS_MAX = 12;

/**
 * Writes down what the registers show, before what triggers it takes effect. Of several changes within one second
 * the first has said it all.
 */
export function snapshotBilling(state: MeterState, trigger: BillingTrigger): Step {
  const { billing } = state;
  const utcSeconds = utcSecondsOf(state);
  const reading = readingNow(state, utcSeconds, 'registers');
  if (trigger === 'calendar') {
    const next = { ...billing, calendarEntries: billing.calendarEntries + 1 };
    return {
      state: { ...state, billing: next },
      events: [billed(state, reading)],
      entries: readingEntries('dateBills', billing.calendarEntries, reading, false),
    };
  }
  if (billing.changeEntries > 0 && billing.lastChangeUtcSeconds === utcSeconds)
    return unchanged(state);
  const changeEntries = billing.changeEntries + 1;
  return {
    state: { ...state, billing: { ...billing, changeEntries, lastChangeUtcSeconds: utcSeconds } },
    events: [],
    entries: readingEntries('changeBills', billing.changeEntries, reading, false),
  };
}

/** 8F0A: as much of the entry as an alert holds. */
function billed(
  state: MeterState,
  { utcSeconds: timestamp, total, secondary }: Reading,
): MeterEvent {
  if (isGasMeter(state))
    return eventWith('billingLogUpdated', { entry: { gas: { timestamp, volume: total } } });
  const twin = state.variant.kind === 'twinElement' ? { secondaryActiveImport: secondary } : {};
  const electricity = { timestamp, activeImport: total, ...twin };
  return eventWith('billingLogUpdated', { entry: { electricity } });
}

/** The state in which the next date is known, after the calendar or the clock has been set. */
export function withNextBilling(state: MeterState): MeterState {
  const { billing, billingCalendar, clock } = state;
  if (!billingCalendar || clock.status === 'invalid') return state;
  const next = nextBilling(billingCalendar.calendar, utcSecondsOf(state));
  // A clock set back by a little does not bring the same date twice.
  const dueUtcSeconds =
    next === billing.lastDueUtcSeconds ? nextBilling(billingCalendar.calendar, next) : next;
  return {
    ...state,
    billing: { ...billing, dueUtcSeconds, offsetSeconds: clock.offsetSeconds },
  };
}

/** A date that passed while the meter was off, or that the clock skipped, is made up for: once, and at once. */
function billWhenDue(state: MeterState): Step {
  const { clock, billing } = state;
  const { dueUtcSeconds } = billing;
  if (!state.billingCalendar || clock.status === 'invalid') return unchanged(state);
  if (dueUtcSeconds === undefined || utcSecondsOf(state) < dueUtcSeconds)
    return unchanged(
      billing.offsetSeconds === clock.offsetSeconds ? state : withNextBilling(state),
    );
  const isOnTime = utcSecondsOf(state) === dueUtcSeconds;
  return then(snapshotBilling(state, 'calendar'), (billed) => {
    const { lastDueUtcSeconds: _, ...before } = billed.billing;
    const done = isOnTime ? { ...before, lastDueUtcSeconds: dueUtcSeconds } : before;
    return unchanged(withNextBilling(withCountersReset({ ...billed, billing: done })));
  });
}

/** The dates of the calendar. With the period its block counters end. */
export const billingDates: Module = {
  deadline: ({ clock, billing }) =>
    billing.dueUtcSeconds === undefined || clock.status === 'invalid'
      ? undefined
      : billing.dueUtcSeconds - clock.offsetSeconds,
  act: billWhenDue,
};

/** The entries made from `fromUtcSeconds` to `toUtcSeconds`, both included, oldest first, the last twelve. */
export function readBills(
  store: Store,
  name: 'dateBills' | 'changeBills',
  fromUtcSeconds: number,
  toUtcSeconds: number,
): readonly Reading[] {
  const all = (one: 'dateBills' | `dateBills${1 | 2}` | 'changeBills' | `changeBills${1 | 2}`) =>
    new Map(
      [...store.read(series[one], 0, 0xffff_ffff)].map(({ period, bytes }) => [period, bytes]),
    );
  const [wide1, wide2] = [all(`${name}1`), all(`${name}2`)];
  const readings = [...all(name)].flatMap(([period, bytes]) =>
    bytes ? [readingOf(bytes, wide1.get(period), wide2.get(period))] : [],
  );
  return readings
    .slice(-BILLS_MAX)
    .filter(({ utcSeconds }) => utcSeconds >= fromUtcSeconds && utcSeconds <= toUtcSeconds);
}
