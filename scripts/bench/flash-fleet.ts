/**
 * Very many meters' storage in one process: what each costs in memory, and how fast they run.
 * node --expose-gc --import tsx scripts/bench/flash-fleet.ts [new|day|week|shared|own] [meters]
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { NOR } from '../../meter-emulator/firmware/storage/flash.ts';
import { Store } from '../../meter-emulator/firmware/storage/store.ts';
import { FleetFlash, FleetMemory } from '../../meter-emulator/fleet/fleet-flash.ts';
import { assert } from '../../protocol/refused.ts';
import { benchLayout, Day, ORDINARY } from './flash-day.ts';

/** Days of history all share from one template, then days each lives by itself. */
type Life = { readonly shared: number; readonly own: number };
const LIVES: Record<string, Life> = {
  new: { shared: 0, own: 0 },
  day: { shared: 0, own: 1 },
  week: { shared: 0, own: 7 },
  shared: { shared: 400, own: 1 },
  own: { shared: 0, own: 400 },
};
/** Fewer log blocks than a real meter needs: a fleet's flash does not wear. */
const LOG_BLOCKS = 3;
const ARENA_BYTES = 1 << 20;

type Memory = { readonly heap: number; readonly buffers: number; readonly rss: number };

function memory(): Memory {
  for (let round = 0; round < 3; round++) globalThis.gc?.();
  const { heapUsed, rss, arrayBuffers } = process.memoryUsage();
  return { heap: heapUsed, rss, buffers: arrayBuffers };
}

/** One large buffer cut into small ones: a view costs far less than a buffer of its own. */
function arena(): (bytes: number) => Uint8Array {
  let buffer = new ArrayBuffer(0);
  let used = 0;
  return (bytes) => {
    if (used + bytes > buffer.byteLength) {
      buffer = new ArrayBuffer(ARENA_BYTES);
      used = 0;
    }
    used += bytes;
    return new Uint8Array(buffer, used - bytes, bytes);
  };
}

function measure(name: string, life: Life, meters: number): Record<string, string | number> {
  const layout = benchLayout(NOR, LOG_BLOCKS);
  const day = new Day(layout);
  const before = memory();
  const fleet = new FleetMemory(NOR);
  const template = new FleetFlash(fleet, layout.blocks);
  const first = new Store(template, layout);
  for (let date = 0; date < life.shared; date++) day.run(first, date, ORDINARY);
  const templatePages = fleet.pages.pagesUsed;
  const allocate = arena();
  const booted = performance.now();
  const stores = Array.from({ length: meters }, () => {
    const flash = new FleetFlash(fleet, layout.blocks);
    flash.adopt(template);
    return new Store(flash, layout, allocate);
  });
  const started = performance.now();
  day.commits = 0;
  for (let date = life.shared; date < life.shared + life.own; date++)
    for (const store of stores) day.run(store, date, ORDINARY);
  const seconds = (performance.now() - started) / 1000;
  const after = memory();
  const each = (bytes: number) => Number((bytes / meters / 1024).toFixed(2));
  return {
    name,
    meters: stores.length,
    heapKiB: each(after.heap - before.heap),
    buffersKiB: each(after.buffers - before.buffers),
    rssKiB: each(after.rss - before.rss),
    ownPagesKiB: each((fleet.pages.pagesUsed - templatePages) * NOR.pageSize),
    processRssMiB: Math.round(after.rss / 2 ** 20),
    bootMilliseconds: Number(((started - booted) / meters).toFixed(3)),
    commitsPerSecond: Math.round(day.commits / seconds),
    meterYearsPerSecond: Number(((meters * life.own) / 365 / seconds).toFixed(2)),
  };
}

const [name = 'week', meters = name === 'own' ? '100' : '10000'] = process.argv.slice(2);
const life = LIVES[name];
assert(life !== undefined, `lives: ${Object.keys(LIVES).join(', ')}`);
const row = measure(name, life, Number(meters));
console.table([row]);
mkdirSync('.bench', { recursive: true });
writeFileSync(`.bench/flash-fleet-${name}.json`, `${JSON.stringify(row, null, 2)}\n`);
