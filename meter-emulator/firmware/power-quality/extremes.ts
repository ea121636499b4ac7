/** Extremes, sags and swells: told once they have lasted their period, and again when they are over. */
import type { AlertName } from '../../../protocol/alerts/device-alerts.ts';
import type { VoltageSettings } from './settings.ts';
import { EXTREMES, type Extreme } from './stored.ts';

type Thresholds = VoltageSettings['rmsVoltageSettings'];

/** Board seconds since when the voltage is beyond the threshold, of those that it is beyond. */
export type Beyond = Readonly<Partial<Record<Extreme, number>>>;

const DECIVOLTS_PER_VOLT = 10;

const IS_OVER: Readonly<Record<Extreme, boolean>> = {
  extremeOver: true,
  extremeUnder: false,
  sag: false,
  swell: true,
};
export const EXTREME_ALERTS = {
  extremeOver: ['extremeOverVoltageStarted', 'extremeOverVoltageEnded'],
  extremeUnder: ['extremeUnderVoltageStarted', 'extremeUnderVoltageEnded'],
  sag: ['voltageSagStarted', 'voltageSagEnded'],
  swell: ['voltageSwellStarted', 'voltageSwellEnded'],
} as const satisfies Readonly<Record<Extreme, readonly [started: AlertName, ended: AlertName]>>;

/** Spelled out, since they are looked up at every change of voltage. */
const SETTING = {
  extremeOver: ['extremeOverThreshold', 'extremeOverPeriod'],
  extremeUnder: ['extremeUnderThreshold', 'extremeUnderPeriod'],
  sag: ['sagThreshold', 'sagPeriod'],
  swell: ['swellThreshold', 'swellPeriod'],
} as const satisfies Readonly<Record<Extreme, readonly [threshold: string, period: string]>>;

export function isBeyond(extreme: Extreme, decivolts: number, thresholds: Thresholds): boolean {
  const threshold = thresholds[SETTING[extreme][0]] * DECIVOLTS_PER_VOLT;
  return IS_OVER[extreme] ? decivolts > threshold : decivolts < threshold;
}

/** What a voltage is that is as it should be. */
export const BEYOND_NONE: Beyond = {};

/** Those that it is still beyond keep their second. */
export function beyondAt(
  before: Beyond,
  decivolts: number,
  nowSeconds: number,
  thresholds: Thresholds,
): Beyond {
  const beyond = EXTREMES.filter((extreme) => isBeyond(extreme, decivolts, thresholds));
  if (beyond.length === 0) return BEYOND_NONE;
  return Object.fromEntries(beyond.map((extreme) => [extreme, before[extreme] ?? nowSeconds]));
}

/** Board seconds at which it is told, should the voltage stay; undefined while it is not beyond. */
export function dueAt(
  extreme: Extreme,
  beyond: Beyond,
  thresholds: Thresholds,
): number | undefined {
  const since = beyond[extreme];
  return since === undefined ? undefined : since + thresholds[SETTING[extreme][1]];
}
