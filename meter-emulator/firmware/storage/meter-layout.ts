/** What an electricity meter keeps. */

import type { Geometry } from './flash.ts';
import { defineLayout, type Layout } from './layout.ts';

/** Histories of the second element and of export are left out of meters that do not have them. */
export function meterLayout(geometry: Geometry, logBlocks: number, elements: 1 | 2 = 1): Layout {
  // Daily and billing reads are cut into entries of one page each.
  const wide = geometry.pageSize - 20;
  const perRead = Math.ceil(472 / wide);
  return defineLayout(
    geometry,
    logBlocks,
    [
      ['clock', 8],
      ['balance', 48],
      ['registers', 160],
      ['supply', 8],
      ['counters', 56],
      ['recentUtrns', 80],
      ['lastAnswer', 160],
      ['credentials', geometry.blockSize < 4096 ? 96 : 200],
      ['tariff', geometry.blockSize, 'block'],
      ['nextTariff', geometry.blockSize, 'block'],
    ],
    [
      ['activeImport', 2, 19_056],
      ...(elements === 2 ? [['activeImportSecond', 2, 19_056] as const] : []),
      ['reactiveImport', 2, 4_464],
      ['activeExport', 2, 4_464],
      ['reactiveExport', 2, 4_464],
      ['averageVoltage', 2, 4_320],
      ['dailyConsumption', 4, 731],
      ['dailyReads', wide, 31 * perRead],
      ['billing', wide, 24 * perRead],
      ['events', 16, 100],
      ['security', 16, 100],
    ],
  );
}
