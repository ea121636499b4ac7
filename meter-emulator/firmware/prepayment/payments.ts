/** The logs of payments: the last top-ups, and what the last of them paid off debt. Numbered from 0. */
import { putU32, u32 } from '../../../protocol/bytes.ts';
import { series } from '../layout.ts';
import type { Store } from '../storage/store.ts';
import type { Entry } from '../stored.ts';
import { PAYMENTS_KEPT } from './stored.ts';

export type PaymentLog = keyof typeof PAYMENTS_KEPT;

export type Payment = { readonly timestamp: number; readonly amount: number };

const U32_MAX = 0xffff_ffff;

/** Eight bytes, little-endian: UTC seconds (the year 2106 at most) and millipence. */
export function paymentEntry(
  log: PaymentLog,
  number: number,
  utcSeconds: number,
  amountMillipence: number,
): Entry {
  const bytes = new Uint8Array(8);
  putU32(bytes, 0, Math.min(U32_MAX, Math.max(0, utcSeconds)));
  putU32(bytes, 4, amountMillipence);
  return { series: log, period: number, bytes };
}

/** Oldest first, of those kept the ones of the period, both ends included. `made` counts all ever made. */
export function readPayments(
  store: Store,
  log: PaymentLog,
  made: number,
  { startDateTime, endDateTime }: { readonly startDateTime: number; readonly endDateTime: number },
): Payment[] {
  if (made === 0) return [];
  const from = Math.max(0, made - PAYMENTS_KEPT[log]);
  return [...store.read(series[log], from, made - 1)].flatMap(({ bytes }) => {
    if (!bytes) return [];
    const [timestamp, amount] = [u32(bytes, 0), u32(bytes, 4)];
    return timestamp >= startDateTime && timestamp <= endDateTime ? [{ timestamp, amount }] : [];
  });
}
