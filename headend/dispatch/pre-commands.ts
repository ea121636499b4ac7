/** Critical requests before they are signed: transformed in the same breath, and sent to nobody. */
import type { MarketMessage, Submission } from '../service-request.ts';
import type { Arrival } from './arrival.ts';
import { entryOf } from './entries.ts';
import { notAccepted } from './repeated.ts';
import { rowOf } from './request-rows.ts';
import type { Stations } from './stations.ts';

/** Durable when it resolves. A repetition is answered as before: the same question has the same answer. */
export async function givePreCommand(
  { translator, clock }: Pick<Stations, 'translator' | 'clock'>,
  { request, audit, commit }: Arrival,
): Promise<Submission> {
  const { requestId, service } = request;
  const nowMillis = clock.nowMillis();
  const message: MarketMessage = {
    kind: 'preCommand',
    requestId,
    service,
    preCommand: translator.preCommand(request),
  };
  const row = rowOf(request, nowMillis, { state: 'answered' });
  const answered = entryOf(nowMillis, 'answered', request, { kind: message.kind });
  const other = notAccepted(await commit({ request: row, audit: [...audit, answered] }), request);
  return other?.kind === 'refused' ? other : { kind: 'answered', message };
}
