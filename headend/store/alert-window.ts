/**
 * Which alerts of a device have come: the counters of its last 64. One that comes again, also after it
 * was confirmed and erased, is not another alert. Alerts may overtake each other within the window.
 */
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { Query, Row } from './session.ts';
import { PUT_ALERT_WINDOWS, SELECT_ALERT_WINDOWS } from './statements.ts';

/** A device's own counters go on in its answers too, so it is alerts that are counted, not numbers. */
export const ALERTS_REMEMBERED = 64;
const COUNTER_BYTES = 8;

export type AlertOrigin = { readonly device: Eui64; readonly counter: bigint };

/** The window with the alert in it; undefined when it has come before, or before all that is remembered. */
export function remember(window: readonly bigint[], counter: bigint): bigint[] | undefined {
  const [oldest = 0n] = window;
  if (window.includes(counter)) return undefined;
  if (window.length >= ALERTS_REMEMBERED && counter < oldest) return undefined;
  const after = window.findIndex((known) => known > counter);
  const sorted = window.toSpliced(after < 0 ? window.length : after, 0, counter);
  return sorted.slice(-ALERTS_REMEMBERED);
}

/** Remembers the alerts, inside the group's transaction; gives the places of those that came before. */
export async function repeatedAlerts(
  query: Query,
  alerts: readonly (readonly [at: number, AlertOrigin])[],
): Promise<readonly number[]> {
  if (alerts.length === 0) return [];
  const devices = [...new Set(alerts.map(([, { device }]) => device))];
  const rows = await query<Row & { device: string; counters: Uint8Array }>(SELECT_ALERT_WINDOWS, [
    devices,
  ]);
  const windows = new Map(rows.map((row) => [row.device, countersIn(row.counters)]));
  const repeated: number[] = [];
  for (const [at, { device, counter }] of alerts) {
    const window = remember(windows.get(device) ?? [], counter);
    if (window) windows.set(device, window);
    else repeated.push(at);
  }
  const kept = devices.map((device) => bytesOf(windows.get(device) ?? []));
  await query(PUT_ALERT_WINDOWS, [devices, kept]);
  return repeated;
}

function countersIn({ buffer, byteOffset, byteLength }: Uint8Array): bigint[] {
  const view = new DataView(buffer, byteOffset, byteLength);
  const length = byteLength / COUNTER_BYTES;
  return Array.from({ length }, (_, at) => view.getBigUint64(at * COUNTER_BYTES));
}

function bytesOf(window: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(window.length * COUNTER_BYTES);
  const view = new DataView(bytes.buffer);
  for (const [at, counter] of window.entries()) view.setBigUint64(at * COUNTER_BYTES, counter);
  return bytes;
}
