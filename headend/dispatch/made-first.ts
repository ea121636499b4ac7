/** The order in which what was unfinished when the head-end stopped is taken up. */
import type { RequestRecord } from '../store/request-record.ts';

/**
 * Those whose command was made, then the others. Of two that came together, the one that is first in the database need
 * not be the one that was first in the lane; its device may have the other's command, and obeys no older one after a
 * newer one.
 */
export async function* madeFirst(
  records: AsyncIterable<RequestRecord>,
): AsyncIterable<RequestRecord> {
  const others: RequestRecord[] = [];
  for await (const record of records)
    if (record.command) yield record;
    else others.push(record);
  yield* others;
}
