/**
 * A simulated household: how much power it draws in each half-hour of the day, with peaks in the
 * morning and the evening. The shape is our own sketch of a British home without electric heating,
 * about 2,700 kWh a year; it is no measured profile.
 */
import { crc32c } from '../../protocol/bytes.ts';
import type { Measured, Sensor } from '../firmware/board.ts';

const HALF_HOUR_SECONDS = 1800;
/** Watts by half-hour of the UTC day, of the average home on an average day. */
const SHAPE = [
  190, 175, 165, 160, 155, 150, 150, 150, 150, 155, 165, 190, 240, 310, 380, 400, 380, 340, 310,
  295, 285, 280, 285, 300, 320, 320, 300, 285, 280, 285, 300, 335, 400, 490, 580, 620, 610, 580,
  540, 505, 470, 440, 410, 370, 330, 285, 245, 215,
] as const;
/** Of 1024: the least and the most a half-hour, and a whole home, is off the average. */
const HALF_HOUR_SPREAD = { least: 512, most: 1536 } as const;
const HOME_SPREAD = { least: 614, most: 1434 } as const;

const BYTES = new TextEncoder();

/** 0 to 2^32 - 1, the same for the same seed and number. */
function chance(seed: number, number: number): number {
  const mixed = Math.imul(number ^ seed, 0x9e37_79b1) ^ Math.imul(seed, 0x85eb_ca6b);
  const folded = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2_ae35);
  return (folded ^ (folded >>> 13)) >>> 0;
}

function between({ least, most }: { least: number; most: number }, drawn: number): number {
  return least + (drawn % (most - least + 1));
}

export class SimulatedLoadCurve implements Sensor {
  readonly #seed: number;
  readonly #home: number;
  readonly #utcOffsetSeconds: number;

  /** UTC is the board's seconds and `utcOffsetSeconds`; the household keeps to it, not to the meter's clock. */
  constructor(seed: string, utcOffsetSeconds = 0) {
    this.#seed = crc32c(BYTES.encode(seed));
    this.#home = between(HOME_SPREAD, chance(this.#seed, -1));
    this.#utcOffsetSeconds = utcOffsetSeconds;
  }

  measure(atSeconds: number): Measured {
    return { activeWatts: this.activeImportWatts(atSeconds) };
  }

  activeImportWatts(atSeconds: number): number {
    const halfHour = Math.floor((atSeconds + this.#utcOffsetSeconds) / HALF_HOUR_SECONDS);
    const shape = SHAPE[((halfHour % 48) + 48) % 48] as number;
    const swing = between(HALF_HOUR_SPREAD, chance(this.#seed, halfHour));
    return (shape * swing * this.#home) >>> 20;
  }

  nextChange(afterSeconds: number): number {
    const halfHour = Math.floor((afterSeconds + this.#utcOffsetSeconds) / HALF_HOUR_SECONDS);
    return (halfHour + 1) * HALF_HOUR_SECONDS - this.#utcOffsetSeconds;
  }
}

/** A load that never changes by itself: for tests and demonstrations. */
export class ConstantLoad implements Sensor {
  watts: number;

  constructor(watts: number) {
    this.watts = watts;
  }

  measure(): Measured {
    return { activeWatts: this.watts };
  }

  nextChange(): number {
    return Number.POSITIVE_INFINITY;
  }
}
