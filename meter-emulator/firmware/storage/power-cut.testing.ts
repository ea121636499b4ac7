/** Cuts the power at every flash operation of the scenario, reboots, and cuts again in the recovery. */

import { type Cut, EmulatedFlash, PowerCut } from '../../board/emulated-flash.ts';
import type { Change } from './change.ts';
import type { Geometry } from './flash.ts';
import type { Layout } from './layout.ts';
import {
  difference,
  type Expected,
  expectations,
  scenario,
  scenarioLayout,
  seeded,
} from './scenario.testing.ts';
import { Store } from './store.ts';

/** Small blocks and pages: every ring and the log go round many times in a short scenario. */
export const SMALL: Geometry = { blockSize: 1024, pageSize: 64, programUnit: 8 };
const FAILURES_MAX = 5;
/** Groups committed after a recovery, and after a third cut. */
const GROUPS_AFTER = 12;

export type Plan = {
  readonly geometry: Geometry;
  readonly commits: number;
  /** Random tears at each operation, besides before and after it. */
  readonly tears: number;
  /** Every so many cuts, each operation of the first commit after the reboot is cut as well. */
  readonly nestedEvery: number;
};

export class PowerCutProof {
  readonly failures: string[] = [];
  readonly count = { operations: 0, cuts: 0, second: 0, third: 0, boots: 0, torn: 0 };
  readonly layout: Layout;
  readonly #plan: Plan;
  readonly #groups: readonly Change[][];
  readonly #states: readonly Expected[];

  constructor(plan: Plan) {
    this.#plan = plan;
    this.layout = scenarioLayout(plan.geometry);
    this.#groups = scenario(this.layout, plan.commits);
    this.#states = expectations(this.layout, this.#groups);
  }

  run(): this {
    const { commits, tears, nestedEvery } = this.#plan;
    const clean = this.#blank();
    this.#commitAll(clean, 0, commits);
    this.count.operations = clean.operations;
    this.#recovered(clean, commits, 'clean');
    for (let operation = 1; operation <= this.count.operations; operation++)
      for (const [index, cut] of cutsAt(operation, tears, operation * 97).entries()) {
        if (this.failures.length >= FAILURES_MAX) return this;
        this.#cutOnce(cut, (operation + index) % nestedEvery === 0);
      }
    return this;
  }

  #cutOnce(cut: Cut, isNested: boolean): void {
    const flash = this.#blank();
    flash.cutAt(cut);
    const acknowledged = this.#commitAll(flash, 0, this.#plan.commits);
    this.count.cuts++;
    const what = `${cut.when} operation ${cut.operation}`;
    const held = this.#recovered(flash, acknowledged, what);
    if (held === undefined) return;
    if (isNested) this.#nest(flash, held, what);
    this.#goOn(flash, held, GROUPS_AFTER, `${what}, going on`);
  }

  /** Every operation of the first commit after the reboot is cut in its turn. */
  #nest(flash: EmulatedFlash, held: number, what: string): void {
    const clean = flash.clone();
    this.#commitAll(clean, held, held + 1);
    for (let operation = 1; operation <= clean.operations; operation++)
      for (const cut of cutsAt(operation, 1, held * 31 + operation)) {
        const copy = flash.clone();
        copy.cutAt(cut);
        this.count.second++;
        this.#goOn(copy, held, 1, `${what}, again ${cut.when} ${operation}`);
      }
  }

  /** Goes on after a recovery; a cut may be set on the flash. */
  #goOn(flash: EmulatedFlash, held: number, groups: number, what: string): void {
    const acknowledged = this.#commitAll(flash, held, held + groups);
    const isCut = acknowledged < Math.min(this.#groups.length, held + groups);
    const then = this.#recovered(flash, acknowledged, what);
    if (then === undefined || !isCut) return;
    // After the second cut the meter still lives: a third one, then some more groups.
    this.count.third++;
    const random = seeded(this.count.second);
    flash.cutAt({ operation: 1 + (this.count.second % 5), when: 'torn', random });
    const third = this.#commitAll(flash, then, then + 4);
    const still = this.#recovered(flash, third, `${what}, third cut`);
    if (still === undefined) return;
    const end = this.#commitAll(flash, still, still + 3);
    this.#recovered(flash, end, `${what}, after the third`);
  }

  /** Boots and commits; returns how many groups were acknowledged by then. */
  #commitAll(flash: EmulatedFlash, from: number, end: number): number {
    const to = Math.min(this.#groups.length, end);
    let acknowledged = from;
    try {
      const store = new Store(flash, this.layout);
      for (; acknowledged < to; acknowledged++)
        store.commit(this.#groups[acknowledged] as Change[]);
    } catch (error) {
      if (!(error instanceof PowerCut))
        this.failures.push(`commit ${acknowledged} threw ${String(error)}`);
    }
    return acknowledged;
  }

  /** Boots; returns how many groups the store turned out to hold. */
  #recovered(flash: EmulatedFlash, least: number, what: string): number | undefined {
    flash.cutAt(undefined);
    this.count.boots++;
    try {
      const store = new Store(flash, this.layout);
      if (store.tornTail) this.count.torn++;
      const wrong = difference(store, this.layout, this.#states[least] as Expected);
      if (!wrong) return least;
      const next = this.#states[least + 1];
      if (next && !difference(store, this.layout, next)) return least + 1;
      this.failures.push(`${what}: after ${least} groups, ${wrong}`);
    } catch (error) {
      this.failures.push(`${what}: boot threw ${String(error)}`);
    }
    return undefined;
  }

  #blank(): EmulatedFlash {
    return new EmulatedFlash(this.#plan.geometry, this.layout.blocks);
  }
}

function cutsAt(operation: number, tears: number, seed: number): Cut[] {
  const torn = Array.from({ length: tears }, (_, index): Cut => {
    return { operation, when: 'torn', random: seeded(seed + index) };
  });
  const random = () => 0;
  return [{ operation, when: 'before', random }, ...torn, { operation, when: 'after', random }];
}
