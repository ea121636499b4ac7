/**
 * The market over MQTT: parties publish service requests and confirmations, the head-end publishes
 * acknowledgements, answers and alerts; all of it CloudEvents in batches, at least once. A request is
 * replied to in the format it came in; messages are in the format the party has chosen.
 */
import type { Clock, Timer } from '../../../platform/time.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import { type RefusalCode, Refused } from '../../../protocol/refused.ts';
import type { Party } from '../../access/parties.ts';
import { auditReason } from '../../audit/reason.ts';
import { FAULTS, type FaultCode } from '../../faults.ts';
import type { Delivery } from '../../outbox/delivery.ts';
import type { OutboxMessage } from '../../outbox/message.ts';
import type { ServiceRequest, Submission } from '../../service-request.ts';
import type { BrokerPort } from '../../transport/broker-port.ts';
import type { Intake } from '../intake.ts';
import type { BridgeFormat } from './cloud-event.ts';
import { decodeBatch, formatOf, type ReadEvent } from './cloud-events.ts';
import { eventDataOf } from './event-data.ts';
import { marketData } from './format.ts';
import { decodeData, encodeData } from './messages.ts';
import { Outlet } from './outlet.ts';
import { serviceRequestFrom } from './service-request-from.ts';
import { StatusBoard } from './status-board.ts';
import { ANY_CONFIRMATIONS, ANY_REQUESTS, partyOfTopic } from './topics.ts';

export { BATCH } from './outlet.ts';

/** Messages a party has not confirmed yet. */
const WINDOW_MAX = 1_000;
const RETRY_AFTER_MILLIS = 30_000;
/** Characters of a refusal's text. */
const DETAIL_MAX = 1_000;
/** Requests of one party that are being taken; what is more is not, so that others have their turn. */
export const UNDER_WAY_MAX = 5_000;

export type BridgeOptions = {
  readonly broker: BrokerPort;
  readonly intake: Intake;
  readonly confirm: (recipient: Eui64, messageIds: readonly string[]) => Promise<void>;
  /** The recipient could not use these, in its own words. */
  readonly refused: (recipient: Eui64, messageIds: readonly string[], reason: string) => void;
  readonly partyOf: (party: Eui64) => Pick<Party, 'sealingPublic'> | undefined;
  readonly headEnd: Eui64;
  readonly clock: Clock;
  readonly timer: Timer;
  /** What parties are told of the head-end. */
  readonly about: {
    readonly version: string;
    readonly services: readonly string[];
    readonly probe: () => Promise<unknown>;
  };
  readonly retryAfterMillis?: number;
  /** A message that could be neither taken nor refused: a fault here, or of the database. */
  readonly report?: (about: string, error: unknown) => void;
};

type Refusal = {
  readonly eventId?: string;
  readonly requestId?: string;
  readonly code: RefusalCode | FaultCode;
  readonly detail: string;
  /** What of it may be kept; absent: all. */
  readonly audited?: string;
};
/** Who is spoken to, and how. */
type To = { readonly party: Eui64; readonly format: BridgeFormat };

export class Bridge implements Delivery {
  readonly windowMax = WINDOW_MAX;
  readonly retryAfterMillis: number;
  readonly #options: BridgeOptions;
  readonly #outlet: Outlet;
  readonly #status: StatusBoard;
  readonly #underWay = new Map<Eui64, number>();
  #unreadable = 0;

  constructor(options: BridgeOptions) {
    this.#options = options;
    this.retryAfterMillis = options.retryAfterMillis ?? RETRY_AFTER_MILLIS;
    this.#outlet = new Outlet(options);
    this.#status = new StatusBoard({ ...options, ...options.about });
  }

  async start(): Promise<void> {
    const { broker } = this.#options;
    await broker.subscribe(ANY_CONFIRMATIONS, (topic, payload) => this.#confirmed(topic, payload));
    await broker.subscribe(ANY_REQUESTS, (topic, payload) => this.#requested(topic, payload));
    this.#status.start();
  }

  /** Says that the head-end is stopping; what comes afterwards is still taken while the broker is there. */
  stop(): Promise<void> {
    return this.#status.stop();
  }

  /** Confirmations come later, as events of their own, so none is given here. */
  async deliver(recipient: Eui64, messages: readonly OutboxMessage[]): Promise<readonly string[]> {
    await Promise.all(
      messages.map(({ kind, messageId, contentType, content }) =>
        this.#outlet.publish(recipient, messageId, eventDataOf(kind, contentType, content)),
      ),
    );
    return [];
  }

  /** What is lost before it is durable has no acknowledgement of ours, and its party sends it again. */
  async #requested(topic: string, payload: Uint8Array): Promise<void> {
    const party = partyOfTopic(topic);
    if (!party) return;
    const to = { party, format: formatOf(payload) };
    const report = (error: unknown) => this.#options.report?.(topic, error);
    const taken = this.#room(party, this.#readBatch(to, payload), report);
    // One that fails gets no answer, and is sent again by its party.
    await Promise.all(taken.map((event) => this.#request(to, event).catch(report)));
    this.#underWay.set(party, (this.#underWay.get(party) ?? 0) - taken.length);
  }

  /** As many of the events as may be under way. */
  #room(
    party: Eui64,
    events: readonly ReadEvent[],
    report: (error: unknown) => void,
  ): readonly ReadEvent[] {
    const before = this.#underWay.get(party) ?? 0;
    const taken = events.slice(0, UNDER_WAY_MAX - before);
    const left = events.length - taken.length;
    if (left > 0) report(new Error(`${left} events not taken: ${before} are under way`));
    this.#underWay.set(party, before + taken.length);
    return taken;
  }

  async #request(to: To, read: ReadEvent): Promise<void> {
    if (read.kind === 'refused') return this.#refuse(to, refusalOf(read.refused, read.id));
    let request: ServiceRequest;
    try {
      request = serviceRequestFrom(read.event);
    } catch (error) {
      return this.#refuse(to, refusalOf(error, read.event.id));
    }
    const { requestId, originator } = request;
    if (originator !== to.party) {
      const detail = `the originator is ${originator}`;
      return this.#refuse(to, { eventId: read.event.id, code: 'PARTY_NOT_SENDER', detail });
    }
    this.#reply(to, requestId, await this.#options.intake.submit(request));
  }

  #readBatch(to: To, payload: Uint8Array): readonly ReadEvent[] {
    try {
      return decodeBatch(payload);
    } catch (error) {
      this.#refuse(to, refusalOf(error));
      return [];
    }
  }

  /** What is lost here is asked for again by the party, so nobody waits for it. */
  #reply({ party, format }: To, requestId: string, submission: Submission): void {
    switch (submission.kind) {
      case 'acknowledged': {
        const { kind: _kind, ...said } = submission;
        const value = encodeData('acknowledgement', { requestId, ...said }, format);
        const data = { kind: 'acknowledgement', format, value } as const;
        // Nothing in it is anybody's but that a request was made, which its event's id says too.
        this.#outlet.publish(party, `${requestId}/acknowledgement`, data).catch(() => {});
        return;
      }
      case 'answered': {
        const { message, notice } = submission;
        const data = { kind: message.kind, format, value: marketData(message, format, notice) };
        this.#outlet.publishSealed(party, `${requestId}/${message.kind}`, data).catch(() => {});
        return;
      }
      case 'refused': {
        const { fault: code, detail } = submission;
        this.#replyRefusal({ party, format }, { requestId, code, detail });
        return;
      }
    }
  }

  #refuse(to: To, refusal: Refusal): void {
    const { audited, ...told } = refusal;
    const { code, detail } = told;
    const kept = audited ?? detail;
    this.#options.intake.unreadable({ channel: 'bridge', sender: to.party, code, detail: kept });
    this.#replyRefusal(to, told);
  }

  /** Sealed too: it may quote what it refuses. */
  #replyRefusal({ party, format }: To, { code, detail, ...known }: Refusal): void {
    const responseCode = code in FAULTS ? FAULTS[code as FaultCode].response : 'E48';
    const said = { ...known, responseCode, code, detail: detail.slice(0, DETAIL_MAX) };
    const value = encodeData('refusal', said, format);
    this.#unreadable += 1;
    const now = this.#options.clock.nowMillis();
    const about = known.requestId ?? known.eventId ?? `${now}/${this.#unreadable}`;
    const id = `${about.slice(0, 200)}/refusal`;
    this.#outlet.publishSealed(party, id, { kind: 'refusal', format, value }).catch(() => {});
  }

  async #confirmed(topic: string, payload: Uint8Array): Promise<void> {
    const party = partyOfTopic(topic);
    if (!party) return;
    const to = { party, format: formatOf(payload) };
    const said = this.#readBatch(to, payload).flatMap((read) => {
      try {
        if (read.kind === 'refused') throw read.refused;
        return [decodeData('confirmation', read.event)];
      } catch (error) {
        this.#refuse(to, refusalOf(error, read.kind === 'event' ? read.event.id : read.id));
        return [];
      }
    });
    for (const { messageIds, negative } of said)
      if (negative !== undefined) this.#options.refused(party, messageIds, negative);
    const confirmed = said.flatMap(({ messageIds, negative }) => (negative ? [] : messageIds));
    // What could not be confirmed is delivered again, and confirmed then.
    const report = (error: unknown) => this.#options.report?.(topic, error);
    if (confirmed.length) await this.#options.confirm(party, confirmed).catch(report);
  }
}

/** What is no refusal is a fault of the program, and goes on up. */
function refusalOf(error: unknown, eventId?: string): Refusal {
  if (!(error instanceof Refused)) throw error;
  const detail = `${error.path} ${error.reason}`.trim();
  const audited = auditReason(error);
  return { ...(eventId === undefined ? {} : { eventId }), code: error.code, detail, audited };
}
