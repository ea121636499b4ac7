/** A load written down beforehand: from this second on, this is measured. */
import type { Measured, Sensor } from '../board.ts';

export type LoadStep = { readonly fromSeconds: number; readonly measured: Measured };

export class ScriptedLoad implements Sensor {
  readonly #steps: readonly LoadStep[];

  /** `steps` in order of time, in seconds of whoever asks. */
  constructor(steps: readonly LoadStep[]) {
    this.#steps = steps;
  }

  measure(atSeconds: number): Measured {
    return (
      this.#steps.findLast(({ fromSeconds }) => fromSeconds <= atSeconds)?.measured ?? {
        activeWatts: 0,
      }
    );
  }

  nextChange(afterSeconds: number): number {
    return (
      this.#steps.find(({ fromSeconds }) => fromSeconds > afterSeconds)?.fromSeconds ??
      Number.POSITIVE_INFINITY
    );
  }
}
