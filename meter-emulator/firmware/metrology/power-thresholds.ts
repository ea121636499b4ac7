/** How much is drawn now: low, medium or high by the thresholds of 6.12, for an indicator on the display. */
import type { Measured } from '../board.ts';
import type { MeterState } from '../state.ts';

export type PowerLevel = 'low' | 'medium' | 'high';

/** Watts imported by both elements together; what is exported takes nothing off. */
export function importWatts({ activeWatts, secondaryWatts = 0 }: Measured): number {
  return Math.max(0, activeWatts) + Math.max(0, secondaryWatts);
}

/** A level begins at its threshold. */
export function powerLevel(
  { powerThresholds }: Pick<MeterState, 'powerThresholds'>,
  measured: Measured,
): PowerLevel {
  const watts = importWatts(measured);
  if (watts >= powerThresholds.mediumHighPowerThreshold) return 'high';
  return watts >= powerThresholds.lowMediumPowerThreshold ? 'medium' : 'low';
}
