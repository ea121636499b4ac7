/** The small meter that the tests of the store run. */

import { EmulatedFlash } from '../../board/emulated-flash.ts';
import type { Append } from './change.ts';
import { NOR } from './flash.ts';
import { defineLayout, seriesNamed, valueNamed } from './layout.ts';
import { StorageRefused } from './refusal.ts';
import type { Entry } from './series.ts';

export const layout = defineLayout(
  NOR,
  4,
  [
    ['balance', 48],
    ['counters', 56],
    ['tariff', NOR.blockSize, 'block'],
    ['nextTariff', NOR.blockSize, 'block'],
  ],
  [
    ['activeImport', 2, 500],
    ['dailyReads', 236, 31],
  ],
);
export const balance = valueNamed(layout, 'balance');
export const counters = valueNamed(layout, 'counters');
export const tariff = valueNamed(layout, 'tariff');
export const nextTariff = valueNamed(layout, 'nextTariff');
export const activeImport = seriesNamed(layout, 'activeImport');
export const dailyReads = seriesNamed(layout, 'dailyReads');

export function part(): EmulatedFlash {
  return new EmulatedFlash(NOR, layout.blocks);
}

export function halfHour(period: number, wattHours: number, isFlagged = false): Append {
  const bytes = Uint8Array.of(wattHours & 0xff, wattHours >> 8);
  return { kind: 'append', series: activeImport, period, bytes, isFlagged };
}

export function wattHours({ bytes }: Entry): number | undefined {
  return bytes && (bytes[0] as number) | ((bytes[1] as number) << 8);
}

export function codeOf(act: () => void): string | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof StorageRefused) return error.code;
    throw error;
  }
  return undefined;
}
