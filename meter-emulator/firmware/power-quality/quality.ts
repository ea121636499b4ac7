/** What is kept and told of the voltage of one phase, from its averages and its extremes. */
import type { AlertName } from '../../../protocol/alerts/device-alerts.ts';
import { isLost } from './average.ts';
import { BEYOND_NONE, type Beyond, dueAt, EXTREME_ALERTS } from './extremes.ts';
import type { Average as Thresholds, VoltageSettings } from './settings.ts';
import { EXTREMES, type PhaseQuality } from './stored.ts';

export const FIRST_QUALITY: PhaseQuality = {
  averagesOver: 0,
  averagesUnder: 0,
  average: 'normal',
  told: [],
};

type Class = PhaseQuality['average'];
const DECIVOLTS_PER_VOLT = 10;

export function classOf(decivolts: number, { overThreshold, underThreshold }: Thresholds): Class {
  if (decivolts > overThreshold * DECIVOLTS_PER_VOLT) return 'over';
  return decivolts < underThreshold * DECIVOLTS_PER_VOLT ? 'under' : 'normal';
}

const CLASS_ALERTS: Readonly<
  Record<Class, readonly [started: AlertName, ended: AlertName] | undefined>
> = {
  normal: undefined,
  over: ['averageOverVoltageStarted', 'averageOverVoltageEnded'],
  under: ['averageUnderVoltageStarted', 'averageUnderVoltageEnded'],
};

/** Counts one average, and says whether it is of another class than the last. */
export function withAverage(
  quality: PhaseQuality,
  decivolts: number,
  thresholds: Thresholds,
  tell: (name: AlertName) => void,
): PhaseQuality {
  const average = classOf(decivolts, thresholds);
  const before = quality.average;
  if (average === before && average === 'normal') return quality;
  if (average !== before)
    for (const name of [CLASS_ALERTS[before]?.[1], CLASS_ALERTS[average]?.[0]])
      if (name) tell(name);
  return {
    ...quality,
    average,
    averagesOver: quality.averagesOver + (average === 'over' ? 1 : 0),
    averagesUnder: quality.averagesUnder + (average === 'under' ? 1 : 0),
  };
}

/** Says what extremes have begun and ended by now. Of a phase without supply nothing ends. */
export function withExtremes(
  quality: PhaseQuality,
  beyond: Beyond,
  decivolts: number,
  nowSeconds: number,
  { rmsVoltageSettings: thresholds }: VoltageSettings,
  tell: (name: AlertName) => void,
): PhaseQuality {
  if (beyond === BEYOND_NONE && quality.told.length === 0) return quality;
  const told = EXTREMES.filter((extreme) => {
    const was = quality.told.includes(extreme);
    const [started, ended] = EXTREME_ALERTS[extreme];
    const due = dueAt(extreme, beyond, thresholds);
    if (was && due === undefined && !isLost(decivolts)) {
      tell(ended);
      return false;
    }
    if (was || due === undefined || nowSeconds < due) return was;
    tell(started);
    return true;
  });
  return told.length === quality.told.length && told.every((one) => quality.told.includes(one))
    ? quality
    : { ...quality, told };
}
