/** The requests of a group: those that are new are written, the others told apart. */
import { usedCounters } from './request-counters.ts';
import { isSameRequest } from './request-record.ts';
import { type RequestRow, recordOf, requestColumns } from './request-row.ts';
import type { Query, Row } from './session.ts';
import { INSERT_REQUESTS, SELECT_REQUESTS } from './statements.ts';
import type { Accept, Committed } from './write.ts';

type Placed = readonly [at: number, Accept];

export type Acceptance = {
  readonly inserted: ReadonlySet<string>;
  /** Of those that were not written, by their place. */
  readonly outcomes: ReadonlyMap<number, Committed>;
};

/** `block`: the audit block of the group; `firstSequence`: the order of its first request. */
export async function acceptRequests(
  query: Query,
  jobs: readonly Placed[],
  { block, firstSequence }: { readonly block: bigint; readonly firstSequence: bigint },
): Promise<Acceptance> {
  const used = await usedCounters(query, jobs);
  const outcomes = new Map<number, Committed>([...used].map((at) => [at, { isCounterUsed: true }]));
  const fresh = jobs.filter(([at]) => !used.has(at));
  const rows = await query<Row & { request_id: string }>(INSERT_REQUESTS, [
    block,
    fresh.map((_, index) => firstSequence + BigInt(index)),
    ...requestColumns(fresh.map(([, { request }]) => request)),
  ]);
  const inserted = new Set(rows.map((row) => row.request_id));
  // Of two with one RequestID in this group the first was inserted.
  const first = new Set(inserted);
  const repeated = fresh.filter(([, { request }]) => !first.delete(request.requestId));
  for (const [at, outcome] of await outcomesOf(query, repeated)) outcomes.set(at, outcome);
  return { inserted, outcomes };
}

async function outcomesOf(query: Query, jobs: readonly Placed[]) {
  if (jobs.length === 0) return [];
  const ids = jobs.map(([, { request }]) => request.requestId);
  const rows = await query<RequestRow>(SELECT_REQUESTS, [ids]);
  const records = new Map(rows.map((row) => [row.request_id, recordOf(row)]));
  return jobs.flatMap(([at, { request }]) => {
    const record = records.get(request.requestId);
    if (!record) return [];
    const outcome: Committed = isSameRequest(record, request)
      ? { duplicateOf: record }
      : { isReused: true };
    return [[at, outcome] as const];
  });
}
