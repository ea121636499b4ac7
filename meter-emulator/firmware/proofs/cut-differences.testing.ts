/** In what a meter that was cut may differ in the end from one that was not: a table, and nothing else. */
import type { MeterState } from '../state.ts';
import { leavesOf, type Leaf, type Leaves } from './cut-leaves.testing.ts';
import type { Image } from './cut-image.testing.ts';
import type { Group } from './cut-journal.testing.ts';

/** What the cut took with it. */
export type Cut = {
  /** Of each register, what was metered and not on flash. */
  readonly lost: Readonly<Record<string, number>>;
  readonly lostUnits: number;
  /** What that would have cost, in millipence and in the parts of one that are carried along. */
  readonly lostMillipence: number;
  readonly lostRemainder: number;
  /** The half-hour and the day that ran when power went, as histories number them. */
  readonly openHalfHour: number;
  readonly openDay: number;
  readonly utcSeconds: number;
  /** The load was above its limit, and the time of that began anew. */
  readonly isLoadWatchLost: boolean;
};

type Pair = {
  readonly uncut: Leaf | undefined;
  readonly cut: Leaf | undefined;
  readonly of: Cut;
  /** What stands in the brackets of `where`. */
  readonly match: readonly string[];
};
type Allowed = {
  readonly where: RegExp;
  readonly why: string;
  readonly isAllowed: (pair: Pair) => boolean;
};

/** An extreme of voltage is watched for a minute; what was due at the second of the cut is done one later. */
const LATE_SECONDS_MAX = 61;
const MILLIPENCE_REMAINDERS = 3_600_000_000;

const number = (leaf: Leaf | undefined): number => (typeof leaf === 'number' ? leaf : 0);
const less = ({ uncut, cut }: Pair): number => number(uncut) - number(cut);
const isWithin = (amount: number, most: number) => Math.abs(amount) <= most;
const isLate = (pair: Pair) => isWithin(less(pair), LATE_SECONDS_MAX);
const isNow = ({ match: [, , period], of: { openHalfHour } }: Pair) =>
  Number(period) === openHalfHour;

export const ALLOWED: readonly Allowed[] = [
  {
    where: /^counters\.reservedUntil$|^answer\.counter$/,
    why: 'own counters that may have been used are skipped',
    isAllowed: ({ uncut, cut }) => typeof uncut === 'bigint' && typeof cut === 'bigint' && cut > uncut,
  },
  {
    where: /^clock\.status$|^answer\.clockStatus$/,
    why: 'nobody vouches for a clock that ran through a power cut',
    isAllowed: ({ uncut, cut }) => uncut === 'reliable' && cut === 'unreliable',
  },
  {
    where: /^logs\.(power|events|eventsFrom|security)$/,
    why: 'the meter tells of the cut in its logs; what else is in them is compared entry by entry',
    isAllowed: (pair) => less(pair) <= 0 && less(pair) >= -4,
  },
  {
    where: /^(events|security|power)\.\d+\.utcSeconds$|^(auxiliary|boosts)\.\d+\.0$/,
    why: 'what was due at the second of the cut, or watched for, comes that much later',
    isAllowed: isLate,
  },
];
