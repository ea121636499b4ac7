/** All that a meter keeps, taken apart into single values that each have a path, like `prepayment.mode`. */
import { alertCodes } from '../../../protocol/alerts/device-alerts.ts';
import { u16, u32 } from '../../../protocol/bytes.ts';
import { readLogEntry } from '../events/logs.ts';
import type { SeriesName } from '../layout.ts';
import { readHalfHour } from '../metrology/half-hours.ts';
import { readingOf } from '../metrology/reading.ts';
import type { Image, Kept } from './cut-image.testing.ts';

export type Leaf = string | number | boolean | bigint;
export type Leaves = Map<string, Leaf>;

/** A meter that was cut says so in its log; nobody else does. */
const OF_OUTAGES: ReadonlySet<number> = new Set([
  alertCodes.supplyInterrupted,
  alertCodes.supplyOutageRestored,
  alertCodes.longSupplyOutageRestored,
]);

/** Counted in memory until the half-hour. */
const COUNTED: ReadonlySet<number> = new Set([alertCodes.topUpAlreadyUsed]);

export function leavesOf({ values, histories, documents }: Image): Leaves {
  const leaves: Leaves = new Map();
  // In which slots documents lie is of no matter, what they say is.
  const { documents: _, alerts, ...rest } = values;
  take(leaves, '', rest);
  take(leaves, 'documents', documents);
  const pending = alerts?.pending.filter(({ code }) => !OF_OUTAGES.has(code));
  take(leaves, 'alerts', { ...alerts, pending });
  for (const [name, entries] of Object.entries(histories))
    takeHistory(leaves, name as SeriesName, entries);
  return leaves;
}

function take(leaves: Leaves, path: string, value: unknown): void {
  if (value instanceof Uint8Array) leaves.set(path, Buffer.from(value).toString('hex'));
  else if (typeof value === 'object' && value !== null)
    for (const [name, inner] of Object.entries(value))
      take(leaves, path === '' ? name : `${path}.${name}`, inner);
  else if (value !== undefined) leaves.set(path, value as Leaf);
}

function takeHistory(leaves: Leaves, name: SeriesName, entries: readonly Kept[]): void {
  switch (name) {
    case 'events':
    case 'security':
    case 'power':
      takeLog(leaves, name, entries);
      return;
    case 'voltage1':
    case 'voltage2':
    case 'voltage3':
      // Numbered, so by their time.
      for (const { bytes } of entries) leaves.set(`${name}.${u32(bytes, 0)}`, u16(bytes, 4));
      return;
    case 'halfHours':
    case 'secondaryHalfHours':
    case 'reactiveImport':
    case 'export':
      for (const { period, isFlagged, bytes } of entries)
        take(leaves, `${name}.${period}`, { isFlagged, units: readHalfHour(bytes) });
      return;
    case 'gasNetwork':
      for (const { period, isFlagged, bytes } of entries)
        take(leaves, `${name}.${period}`, { isFlagged, litres: u16(bytes, 0) });
      return;
    case 'dailyReads':
    case 'dateBills':
    case 'changeBills':
      for (const { period, isFlagged, bytes } of entries)
        take(leaves, `${name}.${period}`, { isFlagged, reading: readingOf(bytes) });
      return;
    default:
      for (const { period, isFlagged, bytes } of entries) {
        leaves.set(`${name}.${period}.isFlagged`, isFlagged);
        for (const [index, value] of numbersIn(name, bytes).entries())
          leaves.set(`${name}.${period}.${index}`, value);
      }
  }
}

function takeLog(leaves: Leaves, name: SeriesName, entries: readonly Kept[]): void {
  const all = entries.map(({ bytes }) => readLogEntry(bytes));
  const others = all.filter(({ code }) => !OF_OUTAGES.has(code) && !COUNTED.has(code));
  for (const [index, entry] of others.entries()) take(leaves, `${name}.${index}`, entry);
  for (const { code, detail } of all)
    if (COUNTED.has(code)) leaves.set(`${name}.counted.${code}`, detail);
}

const FIVE_BYTES = /Reads[12]$|Bills[12]$/;

/** Wide readings are of forty bits each, of which 32 are in use here; most of all else is times. */
function numbersIn(name: string, bytes: Uint8Array): readonly Leaf[] {
  const width = FIVE_BYTES.test(name) ? 5 : 4;
  const words = Math.floor(bytes.length / width);
  const numbers = Array.from({ length: words }, (_, index) => u32(bytes, index * width));
  return [...numbers, ...bytes.subarray(words * width)];
}
