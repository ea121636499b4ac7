/**
 * Requests of the head-end itself. They go the way of all others: a row before they show, the lane of their
 * device, the same bytes until there is an answer, one answer. Their RequestID has the head-end as originator,
 * and what each is for is written with it, so that an answer after a restart finds whoever wanted it.
 */
import type { Service } from '../../protocol/definition/service.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import { formatRequestId, type RequestId } from '../../protocol/identifiers/request-id.ts';
import type { Change } from '../non-device/change.ts';
import { takeChanges } from '../non-device/take-changes.ts';
import type { ServiceRequest } from '../service-request.ts';
import type { Purpose } from '../tasks/own-request-change.ts';
import type { Acceptance } from './acceptance.ts';
import { CommandCounter } from './command-counter.ts';
import { entryOf } from './entries.ts';
import { allow, type Stations } from './stations.ts';

type Asked = { readonly device: Eui64; readonly service: Service; readonly body: unknown };
export type Why = {
  readonly purpose: Purpose;
  /** By what right, for the audit. */
  readonly because: string;
  /** Written with the request. */
  readonly changes?: readonly Change[];
};

/** The counter of the head-end's own RequestIDs; so many are left out at most by a crash. */
const COUNTER = 'ownRequests';
const RESERVATION = 1_024;

export const isOwn = (
  { headEnd }: Pick<Stations, 'headEnd'>,
  { originator }: Pick<ServiceRequest, 'originator'>,
): boolean => originator === headEnd;

export class OwnRequests {
  readonly #stations: Stations;
  readonly #acceptance: Pick<Acceptance, 'accept'>;
  readonly #counter: CommandCounter;
  readonly #ends = new Map<RequestId, () => void>();

  constructor(stations: Stations, acceptance: Pick<Acceptance, 'accept'>) {
    this.#stations = stations;
    this.#acceptance = acceptance;
    this.#counter = new CommandCounter(stations.store, { name: COUNTER, ahead: RESERVATION });
  }

  /** With a RequestID that nothing had before; nothing is written yet. */
  async newRequest({ device: target, service, body }: Asked): Promise<ServiceRequest> {
    const counter = await this.#counter.take();
    const { headEnd: originator } = this.#stations;
    return {
      requestId: formatRequestId({ originator, target, counter }),
      ...{ originator, target, counter, service, body },
      commandVariant: 1,
      channel: 'bridge',
      endpoint: 'bridge',
    };
  }

  /**
   * Durable when it resolves; `ended` resolves when the answer, or that there is none, is. Throws Fault QUEUE_FULL,
   * DEVICE_UNKNOWN: nothing is written then.
   */
  async ask(
    request: ServiceRequest,
    { purpose, because, changes = [] }: Why,
  ): Promise<{ readonly ended: Promise<void> }> {
    const { store, clock } = this.#stations;
    const { requestId } = request;
    const made: Change[] = [{ kind: 'ownRequestMade', requestId, purpose }, ...changes];
    const ended = new Promise<void>((resolve) => this.#ends.set(requestId, resolve));
    try {
      await this.#acceptance.accept({
        request,
        audit: [entryOf(clock.nowMillis(), 'allowed', request, { because })],
        commit: async (write) => {
          const committed = await store.commit({ kind: 'accept', ...write, changes: made });
          // Before it goes out: the answer may come as soon as it has.
          takeChanges(this.#stations, made);
          return committed;
        },
      });
    } catch (error) {
      this.#ends.delete(requestId);
      throw error;
    }
    return { ended };
  }

  /** Its end is durable. */
  ended(requestId: RequestId): void {
    this.#ends.get(requestId)?.();
    this.#ends.delete(requestId);
  }
}

/**
 * May what was accepted before still go? Of what the head-end asks by itself for a user the user is judged; its own
 * tasks are judged by themselves when they are begun. Throws Fault.
 */
export function allowAgain(stations: Stations, request: ServiceRequest, nowMillis: number): void {
  if (!isOwn(stations, request)) {
    allow(stations, request, nowMillis);
    return;
  }
  const purpose = stations.tasks.purposeOf(request.requestId);
  if (purpose?.kind === 'schedule')
    allow(stations, { ...request, originator: purpose.owner }, nowMillis);
}
