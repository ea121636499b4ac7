/**
 * What the measuring chip of each kind of meter sees in a simulated household: the load curve, and beside it
 * storage heaters at night on a second element, three phases, or gas for heating. Our own sketch, no
 * measured profile; constant within each half-hour of UTC.
 */
import type { Measured, Sensor } from '../firmware/board.ts';
import { isMeterKind, type Kind } from '../firmware/variant.ts';
import { SimulatedLoadCurve } from './simulated-load-curve.ts';

const NOMINAL_DECIVOLTS = 2_400;
/** What the mains sag by for each kilowatt drawn. */
const SAG_DECIVOLTS_PER_KILOWATT = 10;
const phasesOf = (kind: Kind) => (kind === 'polyphase' ? 3 : 1);
const HEATER_WATTS = 2_400;
/** Storage heaters charge from half past midnight to half past seven, UTC. */
const HEATING = { fromSecond: 1_800, toSecond: 27_000 } as const;
/** A boiler runs while the household is up: so many watts of electricity for each litre of gas in an hour. */
const WATTS_PER_LITRE = 3;

export class SimulatedHome implements Sensor {
  readonly #kind: Kind;
  readonly #curve: SimulatedLoadCurve;

  constructor(kind: Kind, seed: string) {
    this.#kind = kind;
    this.#curve = new SimulatedLoadCurve(seed);
  }

  nextChange(afterSeconds: number): number {
    return this.#curve.nextChange(afterSeconds);
  }

  measure(atSeconds: number): Measured {
    const watts = this.#curve.activeImportWatts(atSeconds);
    if (this.#kind === 'gas')
      return { activeWatts: 0, litresPerHour: Math.floor(watts / WATTS_PER_LITRE) };
    if (!isMeterKind(this.#kind)) return { activeWatts: 0 };
    const sag = Math.floor((watts * SAG_DECIVOLTS_PER_KILOWATT) / 1_000);
    const measured = {
      activeWatts: watts,
      reactiveVars: watts >> 3,
      voltageDecivolts: Array<number>(phasesOf(this.#kind)).fill(NOMINAL_DECIVOLTS - sag),
    };
    if (this.#kind !== 'twinElement') return measured;
    return { ...measured, secondaryWatts: isHeating(atSeconds) ? HEATER_WATTS : 0 };
  }
}

function isHeating(atSeconds: number): boolean {
  const second = ((atSeconds % 86_400) + 86_400) % 86_400;
  return second >= HEATING.fromSecond && second < HEATING.toSecond;
}
