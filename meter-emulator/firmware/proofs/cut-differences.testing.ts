/** In what a meter that was cut may differ in the end from one that was not: a table, and nothing else. */
import type { Image } from './cut-image.testing.ts';
import { type Leaf, type Leaves, leavesOf } from './cut-leaves.testing.ts';

/** What a cut took with it. */
export type Loss = {
  /** Of each register what was metered and not on flash, in its own unit. */
  readonly registers: Readonly<Record<string, number>>;
  /** What that would have cost, in parts of 3,600,000,000 to a millipence. */
  readonly cost: bigint;
  /** More or less, where what is lost would have moved what came later into a dearer block. */
  readonly costSpread: bigint;
  /** Of gas energy is reckoned from volume, and what is below a watt-second may be rounded elsewhere. */
  readonly isGas: boolean;
  /** The half-hour and the day that ran on flash when power went, as histories number them. */
  readonly halfHour: number;
  readonly day: number;
  /** UTC, by the clock of the meter. */
  readonly utcSeconds: number;
};

type Difference = {
  readonly uncut: Leaf | undefined;
  readonly cut: Leaf | undefined;
  readonly loss: Loss;
  /** What stands in the brackets of `where`. */
  readonly part: string;
  /** All of the meter that was not cut. */
  readonly others: Leaves;
};
type Allowed = {
  readonly where: RegExp;
  readonly why: string;
  readonly isAllowed: (difference: Difference) => boolean;
};

/** A load above its limit is watched for five minutes; what was due at the second of the cut is done one later. */
const LATE_SECONDS_MAX = 301;
const COST_UNITS = 3_600_000_000n;
/** Ws or vars to one of what a profile shows. */
const UNITS = 3600;
const HALF_HOUR_SECONDS = 1800;
/** Three averages wait for the half-hour; the one that ran is begun anew. */
const AVERAGES_LOST_MAX = 4;
/** A half-hour, and as far as the scenario moves the clock meanwhile. */
const WAITING_SECONDS_MAX = 3600;
const MARK_SECONDS = 360;
/** The one that was not set, and the next. */
const MARKS_NEAR_MAX = 2;
/** Outages are two entries. */
const OUTAGE_ENTRIES_MAX = 4;

const number = (leaf: Leaf | undefined): number => (typeof leaf === 'number' ? leaf : 0);
const less = ({ uncut, cut }: Difference): number => number(uncut) - number(cut);
const isLate = (one: Difference) => Math.abs(less(one)) <= LATE_SECONDS_MAX;
const isRunning = ({ part, loss }: Difference) => Number(part) === loss.halfHour;
const most = ({ loss }: Difference) => Math.max(...Object.values(loss.registers).map(Math.abs));
/** Whichever of the registers it is counted in. */
const isOfLost = (one: Difference) => Math.abs(less(one)) <= most(one) + (one.loss.isGas ? 1 : 0);
const isOfLostUnits = (one: Difference) => Math.abs(less(one)) <= Math.ceil(most(one) / UNITS) + 1;
/** By its end, as histories number them. */
const halfHourOf = (end: Leaf | undefined) => number(end) / HALF_HOUR_SECONDS - 1;
/** Rounded to millipence once more. */
const isOfLostCost = (one: Difference) =>
  Math.abs(less(one) + Number(one.loss.cost / COST_UNITS)) <=
  1 + Number(one.loss.costSpread / COST_UNITS);

export const ALLOWED: readonly Allowed[] = [
  {
    where: /^(?:counters\.reservedUntil|answer\.counter)$/,
    why: 'own counters that may have been used are skipped',
    isAllowed: ({ uncut, cut }) => BigInt(cut ?? 0) > BigInt(uncut ?? 0),
  },
  {
    where: /^(?:clock\.status|answer\.clockStatus)$/,
    why: 'nobody vouches for a clock that ran through a power cut',
    isAllowed: ({ uncut, cut }) => uncut === 'reliable' && cut === 'unreliable',
  },
  {
    where: /^logs\.(?:power|events|eventsFrom)$/,
    why: 'the meter tells of the cut in its logs; all else in them is compared entry by entry',
    isAllowed: (one) => less(one) < 0 && less(one) >= -OUTAGE_ENTRIES_MAX,
  },
  {
    where: /^(?:security\.counted\.\d+|logs\.security)$/,
    why: 'refusals are counted in memory until the half-hour',
    isAllowed: ({ uncut, cut }) => cut === undefined || number(cut) === number(uncut) - 1,
  },
  {
    where:
      /^(?:(?:events|security|power)\.\d+\.utcSeconds|(?:auxiliary|boosts)\.\d+\.[01]|\w+Bills\.\d+\.reading\.utcSeconds|billing\.lastChangeUtcSeconds)$/,
    why: 'what was due in the second of the cut, or watched for, comes that much later',
    isAllowed: isLate,
  },
  {
    where: /^billing\.lastDueUtcSeconds$/,
    why: 'a bill made after the cut was not made on time',
    isAllowed: ({ cut }) => cut === undefined,
  },
  {
    where: /^alerts\.storms\./,
    why: 'alerts of the cut are counted too; none were held back',
    isAllowed: ({ uncut, cut }) => typeof uncut !== 'string' && typeof cut !== 'string',
  },
  {
    where: /^metrology\.boardSeconds$/,
    why: 'what a boot has to tell is a group of its own, when power has been steady',
    isAllowed: isLate,
  },
  {
    where: /^metrology\.(\w+Seconds)$/,
    why: 'what was metered after the last group is gone, to the watt-second',
    isAllowed: (one) =>
      Math.abs(less(one) - (one.loss.registers[one.part] ?? 0)) <= (one.loss.isGas ? 1 : 0),
  },
  {
    where: /^metrology\.energyRemainder$/,
    why: 'and of gas what is below a watt-second',
    isAllowed: ({ loss }) => loss.isGas,
  },
  {
    where: /^metrology\.(?:halfHour|day)\.isFlagged$/,
    why: 'what runs is flagged, if it is what ran at the cut',
    isAllowed: ({ cut }) => cut === true,
  },
  {
    where: /^gasNetwork\.(\d+)\.\w+$/,
    why: 'a mark of six minutes that power was away at is not set: the next one counts for both',
    isAllowed: ({ uncut, part, loss, others }) =>
      uncut === undefined
        ? Number(part) === number(others.get('networkRecording.lastNumber')) + 1
        : Math.abs(Number(part) - loss.utcSeconds / MARK_SECONDS) <= MARKS_NEAR_MAX,
  },
  {
    where: /^networkRecording\.lastNumber$/,
    why: 'and the recording goes on for it',
    isAllowed: (one) => less(one) === -1,
  },
  {
    where: /^(?:prepayment\.(?:balanceMillipence|costRemainder))$/,
    why: 'and was not paid for; both parts together are compared below',
    isAllowed: () => true,
  },
  {
    where:
      /^(?:metrology\.(?:halfHour|day)\.start(?:\.\w+)?|counting\.\w*[fF]rom|(?:tou|secondaryTou|block)Registers(?:\.\d)+|blockCounters\.counters(?:\.\d)+|networkRecording\.lastVolumeLitreSeconds)$/,
    why: 'registers by rate hold less by as much at most, or in another block',
    isAllowed: isOfLost,
  },
  {
    where: /^(?:halfHours|secondaryHalfHours|reactiveImport|export)\.(\d+)\.isFlagged$/,
    why: 'the half-hour of the cut is flagged',
    isAllowed: (one) => isRunning(one) && one.cut === true,
  },
  {
    where: /^(?:halfHours|secondaryHalfHours|reactiveImport|export)\.(\d+)\.units\.\d$/,
    why: 'it has less by what was lost; the part of a watt-hour that is missing may show later',
    isAllowed: (one) =>
      isRunning(one) ? isOfLostUnits(one) : Math.abs(less(one)) <= 1 && most(one) > 0,
  },
  {
    where: /^(?:days|dailyReads[12]?)\.(\d+)\.isFlagged$/,
    why: 'the day of the cut is flagged',
    isAllowed: ({ part, loss, cut }) => Number(part) === loss.day && cut === true,
  },
  {
    where:
      /^(?:days|\w+(?:Reads|Bills)[12])\.\d+\.\d+$|^\w+(?:Reads|Bills)\.\d+\.reading\.(?:total|secondary|export|\w*[tT]ou|blocks)/,
    why: 'readings made later show what the registers show',
    isAllowed: isOfLostUnits,
  },
  {
    where: /^\w+(?:Reads|Bills)\.\d+\.reading\.account\.balanceMillipence$/,
    why: 'and what was not paid',
    isAllowed: isOfLostCost,
  },
  {
    where: /^maximumDemand\.(\w+)\.(?:watts|utcSeconds)$/,
    why: 'a flagged half-hour is no maximum, another one is',
    isAllowed: ({ part, loss, others }) =>
      halfHourOf(others.get(`maximumDemand.${part}.utcSeconds`)) === loss.halfHour,
  },
  {
    where: /^voltage\d\.(\d+)$/,
    why: 'averages wait for the half-hour in memory; one that was broken off is not whole',
    isAllowed: ({ cut, part, loss }) =>
      cut === undefined && Math.abs(Number(part) - loss.utcSeconds) <= WAITING_SECONDS_MAX,
  },
  {
    where: /^(?:voltageQuality\.\d\.averages(?:Over|Under)|voltageAverages\.\d)$/,
    why: 'and is not counted',
    isAllowed: (one) => less(one) >= 0 && less(one) <= AVERAGES_LOST_MAX,
  },
];

/** What is not the same and not allowed, one line each. */
export function differencesBetween(uncut: Image, cut: Image, loss: Loss): readonly string[] {
  const [before, after] = [leavesOf(uncut), leavesOf(cut)];
  const paths = [...new Set([...before.keys(), ...after.keys()])];
  const lines = paths.flatMap((path) => {
    const [expected, found] = [before.get(path), after.get(path)];
    if (expected === found) return [];
    const row = ALLOWED.find(({ where }) => where.test(path));
    const part = row?.where.exec(path)?.[1] ?? '';
    if (row?.isAllowed({ uncut: expected, cut: found, loss, part, others: before })) return [];
    return [`${path}: ${found}, not ${expected}`];
  });
  const unpaid = spentIn(uncut) - spentIn(cut);
  const isPaid = unpaid >= loss.cost - loss.costSpread && unpaid <= loss.cost + loss.costSpread;
  const unrecorded = recordedIn(before) - recordedIn(after);
  const lostLitres = (loss.registers['volumeLitreSeconds'] ?? 0) / UNITS;
  return [
    ...lines,
    ...(isPaid ? [] : [`not paid ${unpaid}, not ${loss.cost}`]),
    ...(unrecorded >= 0 && unrecorded <= Math.ceil(lostLitres)
      ? []
      : [`not recorded ${unrecorded} litres, not ${lostLitres}`]),
  ];
}

/** Litres of all marks together. */
function recordedIn(leaves: Leaves): number {
  const litres = [...leaves].filter(([path]) => /^gasNetwork\.\d+\.litres$/.test(path));
  return litres.reduce((sum, [, value]) => sum + number(value), 0);
}

/** What consumption has cost, down to the last part of a millipence. */
export function spentIn({ values }: Pick<Image, 'values'>): bigint {
  const { balanceMillipence = 0, costRemainder = 0 } = values.prepayment ?? {};
  return BigInt(costRemainder) - BigInt(balanceMillipence) * COST_UNITS;
}
