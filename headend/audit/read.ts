/** Reading the audit: the way of one request, all of a time, and whether it is whole. */
import type { Kysely } from 'kysely';
import { equalBytes } from '../../protocol/bytes.ts';
import type { RequestId } from '../../protocol/identifiers/request-id.ts';
import { transformOf } from '../store/request-record.ts';
import type { Store } from '../store/store.ts';
import type { Database } from '../store/tables.ts';
import { CHAIN_START, type ChainEnd, follows } from './chain.ts';
import type { AuditEntry } from './entry.ts';

/** `block` is where the audit has it. */
export type TraceStep = AuditEntry & { readonly block: bigint };

const PAGE = 100;

/**
 * From received to confirmed, in the order it was written; empty for a request that is not known. The
 * transformation that came before a signed pre-command is part of it.
 */
export async function trace(store: Store, requestId: RequestId): Promise<TraceStep[]> {
  const rows = [await store.request(transformOf(requestId)), await store.request(requestId)];
  const numbers = rows.flatMap((row) => row?.auditBlocks ?? []);
  if (numbers.length === 0) return [];
  const blocks = await store.database
    .selectFrom('audit_blocks')
    .select(['sequence', 'entries'])
    .where('sequence', 'in', numbers)
    .orderBy('sequence')
    .execute();
  return blocks.flatMap(({ sequence, entries }) =>
    entriesIn(entries)
      .filter((entry) => entry.requestId === requestId)
      .map((entry) => ({ ...entry, block: sequence })),
  );
}

/** Every entry with a time from `fromMillis` to `toMillis`, both included, in the order written. */
export async function* auditBetween(
  store: Store,
  fromMillis: number,
  toMillis: number,
): AsyncIterable<AuditEntry> {
  let after = 0n;
  for (;;) {
    const blocks = await store.database
      .selectFrom('audit_blocks')
      .select(['sequence', 'entries'])
      .where('sequence', '>', after)
      .where('to_millis', '>=', BigInt(fromMillis))
      .where('from_millis', '<=', BigInt(toMillis))
      .orderBy('sequence')
      .limit(PAGE)
      .execute();
    for (const { entries } of blocks)
      for (const entry of entriesIn(entries))
        if (entry.atMillis >= fromMillis && entry.atMillis <= toMillis) yield entry;
    const last = blocks.at(-1);
    if (!last) return;
    after = last.sequence;
  }
}

/**
 * Recomputes the chain. `brokenAt` is the first block that is not what was written: changed, missing,
 * or out of its place. Blocks cut off the end, and a chain recomputed from a changed block on, show
 * because the newest hash is known from elsewhere: by this process, and by the witness for later ones.
 */
export async function verifyAudit(store: Store): Promise<{ blocks: number; brokenAt?: bigint }> {
  const { own, witness } = await store.auditEnds();
  const ends = witness ? [own, witness] : [own];
  let end: ChainEnd = CHAIN_START;
  let blocks = 0;
  for await (const block of chain(store.database)) {
    const isWitnessed = ends.every(
      (known) => known.sequence !== block.sequence || equalBytes(known.hash, block.hash),
    );
    if (!follows(end, block) || !isWitnessed) return { blocks, brokenAt: end.sequence + 1n };
    end = block;
    blocks++;
  }
  const isCut = ends.some((known) => known.sequence > end.sequence);
  return isCut ? { blocks, brokenAt: end.sequence + 1n } : { blocks };
}

async function* chain(database: Kysely<Database>) {
  let after = -1n;
  for (;;) {
    const rows = await database
      .selectFrom('audit_blocks')
      .selectAll()
      .where('sequence', '>', after)
      .orderBy('sequence')
      .limit(PAGE)
      .execute();
    for (const { sequence, hash, previous_hash, entries } of rows)
      yield { sequence, hash, previousHash: previous_hash, entries };
    const last = rows.at(-1);
    if (!last) return;
    after = last.sequence;
  }
}

function entriesIn(text: string): readonly AuditEntry[] {
  // Written by sealBlock from values of this type, and covered by the chain.
  return JSON.parse(text) as AuditEntry[];
}
