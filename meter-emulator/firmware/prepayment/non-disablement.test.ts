import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { START } from '../bench.testing.ts';
import { type DocumentOf, withDocument } from '../documents/documents.ts';
import { holds } from '../property.testing.ts';
import type { MeterState } from '../state.ts';
import {
  afterStart,
  type ElectricityCalendar,
  EVERY_DAY,
  schedule,
  stateWith,
  withCalendar,
} from './account.testing.ts';
import { assess } from './assess.ts';
import { credit as creditModule } from './credit-module.ts';
import { endOfNonDisablement, isNonDisablement } from './non-disablement.ts';

const HOUR = 3600;
const DAY = 86_400;
/** The START is Tuesday 2030-01-15. */
const SATURDAY = 4 * DAY;

const weekend = ['Saturday', 'Sunday'] as const;
const workdays = EVERY_DAY.slice(0, 5);

/** Nights and the early weekend, as the examples of the market have it. */
const NIGHTS: ElectricityCalendar = {
  electricitySpecialDays: {},
  schedules: [
    schedule('START', 0, weekend),
    schedule('STOP', 9.5 * HOUR, weekend),
    schedule('START', 22 * HOUR, weekend),
    schedule('START', 0, workdays),
    schedule('STOP', 7.5 * HOUR, workdays),
    schedule('START', 20 * HOUR, workdays),
  ],
};

const onAt = (state: MeterState, seconds: number) => isNonDisablement(afterStart(state, seconds));

const electricity = suite('the non-disablement calendar of electricity');

electricity('goes by the weekday, to the second', () => {
  const state = withCalendar(stateWith({}), NIGHTS);
  const moments = [0, 7.5 * HOUR - 1, 7.5 * HOUR, 20 * HOUR - 1, 20 * HOUR];
  assert.equal(
    moments.map((seconds) => onAt(state, seconds)),
    [true, true, false, false, true],
  );
  const saturday = [7.5 * HOUR, 9.5 * HOUR, 20 * HOUR, 22 * HOUR];
  assert.equal(
    saturday.map((seconds) => onAt(state, SATURDAY + seconds)),
    [true, false, false, true],
  );
});

electricity('on a special day that a schedule names, that schedule alone counts', () => {
  const any = { year: 'any', month: 'any', dayOfWeek: 'any' } as const;
  const state = withCalendar(stateWith({}), {
    electricitySpecialDays: {
      3: { date: { ...any, dayOfMonth: 16 } },
      4: { date: { ...any, dayOfMonth: 17 } },
    },
    schedules: [...NIGHTS.schedules, schedule('STOP', 19 * HOUR, [], [3])],
  });
  // From Tuesday night over all of Wednesday 16th up to 19:00, and nothing switches it on again that day.
  const wednesday = [7.5 * HOUR, 19 * HOUR - 1, 19 * HOUR, 23 * HOUR];
  assert.equal(
    wednesday.map((seconds) => onAt(state, DAY + seconds)),
    [true, true, false, false],
  );
  // Nobody names the other: a day like any.
  assert.is(onAt(state, 2 * DAY + 1), true);
  assert.is(onAt(state, 2 * DAY + 8 * HOUR), false);
});

electricity('counts from the first to the last day of its dates, of one year or of each', () => {
  const within = (startDate: number, endDate: number): ElectricityCalendar => ({
    electricitySpecialDays: {},
    schedules: [schedule('START', 8 * HOUR), schedule('STOP', 9 * HOUR)].map((one) => ({
      ...one,
      scheduleDatesAndTime: { ...one.scheduleDatesAndTime, startDate, endDate },
    })),
  });
  const days = (calendar: ElectricityCalendar) => {
    const state = withCalendar(stateWith({}), calendar);
    return [0, 1, 2, 365].map((day) => onAt(state, day * DAY + 8 * HOUR));
  };
  assert.equal(days(within(2030_0115, 2030_0116)), [true, true, false, false]);
  assert.equal(days(within(65535_0115, 65535_0115)), [true, false, false, true]);
  assert.equal(days(within(2030_0101, 2031_1231)), [true, true, true, true]);
});

electricity('of two switches at one time the later in the table has the last word', () => {
  const both = [schedule('STOP', HOUR), schedule('START', HOUR)];
  const on = withCalendar(stateWith({}), { electricitySpecialDays: {}, schedules: both });
  assert.is(onAt(on, HOUR), true);
  const reversed = { electricitySpecialDays: {}, schedules: both.reverse() };
  assert.is(onAt(withCalendar(stateWith({}), reversed), HOUR), false);
});

electricity('there is none without a calendar, or without a time to go by', () => {
  assert.is(onAt(stateWith({}), 0), false);
  const state = withCalendar(stateWith({}), NIGHTS);
  assert.is(isNonDisablement({ ...state, clock: { offsetSeconds: 0, status: 'invalid' } }), false);
});

electricity('is what a model says that switches day by day from a year before', () => {
  const one = fc.record({
    script: fc.constantFrom('START' as const, 'STOP' as const),
    time: fc.integer({ min: 0, max: DAY - 1 }),
    weekdays: fc.subarray([...EVERY_DAY]),
    month: fc.integer({ min: 1, max: 12 }),
  });
  const scene = fc.tuple(
    fc.array(one, { minLength: 1, maxLength: 8 }),
    fc.integer({ min: 0, max: 400 * DAY }),
  );
  holds(
    fc.property(scene, ([all, seconds]) => {
      const schedules = all.map(({ script, time, weekdays, month }) => ({
        ...schedule(script, time, weekdays),
        scheduleDatesAndTime: {
          switchTime: time,
          startDate: 65535_0001 + month * 100,
          endDate: 65535_1231,
        },
      }));
      const state = withCalendar(stateWith({}), { electricitySpecialDays: {}, schedules });
      let isOn = false;
      const now = START + seconds;
      for (let midnight = START - 370 * DAY; midnight <= now; midnight += DAY) {
        const date = new Date(midnight * 1000);
        const weekday = EVERY_DAY[(date.getUTCDay() + 6) % 7];
        const today = all.filter(
          ({ weekdays, month }) =>
            weekdays.includes(weekday as 'Monday') && date.getUTCMonth() + 1 >= month,
        );
        for (const { script, time } of today.sort((a, b) => a.time - b.time))
          if (midnight + time <= now && midnight > now - 366 * DAY) isOn = script === 'START';
      }
      assert.is(onAt(state, seconds), isOn);
      const end = endOfNonDisablement(afterStart(state, seconds)) ?? 0;
      assert.ok(end > now);
      if (isOn) assert.is(isNonDisablement(afterStart(state, end - 1 - START)), true, 'until then');
    }),
  );
});
electricity.run();

const gas = suite('the non-disablement calendar of gas');

type Gas = NonNullable<DocumentOf<'prepayment'>['configuration']['gas']>;
const action = (hour: number, nonDisablementAction: 'START' | 'STOP') => ({
  startTime: hour * HOUR,
  nonDisablementAction,
});
const from = (month: number, dayOfMonth: number) =>
  ({ year: 'any', month, dayOfMonth, dayOfWeek: 'any' }) as const;
const GAS: Gas['gasNonDisablementCalendar'] = {
  dayProfiles: [
    { gasDayName: 1, timeStartActions: [action(8, 'STOP'), action(18, 'START')] },
    { gasDayName: 2, timeStartActions: [action(0, 'START')] },
    { gasDayName: 3, timeStartActions: [action(0, 'STOP')] },
  ],
  weekProfiles: [
    { weekName: 1, referencedDayNames: { 1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 2, 7: 2 } },
    { weekName: 2, referencedDayNames: { 1: 3, 2: 3, 3: 3, 4: 3, 5: 3, 6: 3, 7: 3 } },
  ],
  seasonProfiles: [
    { seasonStartDate: from(10, 1), referencedWeekName: 1 },
    { seasonStartDate: from(4, 1), referencedWeekName: 2 },
  ],
  specialDays: [{ date: from(1, 16), referencedDayName: 2 }],
};

gas('goes by season, week and day; a special day goes before', () => {
  const variant = { kind: 'gas', auxiliarySwitches: 0, hasBoostButton: false } as const;
  const state = withDocument(stateWith({ variant }), 'prepayment', {
    configuration: {
      gas: {
        debtRecoveryRateCap: 100_000,
        emergencyCreditLimit: 500_000,
        emergencyCreditThreshold: 100_000,
        lowCreditThreshold: 200_000,
        gasNonDisablementCalendar: GAS,
        maxMeterBalance: 25_000_000,
        maxCreditThreshold: 25_000_000,
      },
    },
  });
  const hours = [9, 17, 18, 24 + 9, 48 + 7, 48 + 8, 4 * 24 + 12, 100 * 24];
  assert.equal(
    hours.map((hour) => onAt(state, hour * HOUR)),
    [false, false, true, true, true, false, true, false],
  );
});
gas.run();

const supply = suite('supply without credit');

const names = (step: { events: readonly { name: string }[] }) =>
  step.events.map(({ name }) => name);

supply('stays on in a non-disablement period, and goes at its end', () => {
  const night = withCalendar(stateWith({ prepayment: { balanceMillipence: -1 } }), NIGHTS);
  const suspended = assess(night);
  assert.is(suspended.state.supply.position, 'enabled');
  assert.ok(names(suspended).includes('disablementSuspended'));
  const later = assess(afterStart(suspended.state, 7.5 * HOUR - 1));
  assert.equal(names(later), [], 'told once');
  const measured = { activeWatts: 0 };
  assert.is(creditModule.deadline?.(suspended.state, measured), START + HOUR);
  const atSeven = afterStart(suspended.state, 7 * HOUR);
  assert.is(creditModule.deadline?.(atSeven, measured), START + 7.5 * HOUR);
  const off = assess(afterStart(suspended.state, 7.5 * HOUR));
  assert.equal(names(off), ['creditExhausted']);
  assert.equal(off.state.supply, { position: 'disabled', disabledBy: 'credit' });
});

supply('that stays on is told of once, whatever else changes meanwhile', () => {
  const noneLent = { emergencyCreditLimitMillipence: 0 };
  const short = stateWith({ prepayment: { balanceMillipence: -1 }, limits: noneLent });
  const { state } = assess(withCalendar(short, NIGHTS));
  assert.is(state.prepayment.isDisablementSuspended, true);
  const limits = { ...state.limits, emergencyCreditLimitMillipence: 1 };
  assert.equal(names(assess({ ...state, limits })), ['emergencyCreditAvailable']);
});

supply('that went before stays off when a period begins', () => {
  const day = withCalendar(stateWith({ prepayment: { balanceMillipence: -1 } }), NIGHTS);
  const off = assess(afterStart(day, 12 * HOUR)).state;
  const night = assess(afterStart(off, 21 * HOUR));
  assert.equal(names(night), []);
  assert.is(night.state.supply.position, 'disabled');
});

supply('paid for in time is not cut off, and the next period is told anew', () => {
  const night = withCalendar(stateWith({ prepayment: { balanceMillipence: -1 } }), NIGHTS);
  const { state } = assess(night);
  const paid = { ...state, prepayment: { ...state.prepayment, balanceMillipence: 900_000 } };
  const day = assess(afterStart(paid, 8 * HOUR)).state;
  assert.is(day.supply.position, 'enabled');
  const spent = { ...day, prepayment: { ...day.prepayment, balanceMillipence: -1 } };
  assert.ok(names(assess(afterStart(spent, 21 * HOUR))).includes('disablementSuspended'));
});
supply.run();
