/** What a group may change, and what is checked of it before anything is written. */

import { assert } from '../../../protocol/refused.ts';
import { POINTER_BYTES } from './large-values.ts';
import type { SeriesSpec, ValueSpec } from './layout.ts';
import { appendBytesMax } from './open-page.ts';
import { RECORD_BYTES } from './record.ts';
import { StorageRefused } from './refusal.ts';

export type Put = { readonly kind: 'put'; readonly value: ValueSpec; readonly bytes: Uint8Array };
/** Forgets a value. Its bytes stay on the part until their block is erased in its turn. */
export type Remove = { readonly kind: 'remove'; readonly value: ValueSpec };
export type Append = {
  readonly kind: 'append';
  readonly series: SeriesSpec;
  /** Time divided by the interval of the series; later than any before. */
  readonly period: number;
  /** One entry. All bytes FF means "no reading", so a reading is kept below that. */
  readonly bytes: Uint8Array;
  readonly isFlagged?: boolean;
};
export type Change = Put | Remove | Append;

const PERIOD_MAX = 0xffffffff;

/**
 * The most bytes the records of these changes take. Throws `periodNotIncreasing`; asserts what
 * only a mistake of the firmware can bring: lengths, a second large value in one group.
 */
export function checkedBytesMax(
  changes: readonly Change[],
  lastPeriod: (series: SeriesSpec) => number | undefined,
): number {
  let bytes = 0;
  let large = 0;
  for (const [index, change] of changes.entries()) {
    bytes += RECORD_BYTES + bodyBytesMax(change);
    if (change.kind === 'put' && change.value.home === 'block') large++;
    if (change.kind === 'append') {
      const last = lastInGroup(changes, index, change.series) ?? lastPeriod(change.series) ?? -1;
      if (change.period <= last)
        throw new StorageRefused('periodNotIncreasing', change.series.name);
    }
  }
  assert(large <= 1, 'there is one spare block, so one large value in a group');
  return bytes;
}

function bodyBytesMax(change: Change): number {
  switch (change.kind) {
    case 'put': {
      const { value, bytes } = change;
      assert(bytes.length <= value.bytesMax, `${value.name} is too long`);
      return value.home === 'block' ? POINTER_BYTES : bytes.length;
    }
    case 'remove':
      return 0;
    case 'append': {
      const { series, period, bytes } = change;
      assert(bytes.length === series.entryBytes, `${series.name}: an entry has one length`);
      const isPeriod = Number.isInteger(period) && period >= 0 && period <= PERIOD_MAX;
      assert(isPeriod, `${series.name}: a period is 32 bits`);
      return appendBytesMax(series);
    }
  }
}

/** The period appended to this series by an earlier change of the same group. */
function lastInGroup(
  changes: readonly Change[],
  index: number,
  series: SeriesSpec,
): number | undefined {
  for (let before = index - 1; before >= 0; before--) {
    const change = changes[before];
    if (change?.kind === 'append' && change.series.id === series.id) return change.period;
  }
  return undefined;
}
