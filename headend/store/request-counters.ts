/**
 * The counters of users only rise. The greatest one of each scope is kept in the transaction that accepts
 * its request, so that no restart forgets it.
 */
import { transformOf } from './request-record.ts';
import type { Query, Row } from './session.ts';
import { KNOWN_REQUESTS, PUT_COUNTERS, SELECT_COUNTERS } from './statements.ts';
import type { Accept } from './write.ts';

type Placed = readonly [at: number, Accept];

/**
 * The places of requests that are new but for a counter that was used. Not among them: one that came
 * before, and the signed command of what was transformed under its RequestID.
 */
export async function usedCounters(
  query: Query,
  jobs: readonly Placed[],
): Promise<ReadonlySet<number>> {
  const scopes = [...new Set(jobs.flatMap(([, { counterScope }]) => counterScope ?? []))];
  if (scopes.length === 0) return new Set();
  const before = await greatestOf(query, scopes);
  const greatest = new Map(before);
  const used = jobs.filter(([, job]) => !rises(greatest, job));
  const risen = [...greatest].filter(([scope, counter]) => before.get(scope) !== counter);
  if (risen.length > 0)
    await query(PUT_COUNTERS, [risen.map(([scope]) => scope), risen.map(([, counter]) => counter)]);
  return used.length > 0 ? unknown(query, jobs, used) : new Set();
}

async function greatestOf(query: Query, scopes: readonly string[]): Promise<Map<string, bigint>> {
  type Greatest = Row & { scope: string; counter: string };
  const rows = await query<Greatest>(SELECT_COUNTERS, [scopes]);
  return new Map(rows.map(({ scope, counter }) => [scope, BigInt(counter)]));
}

/** Whether the counter is greater than all before it; then it is the greatest. */
function rises(greatest: Map<string, bigint>, { counterScope, request }: Accept): boolean {
  if (counterScope === undefined) return true;
  const known = greatest.get(counterScope);
  if (known !== undefined && request.counter <= known) return false;
  greatest.set(counterScope, request.counter);
  return true;
}

/** Of those whose counter was used, the ones that are of no RequestID seen before. */
async function unknown(
  query: Query,
  jobs: readonly Placed[],
  used: readonly Placed[],
): Promise<ReadonlySet<number>> {
  type Known = Row & { request_id: string };
  const rows = await query<Known>(KNOWN_REQUESTS, [used.flatMap(([, job]) => namesOf(job))]);
  const known = new Set(rows.map((row) => row.request_id));
  const places = new Set(used.map(([at]) => at));
  const found = new Set<number>();
  for (const [at, job] of jobs) {
    if (places.has(at) && !namesOf(job).some((name) => known.has(name))) found.add(at);
    else known.add(job.request.requestId);
  }
  return found;
}

/** The rows that a request may repeat, or be the command of. */
function namesOf({ request: { requestId, signedPreCommand } }: Accept): string[] {
  return signedPreCommand ? [requestId, transformOf(requestId)] : [requestId];
}
