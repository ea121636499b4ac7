/**
 * The services that no device is asked for: decided, written and taken into memory one after the other, so
 * that no two decisions see the same state.
 */
import { encodeCbor } from '../../protocol/definition/cbor.ts';
import { serviceNumber } from '../../protocol/services/index.ts';
import { Fault } from '../faults.ts';
import type { Change } from '../non-device/change.ts';
import { changeEntries } from '../non-device/change-audit.ts';
import type { Outcome } from '../non-device/handler.ts';
import { takeChanges } from '../non-device/take-changes.ts';
import type { ServiceRequest, Submission } from '../service-request.ts';
import type { NewRequest } from '../store/request-record.ts';
import type { Arrival } from './arrival.ts';
import { entryOf } from './entries.ts';
import { consequenceRows } from './outbox-rows.ts';
import { notAccepted } from './repeated.ts';
import { rowOf } from './request-rows.ts';
import type { Stations } from './stations.ts';

export class NonDevice {
  readonly #stations: Stations;
  /** Called with what is durable and in memory. */
  readonly #changed: (changes: readonly Change[]) => void;
  #last: Promise<unknown> = Promise.resolve();

  constructor(stations: Stations, changed: (changes: readonly Change[]) => void) {
    this.#stations = stations;
    this.#changed = changed;
  }

  /** Durable when it resolves. Throws Fault, with nothing changed. */
  answer(arrival: Arrival): Promise<Submission> {
    return this.alone(() => this.#answer(arrival));
  }

  /** Runs `work` when all such work before it has ended. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work);
    this.#last = mine.catch(() => {});
    return mine;
  }

  async #answer({ request, audit, commit }: Arrival): Promise<Submission> {
    const { clock, outbox } = this.#stations;
    const nowMillis = clock.nowMillis();
    // Of a repetition too: what it would do now is not written, and its answer is the first one, or read anew.
    const outcome = await this.#decide(request, nowMillis);
    const rows = consequenceRows(this.#stations, request.requestId, outcome);
    const committed = await commit({
      request: rowOf(request, nowMillis, {
        state: 'answered',
        isDone: true,
        ...kept(request, outcome),
      }),
      audit: [
        ...audit,
        ...changeEntries(outcome.changes ?? [], request, nowMillis),
        entryOf(nowMillis, 'answered', request, { kind: kindOf(outcome) }),
      ],
      outbox: rows,
      ...(outcome.changes ? { changes: outcome.changes } : {}),
    });
    const submission = submissionOf(request, outcome);
    const other = notAccepted(committed, request, submission);
    if (other) return other;
    takeChanges(this.#stations, outcome.changes ?? []);
    for (const row of rows) outbox.offer(row);
    this.#changed(outcome.changes ?? []);
    return submission;
  }

  async #decide(request: ServiceRequest, nowMillis: number): Promise<Outcome> {
    const { reference } = request.service;
    const handler = this.#stations.handlers.get(serviceNumber(reference));
    if (!handler) throw new Fault('SERVICE_NOT_FOR_DEVICE', `${reference} is not offered`);
    return handler(this.#stations, request, nowMillis);
  }
}

const kindOf = ({ result }: Outcome) => (result === undefined ? 'acknowledged' : 'dccResponse');

/** For whoever asks again under the same RequestID. */
function kept(
  { service }: ServiceRequest,
  { result, notice, isRead }: Outcome,
): Partial<NewRequest> {
  if (isRead) return { result: new Uint8Array() };
  const type = service.dccResponse?.type;
  return {
    ...(result !== undefined && type ? { result: encodeCbor(type, result as never) } : {}),
    ...(notice === undefined ? {} : { notice }),
  };
}

function submissionOf({ requestId, service }: ServiceRequest, outcome: Outcome): Submission {
  const { result, notice } = outcome;
  const said = notice === undefined ? {} : { notice };
  if (result === undefined) return { kind: 'acknowledged', ...said };
  const message = { kind: 'dccResponse', requestId, service, result } as const;
  return { kind: 'answered', message, ...said };
}
