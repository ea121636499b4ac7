/**
 * The digits that a meter has shown for an other user (9.1), until the user says what the customer read out. Kept as
 * a keyed hash: four digits are soon tried, so that whoever had the database alone could else find them.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import type { Statement } from '../../store/session.ts';
import type { Store } from '../../store/store.ts';

declare module '../../store/tables.ts' {
  interface Database {
    customer_numbers: CustomerNumbersTable;
  }
}

export interface CustomerNumbersTable {
  device: string;
  party: string;
  hash: Uint8Array;
  shown_at_seconds: bigint;
}

/** The customer may look at the display until the next day (own). */
export const NUMBER_SECONDS = 86_400;

export type CustomerNumberChange =
  | {
      readonly kind: 'customerNumberShown';
      readonly device: Eui64;
      readonly party: Eui64;
      readonly hash: Uint8Array;
      readonly shownAtUtcSeconds: number;
    }
  /** One showing proves one consent. */
  | { readonly kind: 'customerNumberUsed'; readonly device: Eui64; readonly party: Eui64 };

export type Shown = { readonly hash: Uint8Array; readonly shownAtUtcSeconds: number };

/** Bound to the user: what was shown for one proves nothing for another. */
export function hashOf(
  key: Uint8Array,
  about: { readonly device: Eui64; readonly party: Eui64; readonly digits: string },
): Uint8Array {
  const { device, party, digits } = about;
  const hash = createHmac('sha256', key).update(`customer number ${device} ${party} ${digits}`);
  return new Uint8Array(hash.digest());
}

export const isHash = (kept: Uint8Array, found: Uint8Array): boolean =>
  kept.length === found.length && timingSafeEqual(kept, found);

/** What the meter showed last for this user; undefined: nothing, or it was used. */
export async function shownTo(
  { database }: Pick<Store, 'database'>,
  device: Eui64,
  party: Eui64,
): Promise<Shown | undefined> {
  const row = await database
    .selectFrom('customer_numbers')
    .select(['hash', 'shown_at_seconds'])
    .where('device', '=', device)
    .where('party', '=', party)
    .executeTakeFirst();
  return row && { hash: row.hash, shownAtUtcSeconds: Number(row.shown_at_seconds) };
}

export function customerNumberStatements(
  change: CustomerNumberChange,
): readonly (readonly [Statement, readonly unknown[]])[] {
  const { device, party } = change;
  if (change.kind === 'customerNumberUsed') return [[FORGET, [device, party]]];
  const { hash, shownAtUtcSeconds } = change;
  return [
    [FORGET_OLD, [shownAtUtcSeconds - NUMBER_SECONDS]],
    [KEEP, [device, party, hash, shownAtUtcSeconds]],
  ];
}

const KEEP: Statement = {
  name: 'keep-customer-number',
  text: `insert into customer_numbers (device, party, hash, shown_at_seconds) values ($1, $2, $3, $4)
    on conflict (device, party) do update
    set hash = excluded.hash, shown_at_seconds = excluded.shown_at_seconds`,
};

const FORGET: Statement = {
  name: 'forget-customer-number',
  text: 'delete from customer_numbers where device = $1 and party = $2',
};

const FORGET_OLD: Statement = {
  name: 'forget-old-customer-numbers',
  text: 'delete from customer_numbers where shown_at_seconds < $1',
};
