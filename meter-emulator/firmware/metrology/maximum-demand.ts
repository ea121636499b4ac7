/**
 * Maximum demand: the highest average power of any whole half-hour, import (both elements) and export, and of
 * those half-hours that lie within a time of day. A half-hour that was not metered from end to end has no average.
 */
import type { MeterState } from '../state.ts';
import { DAY_SECONDS, HALF_HOUR_SECONDS, type Period } from './periods.ts';
import type { Peak, Registers } from './stored.ts';

type Demands = MeterState['maximumDemand'];
type DemandPeriod = NonNullable<Demands['period']>;

/** After a half-hour that ended at `endUtcSeconds`; the same object when it was no higher than others. */
export function demandsAfter(
  demands: Demands,
  { start, isFlagged }: Period<Registers>,
  end: Registers,
  endUtcSeconds: number,
): Demands {
  if (isFlagged) return demands;
  const imported =
    end.importWattSeconds -
    start.importWattSeconds +
    (end.secondaryWattSeconds - start.secondaryWattSeconds);
  const exported = end.exportWattSeconds - start.exportWattSeconds;
  const { importAtAnyTime, importWithinPeriod, exportAtAnyTime, period } = demands;
  const isWithin = period !== undefined && liesWithin(period, endUtcSeconds);
  const next = {
    ...demands,
    importAtAnyTime: higher(importAtAnyTime, imported, endUtcSeconds),
    importWithinPeriod: isWithin
      ? higher(importWithinPeriod, imported, endUtcSeconds)
      : importWithinPeriod,
    exportAtAnyTime: higher(exportAtAnyTime, exported, endUtcSeconds),
  };
  const isSame =
    next.importAtAnyTime === importAtAnyTime &&
    next.importWithinPeriod === importWithinPeriod &&
    next.exportAtAnyTime === exportAtAnyTime;
  return isSame ? demands : next;
}

/** Of equal ones the first stands. */
function higher(peak: Peak, wattSeconds: number, utcSeconds: number): Peak {
  const watts = Math.floor(wattSeconds / HALF_HOUR_SECONDS);
  return watts > peak.watts ? { ...peak, watts, utcSeconds } : peak;
}

/** Both ends of the half-hour; a period that ends before it begins goes over midnight. */
export function liesWithin({ startTime, endTime }: DemandPeriod, endUtcSeconds: number): boolean {
  const begins = (endUtcSeconds - HALF_HOUR_SECONDS) % DAY_SECONDS;
  // So that what ends at midnight ends after what came before it.
  const ends = begins + HALF_HOUR_SECONDS;
  if (startTime < endTime) return begins >= startTime && ends <= endTime;
  return begins >= startTime || ends <= endTime;
}

export function resetPeak(utcSeconds: number): Peak {
  return { watts: 0, resetUtcSeconds: utcSeconds };
}
