/** What no request of a user caused, but the clock: written, taken into memory, and on its way. */
import type { AuditEntry } from '../audit/entry.ts';
import type { Consequences } from '../non-device/handler.ts';
import { takeChanges } from '../non-device/take-changes.ts';
import { consequenceRows } from './outbox-rows.ts';
import type { Stations } from './stations.ts';

/** Durable when it resolves. Inside `flow.alone`; `cause` is the same at every try, so nothing is told twice. */
export async function carryOut(
  stations: Stations,
  about: {
    readonly cause: string;
    readonly follows: Consequences;
    readonly audit: readonly AuditEntry[];
  },
): Promise<void> {
  const { cause, follows, audit } = about;
  const { changes = [] } = follows;
  const outbox = consequenceRows(stations, cause, follows);
  if (changes.length === 0 && outbox.length === 0) return;
  await stations.store.commit({ kind: 'deliver', outbox, changes, audit });
  takeChanges(stations, changes);
  for (const row of outbox) stations.outbox.offer(row);
}
