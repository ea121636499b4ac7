/** Random tariffs with every kind of season, special day, switch, register and block. */
import * as fc from 'fast-check';
import type { OpenDate } from './naive-calendar.testing.ts';
import type { Action, Prices, Tariff } from './naive-tariff.testing.ts';

export type WholeTariff = { readonly tariff: Tariff; readonly prices: Prices };

const MINUTES_PER_DAY = 1440;
const NEVER_WH = 4_294_967_295;
const ROWS = [1, 2, 3, 4, 5, 6, 7, 8] as const;

const sometimes = <T, U>(often: fc.Arbitrary<T>, seldom: fc.Arbitrary<U>) =>
  fc.oneof<fc.MaybeWeightedArbitrary<T | U>[]>(
    { arbitrary: often, weight: 3 },
    { arbitrary: seldom, weight: 1 },
  );

const any = fc.constant('any' as const);
/** Never a day that no year has: that would be refused. */
export const openDate: fc.Arbitrary<OpenDate> = fc.oneof(
  fc.record({
    year: sometimes(any, fc.integer({ min: 2029, max: 2032 })),
    month: sometimes(fc.integer({ min: 1, max: 12 }), any),
    dayOfMonth: fc.oneof(
      fc.integer({ min: 1, max: 28 }),
      fc.constantFrom('any' as const, 'last' as const, 'secondLast' as const),
    ),
    dayOfWeek: any,
  }),
  fc.record({
    year: any,
    month: sometimes(fc.integer({ min: 1, max: 12 }), any),
    dayOfMonth: sometimes(
      fc.constantFrom('any' as const, 'last' as const, 'secondLast' as const),
      fc.integer({ min: 1, max: 28 }),
    ),
    dayOfWeek: fc.integer({ min: 1, max: 7 }),
  }),
  fc.constant({ year: 'any', month: 2, dayOfMonth: 29, dayOfWeek: 'any' } as const),
);

const anyAction: fc.Arbitrary<Action> = fc.oneof(
  fc.constantFrom(1, 2, 3, 48).map((tou) => ({ tou })),
  fc.constantFrom(1, 2, 8).map((block) => ({ block })),
);
/** All that the secondary element of a twin-element meter has. */
const secondAction: fc.Arbitrary<Action> = fc.integer({ min: 1, max: 4 }).map((tou) => ({ tou }));

const dayProfile = (action: fc.Arbitrary<Action>) =>
  fc
    .uniqueArray(
      fc.record({
        startTime: sometimes(
          fc.integer({ min: 0, max: MINUTES_PER_DAY - 1 }).map((minute) => minute * 60),
          fc.constant(0),
        ),
        action,
      }),
      { minLength: 1, maxLength: 5, selector: ({ startTime }) => startTime },
    )
    .map((schedules) => schedules.toSorted((a, b) => a.startTime - b.startTime));

function named<T>(items: readonly T[]): readonly (readonly [number, T])[] {
  return items.map((item, i) => [i + 1, item]);
}

const weekProfile = (days: number) =>
  fc
    .array(fc.integer({ min: 1, max: days }), { minLength: 7, maxLength: 7 })
    .map((names) => Object.fromEntries(named(names)));

const season = (weeks: number) =>
  fc.record({
    seasonName: fc.constantFrom('a', 'b'),
    seasonStartDate: openDate,
    referencedWeekName: fc.integer({ min: 1, max: weeks }),
  });
/** So that a season has begun on any day; without it perhaps none has. */
const LONG_AGO = { year: 2015, month: 1, dayOfMonth: 1, dayOfWeek: 'any' } as const;

const thresholds = fc
  .array(sometimes(fc.integer({ min: 0, max: 20_000 }), fc.constant(NEVER_WH)), {
    minLength: 3,
    maxLength: 3,
  })
  .map((ends) => Object.fromEntries(named(ends.toSorted((a, b) => a - b))));

const DAYS = 3;
const WEEKS = 2;
const table = (action: fc.Arbitrary<Action>): fc.Arbitrary<Tariff> =>
  fc
    .record({
      days: fc.array(dayProfile(action), { minLength: DAYS, maxLength: DAYS }),
      weeks: fc.array(weekProfile(DAYS), { minLength: WEEKS, maxLength: WEEKS }),
      isLongAgo: fc.boolean(),
      seasons: fc.array(season(WEEKS), { minLength: 1, maxLength: 3 }),
      specialDays: fc.array(
        fc.record({ date: openDate, referencedDayName: fc.integer({ min: 1, max: DAYS }) }),
        { maxLength: 3 },
      ),
      rows: fc.array(thresholds, { minLength: 8, maxLength: 8 }),
    })
    .map(({ days, weeks, isLongAgo, seasons, specialDays, rows }) => ({
      currencyUnits: 'GBP',
      switchingTable: {
        dayProfiles: named(days).map(([dayName, schedules]) => ({ dayName, schedules })),
        weekProfiles: named(weeks).map(([weekName, dayNames]) => ({ weekName, dayNames })),
        seasons: [
          ...(isLongAgo
            ? [{ seasonName: 'all', seasonStartDate: LONG_AGO, referencedWeekName: 1 }]
            : []),
          ...seasons,
        ],
      },
      specialDays,
      thresholdMatrix: Object.fromEntries(named(rows)),
    })) as fc.Arbitrary<Tariff>;

const price = fc.integer({ min: 0, max: 32_767 });

/** Prices for all that the table can count in, of the kind that it asks for. */
function pricesFor(tariff: Tariff): fc.Arbitrary<Prices> {
  const actions = tariff.switchingTable.dayProfiles.flatMap(({ schedules }) =>
    schedules.map((one) => one.action),
  );
  const registers = [...new Set(actions.flatMap(({ tou }) => tou ?? []))];
  const hasBlocks = actions.some(({ block }) => block !== undefined);
  const touPrices = fc.record(Object.fromEntries(registers.map((n) => [n, price])));
  const row = fc.record({ 1: price, 2: price, 3: price, 4: price });
  const blockPrices = fc.record(Object.fromEntries(ROWS.map((n) => [n, row])));
  const matrix = !hasBlocks
    ? touPrices.map((prices) => ({ tou: { touPrices: prices } }))
    : registers.length === 0
      ? blockPrices.map((prices) => ({ block: { blockPrices: prices } }))
      : fc.record({ hybrid: fc.record({ blockPrices, touPrices }) });
  return fc.record({
    standingCharge: price,
    standingChargeScale: fc.constantFrom(-5, -4),
    priceScale: fc.constantFrom(-5, -6, -7, -8),
    matrix,
  }) as fc.Arbitrary<Prices>;
}

const whole = (action: fc.Arbitrary<Action>): fc.Arbitrary<WholeTariff> =>
  table(action).chain((tariff) => pricesFor(tariff).map((prices) => ({ tariff, prices })));
export const wholeTariff = whole(anyAction);
export const secondTariff = whole(secondAction);
