/**
 * What a meter costs in memory and how fast simulated time runs, alone and in a fleet.
 * node --expose-gc --import tsx scripts/bench/meter.ts [meters] [days]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { EmulatedBoard } from '../../meter-emulator/board/emulated-board.ts';
import { EmulatedFlash } from '../../meter-emulator/board/emulated-flash.ts';
import { seededIdentity } from '../../meter-emulator/board/factory.ts';
import { SimulatedLoadCurve } from '../../meter-emulator/board/simulated-load-curve.ts';
import { METER_FLASH, meterLayout } from '../../meter-emulator/firmware/layout.ts';
import { Meter } from '../../meter-emulator/firmware/meter.ts';
import {
  DEFAULT_SETTINGS,
  type FactorySettings,
  provision,
} from '../../meter-emulator/firmware/provision.ts';
import { Fleet } from '../../meter-emulator/fleet/fleet.ts';
import { nodeCrypto } from '../../platform/node-crypto.ts';
import type { TrustAnchors } from '../../protocol/credentials.ts';

const DAY = 86_400;
/** 2030-01-15T00:00:00Z. */
const START = 1_894_665_600;
const SOLO_DAYS = 365;

const anyone = seededIdentity(nodeCrypto, 'parties', 0);
const anchors: TrustAnchors = {
  headEnd: { eui64: '90-B3-D5-1F-30-02-00-00', agreementPublic: anyone.agreementPublic },
  supplier: {
    eui64: '90-B3-D5-1F-30-01-00-00',
    signingPublic: anyone.signingPublic,
    prepaymentPublic: anyone.prepaymentPublic,
  },
};
/** Credit for ever, so that all meters keep drawing power. */
const factory: FactorySettings = {
  ...DEFAULT_SETTINGS,
  mode: 'prepayment',
  balanceMillipence: 2e9,
};

type Row = Readonly<Record<string, string | number>>;

function memory(): { readonly heap: number; readonly buffers: number; readonly rss: number } {
  for (let round = 0; round < 3; round++) globalThis.gc?.();
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  return { heap: heapUsed, buffers: arrayBuffers, rss };
}

/** One meter on the faithful flash, a year of half-hours. */
function alone(): Row {
  const flash = new EmulatedFlash(METER_FLASH, meterLayout.blocks);
  const load = new SimulatedLoadCurve('alone');
  const board = new EmulatedBoard({
    flash,
    crypto: nodeCrypto,
    sensor: load,
    random: (length) => new Uint8Array(length),
  });
  provision(board, START, seededIdentity(nodeCrypto, 'alone', 0), anchors, factory);
  const meter = new Meter(board, START);
  const began = performance.now();
  meter.run(START + SOLO_DAYS * DAY);
  const seconds = (performance.now() - began) / 1000;
  return {
    what: 'alone, emulated flash',
    meters: 1,
    days: SOLO_DAYS,
    'meter-days per second': Math.round(SOLO_DAYS / seconds),
    'erases of the worst block a year': Math.max(...flash.erases),
  };
}

function together(meters: number, days: number): Row {
  const before = memory();
  const made = performance.now();
  const settings = { crypto: nodeCrypto, seed: 'fleet', anchors, factory, boardSeconds: START };
  const fleet = new Fleet({ ...settings, count: meters });
  const began = performance.now();
  fleet.run(START + days * DAY);
  const seconds = (performance.now() - began) / 1000;
  const after = memory();
  const perMeter = (key: 'heap' | 'buffers' | 'rss') =>
    Math.round((after[key] - before[key]) / meters);
  return {
    what: 'fleet, compact flash',
    meters: fleet.meters.length,
    days,
    'made in s': Number(((began - made) / 1000).toFixed(1)),
    'meter-days per second': Math.round((meters * days) / seconds),
    'heap B a meter': perMeter('heap'),
    'buffers B a meter': perMeter('buffers'),
    'RSS B a meter': perMeter('rss'),
  };
}

function main(): void {
  const meters = Number(process.argv[2] ?? 2000);
  const days = Number(process.argv[3] ?? 1);
  const rows = [together(meters, days), alone()];
  for (const row of rows) {
    for (const [name, value] of Object.entries(row)) console.log(name.padEnd(34), String(value));
    console.log();
  }
  mkdirSync('.bench', { recursive: true });
  writeFileSync('.bench/meter.json', `${JSON.stringify(rows, null, 2)}\n`);
}

if (import.meta.filename === process.argv[1]) main();
