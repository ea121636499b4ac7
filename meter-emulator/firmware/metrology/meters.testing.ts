/** Meters of each kind for tests, and what they measure. */
import type { Measured, Sensor } from '../board.ts';
import { DEFAULT_SETTINGS, type FactorySettings } from '../provision.ts';
import { flatGasTariff, flatSecondaryTariff } from '../tariff/flat-tariff.ts';

const ofKind = (kind: FactorySettings['variant']['kind']): FactorySettings => ({
  ...DEFAULT_SETTINGS,
  variant: { ...DEFAULT_SETTINGS.variant, kind },
});

export const TWIN_METER: FactorySettings = {
  ...ofKind('twinElement'),
  secondaryTariff: flatSecondaryTariff(10_000),
};
export const POLYPHASE_METER = ofKind('polyphase');
export const GAS_METER: FactorySettings = { ...ofKind('gas'), tariff: flatGasTariff(6000, 30_000) };

/** The same for ever. */
export function constant(measured: Measured): Sensor {
  return { measure: () => measured, nextChange: () => Number.POSITIVE_INFINITY };
}

/** From each of these board seconds on, what stands beside it. */
export function course(...rows: readonly (readonly [number, Measured])[]): Sensor {
  return {
    measure: (at) => rows.findLast(([from]) => from <= at)?.[1] ?? { activeWatts: 0 },
    nextChange: (after) => rows.find(([from]) => from > after)?.[0] ?? Number.POSITIVE_INFINITY,
  };
}
