/** What must hold besides single power cuts: rotten bits, a supply that never stays, shared pages. */

import { putU32, u32 } from '../../../protocol/bytes.ts';
import { EmulatedFlash, PowerCut } from '../../board/emulated-flash.ts';
import { FleetFlash, FleetMemory } from '../../fleet/fleet-flash.ts';
import { NOR } from './flash.ts';
import { valueNamed } from './layout.ts';
import {
  difference,
  type Expected,
  expectations,
  scenario,
  scenarioLayout,
  seeded,
} from './scenario.testing.ts';
import { Store } from './store.ts';

const GROUPS = 400;
const layout = scenarioLayout(NOR);
const groups = scenario(layout, GROUPS);
const states = expectations(layout, groups);

function stateAfter(held: number): Expected {
  return states[held] as Expected;
}

export type Rot = {
  readonly unharmed: number;
  readonly reported: number;
  /** The newest group looks torn: a second copy of it would be needed to tell. */
  readonly lastGroupLost: number;
  readonly silentlyWrong: number;
  readonly threw: readonly string[];
};

/** Flips single bits of a used flash, boots, and sorts the outcomes. */
export function rotBits(flips: number, seed: number): Rot {
  const used = new EmulatedFlash(NOR, layout.blocks);
  const store = new Store(used, layout);
  for (const group of groups) store.commit(group);
  const random = seeded(seed);
  const found = { unharmed: 0, reported: 0, lastGroupLost: 0, silentlyWrong: 0 };
  const threw: string[] = [];
  for (let flip = 0; flip < flips; flip++) {
    const flash = used.clone();
    flipBit(flash, random);
    try {
      found[outcome(new Store(flash, layout))]++;
    } catch (error) {
      threw.push(String(error));
    }
  }
  return { ...found, threw };
}

function outcome(store: Store): Exclude<keyof Rot, 'threw'> {
  const wrong = difference(store, layout, stateAfter(GROUPS));
  if (store.damage.length > 0) return 'reported';
  if (!wrong) return 'unharmed';
  return difference(store, layout, stateAfter(GROUPS - 1)) ? 'silentlyWrong' : 'lastGroupLost';
}

function flipBit(flash: EmulatedFlash, random: () => number): void {
  const programmed = flash.pages.filter((page) => page !== undefined);
  const page = programmed[Math.floor(random() * programmed.length)] as Uint8Array;
  const at = Math.floor(random() * page.length);
  page[at] = (page[at] as number) ^ (1 << Math.floor(random() * 8));
}

export type BootLoop = { readonly losses: number; readonly erases: readonly number[] };

/** Each boot gets one small commit out, cut at a random operation or not. */
export function loopBoots(boots: number, seed: number): BootLoop {
  const flash = new EmulatedFlash(NOR, layout.blocks);
  const clock = valueNamed(layout, 'clock');
  const random = seeded(seed);
  let [acknowledged, losses] = [-1, 0];
  for (let boot = 0; boot < boots; boot++) {
    flash.cutAt(undefined);
    const store = new Store(flash, layout);
    const held = store.get(clock);
    if ((held ? u32(held, 0) : -1) < acknowledged || store.damage.length > 0) losses++;
    const bytes = new Uint8Array(8);
    putU32(bytes, 0, boot);
    const operation = 1 + Math.floor(random() * 4);
    flash.cutAt({ operation, when: random() < 0.7 ? 'torn' : 'after', random });
    try {
      store.commit([{ kind: 'put', value: clock, bytes }]);
      acknowledged = boot;
    } catch (error) {
      if (!(error instanceof PowerCut)) throw error;
    }
  }
  return { losses, erases: Array.from(flash.erases.subarray(0, layout.logBlocks)) };
}

export type Sharing = { readonly differences: readonly string[]; readonly pagesLeaked: number };

/** The compact flash shows the same as the faithful one, and meters that share pages stay apart. */
export function shareFleet(every: number): Sharing {
  const fleet = new FleetMemory(NOR);
  const differences: string[] = [];
  const check = (flash: FleetFlash, held: number) => {
    const found = difference(new Store(flash, layout), layout, stateAfter(held));
    if (found) differences.push(`after ${held} groups: ${found}`);
  };
  const go = (flash: FleetFlash, from: number, to: number) => {
    const store = new Store(flash, layout);
    for (const group of groups.slice(from, to)) store.commit(group);
    check(flash, to);
  };
  const first = new FleetFlash(fleet, layout.blocks);
  for (let at = 0; at < GROUPS; at += every) {
    go(first, at, at + every);
    const [second, third] = [adopted(fleet, first), adopted(fleet, first)];
    go(second, at + every, GROUPS);
    check(first, at + every);
    check(third, at + every);
    wipe(second);
    wipe(third);
    check(first, at + every);
  }
  wipe(first);
  return { differences, pagesLeaked: fleet.pages.pagesUsed + fleet.tables.pagesUsed };
}

function adopted(fleet: FleetMemory, from: FleetFlash): FleetFlash {
  const flash = new FleetFlash(fleet, layout.blocks);
  flash.adopt(from);
  return flash;
}

function wipe(flash: FleetFlash): void {
  for (let block = 0; block < layout.blocks; block++) flash.erase(block);
}
