/** How fast the storage wears a part out, and how fast it runs: npx tsx scripts/bench/flash-wear.ts */

import { mkdirSync, writeFileSync } from 'node:fs';
import { EmulatedFlash } from '../../meter-emulator/board/emulated-flash.ts';
import { NOR } from '../../meter-emulator/firmware/storage/flash.ts';
import { seriesNamed } from '../../meter-emulator/firmware/storage/layout.ts';
import { Store } from '../../meter-emulator/firmware/storage/store.ts';
import { FleetFlash, FleetMemory } from '../../meter-emulator/fleet/fleet-flash.ts';
import { benchLayout, Day, ORDINARY } from './flash-day.ts';
import { ERASES_MAX, wholeMeterWear } from './whole-wear.ts';

const DAYS_A_YEAR = 365;
const BOOTS = 2000;
const READS = 200;

type Row = Record<string, string | number>;

function secondsOf(act: () => void): number {
  const started = performance.now();
  act();
  return (performance.now() - started) / 1000;
}

function wearOfYear(logBlocks: number, elements: 1 | 2 = 1, messages = ORDINARY.messages): Row {
  const layout = benchLayout(NOR, logBlocks, elements);
  const flash = new EmulatedFlash(NOR, layout.blocks);
  const store = new Store(flash, layout);
  const day = new Day(layout);
  const seconds = secondsOf(() => {
    for (let date = 0; date < DAYS_A_YEAR; date++) day.run(store, date, { messages });
  });
  const worst = Math.max(...flash.erases.subarray(0, logBlocks));
  return {
    logBlocks,
    elements,
    messages,
    flashKiB: (layout.blocks * NOR.blockSize) / 1024,
    logErasesMin: Math.min(...flash.erases.subarray(0, logBlocks)),
    logErasesMax: worst,
    otherErasesMax: Math.max(...flash.erases.subarray(logBlocks)),
    lifeYears: Math.round(ERASES_MAX / worst),
    commitsPerSecond: Math.round(day.commits / seconds),
    meterYearsPerSecond: Number((1 / seconds).toFixed(2)),
  };
}

/** On the fleet's flash: writing, booting, reading one day and all of 13 months back. */
function speeds(): Row[] {
  const layout = benchLayout(NOR, 4);
  const flash = new FleetFlash(new FleetMemory(NOR), layout.blocks);
  const store = new Store(flash, layout);
  const day = new Day(layout);
  const seconds = secondsOf(() => {
    for (let date = 0; date < 400; date++) day.run(store, date, ORDINARY);
  });
  const boot = secondsOf(() => {
    for (let index = 0; index < BOOTS; index++) new Store(flash, layout);
  });
  const series = seriesNamed(layout, 'activeImport');
  const read = (from: number, to: number) => {
    let entries = 0;
    const taken = secondsOf(() => {
      for (let index = 0; index < READS; index++)
        for (const _ of store.read(series, from, to)) entries++;
    });
    return { entries: entries / READS, milliseconds: (taken * 1000) / READS };
  };
  const one = read(48 * 200, 48 * 201 - 1);
  const all = read(0, 48 * 400);
  return [
    { what: 'commits a second', amount: Math.round(day.commits / seconds) },
    { what: 'meter-years a second', amount: Number((400 / DAYS_A_YEAR / seconds).toFixed(2)) },
    { what: 'boot, ms', amount: Number(((boot * 1000) / BOOTS).toFixed(3)) },
    { what: 'one day of 6 months ago, ms', amount: Number(one.milliseconds.toFixed(3)) },
    { what: `13 months (${all.entries} entries), ms`, amount: Number(all.milliseconds.toFixed(3)) },
  ];
}

const wear = [
  ...[3, 4, 6, 8, 16].map((logBlocks) => wearOfYear(logBlocks)),
  wearOfYear(4, 2),
  wearOfYear(4, 1, 1000),
];
console.table(wear);
const whole = wholeMeterWear();
console.table(whole);
const fleet = speeds();
console.table(fleet);
const series = benchLayout(NOR, 4).series.map(({ name, depth, perPage, blocks }) => {
  return { name, depth, perPage, blocks };
});
console.table(series);
mkdirSync('.bench', { recursive: true });
writeFileSync(
  '.bench/flash-wear.json',
  `${JSON.stringify({ wear, whole, fleet, series }, null, 2)}\n`,
);
