/**
 * What a meter costs in memory, how fast simulated time runs, alone and in a fleet, and how long a command takes.
 * node --expose-gc --import tsx scripts/bench/meter.ts [meters] [days]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { seededIdentity } from '../../meter-emulator/board/factory.ts';
import { DEFAULT_SETTINGS, type FactorySettings } from '../../meter-emulator/firmware/provision.ts';
import { Fleet } from '../../meter-emulator/fleet/fleet.ts';
import { nodeCrypto } from '../../platform/node-crypto.ts';
import type { TrustAnchors } from '../../protocol/credentials.ts';
import { commandTimes } from './command-times.ts';
import { memory, wholeFleets } from './whole-fleet.ts';
import { DAY_SECONDS, START, unwatched, wholeMeter } from './whole-meter.ts';

const SOLO_DAYS = 365;
/** Not measured: until the code is compiled. */
const WARM_DAYS = 5;

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

export type Row = Readonly<Record<string, string | number>>;

/** One meter with everything configured on the faithful flash, a year of it. */
function alone(): Row {
  const { flash, sensor } = wholeMeter();
  const meter = unwatched(flash, sensor);
  meter.run(START + WARM_DAYS * DAY_SECONDS);
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  meter.run(START + (WARM_DAYS + SOLO_DAYS) * DAY_SECONDS);
  const seconds = (performance.now() - began) / 1000;
  return {
    what: 'alone, everything configured, emulated flash',
    meters: 1,
    days: SOLO_DAYS,
    'a year in s': Number(seconds.toFixed(2)),
    'of which of this process': Number((process.cpuUsage(cpu).user / 1e6).toFixed(2)),
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
  fleet.run(START + days * DAY_SECONDS);
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
  const rows = [together(meters, days), alone(), ...wholeFleets(), ...commandTimes()];
  for (const row of rows) {
    for (const [name, value] of Object.entries(row)) console.log(name.padEnd(34), String(value));
    console.log();
  }
  mkdirSync('.bench', { recursive: true });
  writeFileSync('.bench/meter.json', `${JSON.stringify(rows, null, 2)}\n`);
}

if (import.meta.filename === process.argv[1]) main();
