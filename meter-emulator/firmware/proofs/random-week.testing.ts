/** What may happen to a meter in a week, at whole minutes. */
import * as fc from 'fast-check';
import { DAY_SECONDS, utcSecondsOf } from './naive-calendar.testing.ts';
import { type WholeTariff, wholeTariff } from './random-tariff.testing.ts';
import type { LoadStep } from './scripted-load.testing.ts';

export type Happening =
  | { readonly what: 'tariff'; readonly whole: WholeTariff }
  | {
      readonly what: 'resetBlocks' | 'emergencyCommand' | 'pressEmergency' | 'pressEnable' | 'look';
    }
  | { readonly what: 'enable' | 'disable' | 'arm' | 'toCredit' }
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
  readonly utcSeconds: number;
  readonly first: WholeTariff;
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

const small = fc.integer({ min: -300_000, max: 300_000 });
const mode = fc.constantFrom('credit' as const, 'prepayment' as const);

export const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ what: fc.constant('tariff' as const), whole: wholeTariff }),
  simple('resetBlocks', 'emergencyCommand', 'pressEmergency', 'pressEnable', 'look'),
  simple('enable', 'disable', 'arm', 'toCredit'),
  simple('pressEnable', 'pressEmergency'),
  fc.record({ what: fc.constant('blocksByDay' as const), isByDay: fc.boolean() }),
  fc.record({
    what: fc.constant('toPrepayment' as const),
    suspendDisabled: fc.boolean(),
    suspendEmergency: fc.boolean(),
    thresholdMillipence: fc.constantFrom(0, 0, 50_000, -100_000),
  }),
  fc.record({ what: fc.constant('adjust' as const), of: mode, millipence: small }),
  fc.record({ what: fc.constant('resetBalance' as const), of: mode }),
  fc.record({
    what: fc.constant('topUp' as const),
    pence: fc.oneof(fc.integer({ min: 1, max: 8191 }), fc.constantFrom(100, 500, 1000)),
    isKeyed: fc.boolean(),
  }),
  fc.record({
    what: fc.constant('oldToken' as const),
    back: fc.integer({ min: 0, max: 4 }),
    isKeyed: fc.boolean(),
  }),
) as fc.Arbitrary<Happening>;

const minute = fc.integer({ min: 0, max: MINUTES_PER_WEEK });
const inOrder = <T extends { readonly minute: number }>(items: readonly T[]) =>
  items.toSorted((a, b) => a.minute - b.minute);

const load = fc
  .array(
    fc.record({
      minute,
      activeWatts: fc.oneof(fc.integer({ min: 0, max: 12_000 }), fc.constantFrom(0, 1, 7, 3600)),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map(inOrder);
const happenings = fc.array(fc.record({ minute, happening }), { maxLength: 20 }).map(inOrder);

export const week: fc.Arbitrary<Week> = fc
  .record({ utcSeconds: fc.constantFrom(...BEGINNINGS), first: wholeTariff, load, happenings })
  .map(({ utcSeconds, first, load: steps, happenings: list }) => ({
    utcSeconds,
    first,
    load: steps.map(({ minute: at, activeWatts }) => ({
      fromSeconds: utcSeconds + at * 60,
      measured: { activeWatts },
    })),
    happenings: list.map(({ minute: at, happening: one }) => ({
      utcSeconds: utcSeconds + at * 60,
      happening: one,
    })),
  }));

export const endOf = (one: Week) => one.utcSeconds + 7 * DAY_SECONDS;
