/** What meters with everything configured cost in memory: new, and with a history of their own or a shared one. */
import { EmulatedBoard } from '../../meter-emulator/board/emulated-board.ts';
import { SimulatedHome } from '../../meter-emulator/board/simulated-home.ts';
import { meterLayout } from '../../meter-emulator/firmware/layout.ts';
import { Meter } from '../../meter-emulator/firmware/meter.ts';
import { FLEET_GEOMETRY } from '../../meter-emulator/fleet/fleet.ts';
import { FleetFlash, FleetMemory } from '../../meter-emulator/fleet/fleet-flash.ts';
import { nodeCrypto } from '../../platform/node-crypto.ts';
import { configured, DAY_SECONDS, START } from './whole-meter.ts';

/** Days that all share from one meter, then days that each lives by itself. */
type Life = {
  readonly what: string;
  readonly meters: number;
  readonly shared: number;
  readonly own: number;
};
const LIVES: readonly Life[] = [
  { what: 'new', meters: 1000, shared: 0, own: 0 },
  { what: 'after a week', meters: 200, shared: 0, own: 7 },
  { what: '13 months of history shared, then a day', meters: 200, shared: 400, own: 1 },
  { what: '13 months of its own', meters: 10, shared: 0, own: 400 },
];

export type Memory = { readonly heap: number; readonly buffers: number; readonly rss: number };

export function memory(): Memory {
  for (let round = 0; round < 3; round++) globalThis.gc?.();
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  return { heap: heapUsed, buffers: arrayBuffers, rss };
}

export const wholeFleets = () => LIVES.map(memoryOf);

function memoryOf({ what, meters, shared, own }: Life) {
  const pages = new FleetMemory(FLEET_GEOMETRY);
  const flashOf = () => new FleetFlash(pages, meterLayout.blocks);
  const template = flashOf();
  configured(template, sensorOf(0)).run(START + shared * DAY_SECONDS);
  const templatePages = pages.pages.pagesUsed;
  const before = memory();
  const fleet = Array.from({ length: meters }, (_, number) => {
    const flash = flashOf();
    flash.adopt(template);
    return booted(flash, number, START + shared * DAY_SECONDS);
  });
  for (const meter of fleet) meter.run(START + (shared + own) * DAY_SECONDS);
  const after = memory();
  const each = (bytes: number) => Math.round(bytes / meters);
  return {
    what: `everything configured, ${what}`,
    meters: fleet.length,
    'heap B a meter': each(after.heap - before.heap),
    'buffers B a meter': each(after.buffers - before.buffers),
    'pages of its own, B a meter': each(
      (pages.pages.pagesUsed - templatePages) * FLEET_GEOMETRY.pageSize,
    ),
  };
}

const sensorOf = (number: number) => new SimulatedHome('twinElement', `whole/${number}`);

function booted(flash: FleetFlash, number: number, boardSeconds: number): Meter {
  const board = new EmulatedBoard({
    flash,
    crypto: nodeCrypto,
    sensor: sensorOf(number),
    random: (length) => new Uint8Array(length),
  });
  return new Meter(board, boardSeconds);
}
