/**
 * Power is cut in every flash operation of a scenario. Two things are shown. First, whatever was torn, the meter
 * finds its flash as it was before the group, or as it is after it, to the last bit of every value, document
 * and history, and in the end is as after a cut there. Second, a meter cut before or after a group ends like
 * one that was not cut, but for what cut-differences.testing.ts allows.
 */
import { assert } from '../../../protocol/refused.ts';
import type { Cut, EmulatedFlash } from '../../board/emulated-flash.ts';
import { meterLayout } from '../layout.ts';
import { switchPosition } from '../supply/supply.ts';
import { actAgain, Premises } from './cut-acts.testing.ts';
import { BLOCK_SPREAD_MICROPENCE } from './cut-configuration.testing.ts';
import { differencesBetween, type Loss, spentIn } from './cut-differences.testing.ts';
import { type Image, imageOf } from './cut-image.testing.ts';
import { apply, cutIn, type Group, runUncut } from './cut-journal.testing.ts';
import type { Scenario } from './cut-script.testing.ts';

export type Plan = {
  /** Of each operation, besides the cut before it. */
  readonly tears: number;
  /** Of so many cuts one is lived on from to the end; all are booted and compared. */
  readonly endEvery: number;
};
export type Proof = {
  readonly acts: number;
  /** How often the log took another block while nothing was cut. */
  readonly logBlocks: number;
  readonly groups: number;
  readonly operations: number;
  readonly cuts: number;
  readonly ends: number;
  readonly failures: readonly string[];
};

/** Boots what is left after a cut in the group, and lives on to the end of the scenario. */
function endAfter({ acts, sensor }: Scenario, flash: EmulatedFlash, group: Group): Image {
  const act = acts[group.act];
  if (!act) throw new Error('a group belongs to an act');
  const off = act.kind === 'outage' ? act.seconds : 0;
  const premises = new Premises(flash, sensor, group.boardSeconds + off);
  const { board, meter } = premises;
  assert(
    board.switchPosition === switchPosition(meter.state.supply),
    'the switch is as flash says',
  );
  // What was sent again at the boot arrives.
  premises.act({ kind: 'delivered' });
  actAgain(premises, act, group.seenBefore);
  for (const next of acts.slice(group.act + 1)) premises.act(next);
  return imageOf(flash);
}

const REGISTERS = [
  'importWattSeconds',
  'exportWattSeconds',
  'secondaryWattSeconds',
  'quadrant1VarSeconds',
  'quadrant2VarSeconds',
  'quadrant3VarSeconds',
  'quadrant4VarSeconds',
  'volumeLitreSeconds',
] as const;

const NOTHING = { wattSeconds: 0, cost: 0n };

function lossOf(group: Group, name: SideName, flash: Image, uncut: Image): Loss {
  const { metered, watched } = group;
  const { metrology, clock, supply } = flash.values;
  if (!metrology || !clock) throw new Error('a meter has both');
  const used = supply?.restoreAtSeconds === undefined ? watched : NOTHING;
  // What a group that is on flash has changed of the account is no loss.
  const unpaid = name === 'done' ? 0n : spentIn({ values: metered }) - spentIn(flash);
  const lost = REGISTERS.map((name) => {
    const again = name === 'importWattSeconds' ? used.wattSeconds : 0;
    return [name, metered.metrology[name] - metrology[name] - again] as const;
  });
  const registers: Readonly<Record<string, number>> = Object.fromEntries(lost);
  const next = (name: 'halfHours' | 'days', last: number) =>
    uncut.histories[name].find(({ period }) => period > last)?.period ?? 0;
  return {
    registers,
    cost: unpaid - used.cost,
    costSpread: spreadOf(metered, registers['importWattSeconds'] ?? 0),
    isGas: metered.variant.kind === 'gas',
    halfHour: next('halfHours', metrology.lastHalfHour),
    day: next('days', metrology.lastDay),
    utcSeconds: metered.metrology.boardSeconds + clock.offsetSeconds,
  };
}

/** Blocks count less by what was lost, and so what came later may have been cheaper, or dearer to a watt-second. */
function spreadOf({ counting, variant }: Group['metered'], wattSeconds: number): bigint {
  const moved = counting.register.block ? wattSeconds : 0;
  return BigInt(Math.abs(moved) + (variant.kind === 'gas' ? 2 : 0)) * BLOCK_SPREAD_MICROPENCE;
}

type SideName = 'lost' | 'done';
/** On either side of a group: what is on flash, and how it ends after a cut there. */
type Side = { readonly image: Image; readonly ending: string | undefined };

/** Proves it for one scenario; what does not hold is in `failures`, a line each. */
export function prove(scenario: Scenario, plan: Plan): Proof {
  const run = runUncut(scenario);
  const uncut = imageOf(run.end.flash);
  const failures: string[] = [];
  const count = { cuts: 0, ends: 0 };
  const flash = run.start.clone();
  for (const [number, group] of run.groups.entries()) {
    const where = `${scenario.name}, group ${number} of act ${group.act}`;
    const side = (name: SideName): Side => {
      const image = imageOf(flash);
      count.cuts++;
      const ending = endedAs(scenario, flash.clone(), group);
      const loss = lossOf(group, name, image, uncut);
      const differences = ending.image ? differencesBetween(uncut, ending.image, loss) : [];
      for (const line of [...ending.failures, ...differences])
        failures.push(`${where}, ${name}: ${line}`);
      return { image, ending: ending.image?.text };
    };
    const before = flash.clone();
    const sides = [side('lost')];
    apply(flash, group);
    sides.push(side('done'));
    for (const cut of cutsOf(group, plan, count)) {
      const torn = cutIn(before, group, cut);
      const line = compare(scenario, torn, group, sides, isEnded(plan, count));
      if (line) failures.push(`${where}, ${cut.when} operation ${cut.operation}: ${line}`);
    }
  }
  const operations = run.groups.reduce((sum, group) => sum + group.operations.length, 0);
  const logBlocks = logErases(run.end.flash) - logErases(run.start);
  const acts = scenario.acts.length;
  return { acts, groups: run.groups.length, operations, logBlocks, ...count, failures };
}

function logErases({ erases }: EmulatedFlash): number {
  return erases.subarray(0, meterLayout.logBlocks).reduce((sum, count) => sum + count, 0);
}

function* cutsOf({ operations }: Group, { tears }: Plan, count: { cuts: number }): Generator<Cut> {
  for (let operation = 1; operation <= operations.length; operation++)
    for (let tear = 0; tear <= tears; tear++)
      yield { operation, when: tear === 0 ? 'before' : 'torn', random: random(count.cuts++) };
}

function isEnded({ endEvery }: Plan, count: { cuts: number; ends: number }): boolean {
  if (count.cuts % endEvery !== 0) return false;
  count.ends++;
  return true;
}

/** Undefined when it is as on one of the sides, now and in the end. */
function compare(
  scenario: Scenario,
  torn: EmulatedFlash,
  group: Group,
  sides: readonly Side[],
  isToEnd: boolean,
): string | undefined {
  const { text } = imageOf(torn);
  const side = sides.find(({ image }) => image.text === text);
  if (!side) return `neither as before nor as after: ${firstOther(text, sides)}`;
  if (!isToEnd) return undefined;
  const { image, failures } = endedAs(scenario, torn, group);
  if (!image) return failures.join();
  return image.text === side.ending ? undefined : 'another end than after a cut beside the group';
}

function firstOther(text: string, sides: readonly Side[]): string {
  const known = new Set(sides.flatMap(({ image }) => image.text.split('\n')));
  return text.split('\n').find((line) => !known.has(line)) ?? 'a mixture';
}

type Ended = { readonly image?: Image; readonly failures: readonly string[] };

function endedAs(scenario: Scenario, flash: EmulatedFlash, group: Group): Ended {
  try {
    return { image: endAfter(scenario, flash, group), failures: [] };
  } catch (error) {
    return { failures: [String(error)] };
  }
}

/** The same tears every time. */
export function random(seed: number): () => number {
  let state = (seed + 1) * 2_654_435_761;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
