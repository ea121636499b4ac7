/**
 * Average RMS voltage: the root of the time-weighted mean square, over periods aligned to UTC. What comes
 * in is the RMS of an interval, constant in it; whoever samples a waveform puts one interval in for each
 * RMS it finds. Everything is whole numbers: decivolts, seconds and their products.
 */

/** Below it a phase is without supply, a tenth of 230 V; it then has no voltage to be judged. */
export const LOST_BELOW_DECIVOLTS = 230;

export type RunningAverage = {
  /** Board seconds up to which the squares are summed. */
  readonly sinceSeconds: number;
  /** Since then. */
  readonly decivolts: number;
  /** Decivolts squared times seconds, of the period that runs. */
  readonly squareSeconds: number;
  /** The period that runs was measured from its start. */
  readonly isWhole: boolean;
};

export type Average = {
  /** The end of its period. */
  readonly endUtcSeconds: number;
  readonly decivolts: number;
};

/** How periods lie: the board is behind UTC by the offset. */
export type Alignment = { readonly periodSeconds: number; readonly offsetSeconds: number };

export function startAverage(
  decivolts: number,
  nowSeconds: number,
  { periodSeconds, offsetSeconds }: Alignment,
): RunningAverage {
  const isWhole = (nowSeconds + offsetSeconds) % periodSeconds === 0;
  return { sinceSeconds: nowSeconds, decivolts, squareSeconds: 0, isWhole };
}

/** Board seconds of the first end of a period after `seconds`. */
export function periodEnd(seconds: number, { periodSeconds, offsetSeconds }: Alignment): number {
  return (
    (Math.floor((seconds + offsetSeconds) / periodSeconds) + 1) * periodSeconds - offsetSeconds
  );
}

export function isLost(decivolts: number): boolean {
  return decivolts < LOST_BELOW_DECIVOLTS;
}

/** Brings it to `nowSeconds`, at the voltage it has had; gives every average that ended by then. */
export function advance(
  running: RunningAverage,
  nowSeconds: number,
  alignment: Alignment,
): readonly [RunningAverage, readonly Average[]] {
  const ended: Average[] = [];
  let next = running;
  for (;;) {
    const endSeconds = periodEnd(next.sinceSeconds, alignment);
    if (endSeconds > nowSeconds) break;
    const decivolts = averageAt(next, endSeconds, alignment.periodSeconds);
    const endUtcSeconds = endSeconds + alignment.offsetSeconds;
    if (decivolts !== undefined) ended.push({ endUtcSeconds, decivolts });
    next = { ...next, sinceSeconds: endSeconds, squareSeconds: 0, isWhole: true };
  }
  return [sumUp(next, nowSeconds), ended];
}

/** What the period that runs comes to, should the voltage stay; undefined if it is not all measured. */
export function averageAt(
  running: RunningAverage,
  endSeconds: number,
  periodSeconds: number,
): number | undefined {
  const { isWhole, squareSeconds } = sumUp(running, endSeconds);
  return isWhole ? roundedRoot(squareSeconds, periodSeconds) : undefined;
}

function sumUp(running: RunningAverage, nowSeconds: number): RunningAverage {
  const { sinceSeconds, decivolts, squareSeconds, isWhole } = running;
  const seconds = nowSeconds - sinceSeconds;
  if (seconds === 0) return running;
  return {
    sinceSeconds: nowSeconds,
    decivolts,
    squareSeconds: squareSeconds + decivolts * decivolts * seconds,
    isWhole: isWhole && !isLost(decivolts),
  };
}

/** The root of sum ÷ count, rounded to the nearest whole number; exact, whatever a root of doubles does. */
export function roundedRoot(sum: number, count: number): number {
  let root = Math.floor(Math.sqrt(sum / count));
  // 4·sum against (2·root ± 1)²·count: the half-way points, without a fraction.
  while (4 * sum >= (2 * root + 1) ** 2 * count) root += 1;
  while (root > 0 && 4 * sum < (2 * root - 1) ** 2 * count) root -= 1;
  return root;
}
