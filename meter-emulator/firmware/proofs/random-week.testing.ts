/** What may happen to a meter in a week, at whole minutes. */
import * as fc from 'fast-check';
import { DAY_SECONDS, utcSecondsOf } from './naive-calendar.testing.ts';
import type { LoadLimit } from './naive-meter.testing.ts';
import { type Debts, debts, type Limits, limits } from './random-prepayment.testing.ts';
import { secondTariff, type WholeTariff, wholeTariff } from './random-tariff.testing.ts';
import type { LoadStep } from './scripted-load.testing.ts';

/** When the counters of blocks begin anew: every day, on a weekday, on a day of the month. */
export type Bill = {
  readonly timeOfDay: number;
  readonly on: 'daily' | 'weekly' | 'monthly';
  readonly day: number;
};

export type Happening =
  | { readonly what: 'tariff'; readonly whole: WholeTariff }
  | {
      readonly what: 'resetBlocks' | 'emergencyCommand' | 'pressEmergency' | 'pressEnable' | 'look';
    }
  | { readonly what: 'enable' | 'disable' | 'arm' | 'toCredit' }
  | { readonly what: 'laterTariff'; readonly whole: WholeTariff; readonly hours: number }
  | { readonly what: 'secondTariff'; readonly whole: WholeTariff }
  | { readonly what: 'bill'; readonly bill: Bill }
  | { readonly what: 'loadLimit'; readonly limit: LoadLimit }
  | { readonly what: 'prices'; readonly shift: number }
  | { readonly what: 'limits'; readonly limits: Limits }
  | { readonly what: 'debts'; readonly debts: Debts }
  | { readonly what: 'blocksByDay'; readonly isByDay: boolean }
  | {
      readonly what: 'toPrepayment';
      readonly suspendDisabled: boolean;
      readonly suspendEmergency: boolean;
      readonly thresholdMillipence: number;
    }
  | { readonly what: 'adjust'; readonly of: 'credit' | 'prepayment'; readonly millipence: number }
  | { readonly what: 'resetBalance'; readonly of: 'credit' | 'prepayment' }
  | { readonly what: 'topUp'; readonly pence: number; readonly isKeyed: boolean }
  | { readonly what: 'oldToken'; readonly back: number; readonly isKeyed: boolean };

export type Of<W extends Happening['what']> = Extract<Happening, { readonly what: W }>;

export type Week = {
  readonly isTwin: boolean;
  readonly utcSeconds: number;
  readonly first: WholeTariff;
  readonly second: WholeTariff;
  readonly load: readonly LoadStep[];
  readonly happenings: readonly { readonly utcSeconds: number; readonly happening: Happening }[];
};

const MINUTES_PER_WEEK = 7 * 1440;
/** Days on which something of the calendar is odd, and one on which nothing is. */
const BEGINNINGS = ['2030-01-15', '2031-12-28', '2032-02-26', '2030-03-28', '2030-10-25'].map(
  utcSecondsOf,
);

const simple = <W extends Happening['what']>(...whats: readonly W[]) =>
  fc.constantFrom(...whats).map((what) => ({ what }));

const shift = fc.integer({ min: 1, max: 20_000 });
const hours = fc.integer({ min: 1, max: 60 });
const bill: fc.Arbitrary<Bill> = fc.record({
  timeOfDay: fc.integer({ min: 0, max: 47 }).map((halfHour) => halfHour * 1800),
  on: fc.constantFrom('daily' as const, 'weekly' as const, 'monthly' as const),
  day: fc.integer({ min: 1, max: 7 }),
});
const loadLimit: fc.Arbitrary<LoadLimit> = fc.record({
  watts: fc.integer({ min: 200, max: 10_000 }),
  seconds: fc.integer({ min: 1, max: 60 }).map((minutes) => minutes * 60),
  restorationSeconds: fc.integer({ min: 1, max: 60 }).map((minutes) => minutes * 60),
  isDisabling: fc.boolean(),
});
const isByDay = fc.boolean();
const millipence = fc.integer({ min: -200_000, max: 500_000 });
const mode = fc.constantFrom('prepayment' as const, 'prepayment' as const, 'credit' as const);
const toPrepayment = fc.record({
  what: fc.constant('toPrepayment' as const),
  suspendDisabled: fc.boolean(),
  suspendEmergency: fc.boolean(),
  thresholdMillipence: fc.constantFrom(0, 0, 50_000, -100_000),
});
const topUp = fc.record({
  what: fc.constant('topUp' as const),
  pence: fc.oneof(fc.integer({ min: 1, max: 8191 }), fc.constantFrom(100, 500, 1000)),
  isKeyed: fc.boolean(),
});
const oldToken = fc.record({
  what: fc.constant('oldToken' as const),
  back: fc.integer({ min: 0, max: 4 }),
  isKeyed: fc.boolean(),
});

/** How often each is drawn: often enough that debts and emergency credit live, end and come back. */
const happening = fc.oneof(
  { weight: 1, arbitrary: fc.record({ what: fc.constant('tariff' as const), whole: wholeTariff }) },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constant('laterTariff' as const), whole: wholeTariff, hours }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constant('secondTariff' as const), whole: secondTariff }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constant('loadLimit' as const), limit: loadLimit }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('bill' as const), bill }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('prices' as const), shift }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('limits' as const), limits }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('debts' as const), debts }) },
  { weight: 10, arbitrary: simple('pressEnable', 'pressEmergency', 'pressEmergency') },
  { weight: 2, arbitrary: simple('emergencyCommand', 'look') },
  { weight: 2, arbitrary: simple('enable', 'disable', 'arm', 'arm', 'toCredit', 'resetBlocks') },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('blocksByDay' as const), isByDay }) },
  { weight: 3, arbitrary: toPrepayment },
  {
    weight: 2,
    arbitrary: fc.record({ what: fc.constant('adjust' as const), of: mode, millipence }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('resetBalance' as const), of: mode }) },
  { weight: 8, arbitrary: topUp },
  { weight: 1, arbitrary: oldToken },
) as fc.Arbitrary<Happening>;

const minute = fc.integer({ min: 0, max: MINUTES_PER_WEEK });
const inOrder = <T extends { readonly minute: number }>(items: readonly T[]) =>
  items.toSorted((a, b) => a.minute - b.minute);

const load = fc
  .array(
    fc.record({
      minute,
      activeWatts: fc.oneof(
        { weight: 1, arbitrary: fc.integer({ min: 0, max: 12_000 }) },
        { weight: 3, arbitrary: fc.integer({ min: 0, max: 300 }) },
        { weight: 1, arbitrary: fc.constantFrom(0, 1, 7, 3600) },
      ),
      secondaryWatts: fc.integer({ min: 0, max: 300 }),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map(inOrder);
/** Most weeks begin with some credit and in prepayment. */
const beginning = fc.record({
  credit: fc.integer({ min: 0, max: 400_000 }),
  limits: fc.record({ what: fc.constant('limits' as const), limits }),
  debts: fc.record({ what: fc.constant('debts' as const), debts }),
  toPrepayment,
});
const happenings = fc
  .record({
    begin: fc.option(beginning, { freq: 5 }),
    after: fc.array(fc.record({ minute, happening }), { maxLength: 30 }).map(inOrder),
  })
  .map(({ begin, after }) => [...(begin ? begun(begin) : []), ...after]);

type Beginning = {
  readonly credit: number;
  readonly limits: Happening;
  readonly debts: Happening;
  readonly toPrepayment: Happening;
};
function begun({ credit, ...settings }: Beginning) {
  const adjust = { what: 'adjust', of: 'credit', millipence: credit } as const;
  const all = [adjust, settings.limits, settings.debts, settings.toPrepayment];
  return all.map((one) => ({ minute: 0, happening: one }));
}

export const week: fc.Arbitrary<Week> = fc
  .record({
    isTwin: fc.boolean(),
    utcSeconds: fc.constantFrom(...BEGINNINGS),
    first: wholeTariff,
    second: secondTariff,
    load,
    happenings,
  })
  .map(({ utcSeconds, load: steps, happenings: list, ...rest }) => ({
    ...rest,
    utcSeconds,
    load: steps.map(({ minute: at, activeWatts, secondaryWatts }) => ({
      fromSeconds: utcSeconds + at * 60,
      measured: rest.isTwin ? { activeWatts, secondaryWatts } : { activeWatts },
    })),
    happenings: list.map(({ minute: at, happening: one }) => ({
      utcSeconds: utcSeconds + at * 60,
      happening: one,
    })),
  }));

export const endOf = (one: Week) => one.utcSeconds + 7 * DAY_SECONDS;
