/**
 * The market over MQTT: parties publish service requests and confirmations, the head-end publishes
 * acknowledgements, answers and alerts; all of it CloudEvents in batches, at least once.
 */
import type { Clock, Timer } from '../../../platform/time.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import { type RefusalCode, Refused } from '../../../protocol/refused.ts';
import { auditReason } from '../../audit/reason.ts';
import { FAULTS, type FaultCode } from '../../faults.ts';
import type { Delivery } from '../../outbox/delivery.ts';
import type { OutboxMessage } from '../../outbox/message.ts';
import type { ServiceRequest, Submission } from '../../service-request.ts';
import type { BrokerPort } from '../../transport/broker-port.ts';
import type { Intake } from '../intake.ts';
import { Batcher } from './batcher.ts';
import { type CloudEvent, decodeBatch, encodeBatch, type ReadEvent } from './cloud-events.ts';
import { marketData } from './format.ts';
import { decodeData, type EventKind, encodeData, eventOf } from './messages.ts';
import { serviceRequestFrom } from './service-request-from.ts';
import {
  ANY_CONFIRMATIONS,
  ANY_REQUESTS,
  partyOfTopic,
  partyTopic,
  STATUS_TOPIC,
  sourceOf,
} from './topics.ts';

/** Of what is published; measured to be where a publish stops costing more than what is in it. */
export const BATCH = { itemsMax: 50, bytesMax: 256 * 1024, lingerMillis: 2 } as const;
/** Messages a party has not confirmed yet. */
const WINDOW_MAX = 1_000;
const RETRY_AFTER_MILLIS = 30_000;
/** Characters of a refusal's text. */
const DETAIL_MAX = 1_000;

export type BridgeOptions = {
  readonly broker: BrokerPort;
  readonly intake: Intake;
  readonly confirm: (recipient: Eui64, messageIds: readonly string[]) => Promise<void>;
  readonly headEnd: Eui64;
  readonly clock: Clock;
  readonly timer: Timer;
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

export class Bridge implements Delivery {
  readonly windowMax = WINDOW_MAX;
  readonly retryAfterMillis: number;
  readonly #options: BridgeOptions;
  readonly #batchers = new Map<Eui64, Batcher<CloudEvent>>();
  readonly #source: string;
  #unreadable = 0;

  constructor(options: BridgeOptions) {
    this.#options = options;
    this.retryAfterMillis = options.retryAfterMillis ?? RETRY_AFTER_MILLIS;
    this.#source = sourceOf(options.headEnd);
  }

  async start(): Promise<void> {
    const { broker, headEnd } = this.#options;
    await broker.subscribe(ANY_CONFIRMATIONS, (topic, payload) => this.#confirmed(topic, payload));
    await broker.subscribe(ANY_REQUESTS, (topic, payload) => this.#requested(topic, payload));
    const status = new TextEncoder().encode(JSON.stringify({ headEnd, status: 'open' }));
    // Not awaited: a broker that is opened after everybody has subscribed takes it then.
    broker.publish(STATUS_TOPIC, status, { retain: true }).catch(() => {});
  }

  /** Confirmations come later, as events of their own, so none is given here. */
  async deliver(recipient: Eui64, messages: readonly OutboxMessage[]): Promise<readonly string[]> {
    await Promise.all(
      messages.map(({ kind, messageId, content }) =>
        this.#publish(recipient, kind, messageId, content),
      ),
    );
    return [];
  }

  /** What is lost before it is durable has no acknowledgement of ours, and its party sends it again. */
  async #requested(topic: string, payload: Uint8Array): Promise<void> {
    const party = partyOfTopic(topic);
    if (!party) return;
    const events = this.#readBatch(party, payload);
    const report = (error: unknown) => this.#options.report?.(topic, error);
    // One that fails gets no answer, and is sent again by its party.
    await Promise.all(events.map((event) => this.#request(party, event).catch(report)));
  }

  async #request(party: Eui64, read: ReadEvent): Promise<void> {
    if (read.kind === 'refused') return this.#refuse(party, refusalOf(read.refused, read.id));
    let request: ServiceRequest;
    try {
      request = serviceRequestFrom(read.event);
    } catch (error) {
      return this.#refuse(party, refusalOf(error, read.event.id));
    }
    const { requestId, originator } = request;
    if (originator !== party) {
      const detail = `the originator is ${originator}`;
      return this.#refuse(party, { eventId: read.event.id, code: 'PARTY_NOT_SENDER', detail });
    }
    this.#reply(party, requestId, await this.#options.intake.submit(request));
  }

  #readBatch(party: Eui64, payload: Uint8Array): readonly ReadEvent[] {
    try {
      return decodeBatch(payload);
    } catch (error) {
      this.#refuse(party, refusalOf(error));
      return [];
    }
  }

  #reply(party: Eui64, requestId: string, submission: Submission): void {
    switch (submission.kind) {
      case 'acknowledged': {
        const data = encodeData('acknowledgement', { requestId });
        this.#answer(party, 'acknowledgement', `${requestId}/acknowledgement`, data);
        return;
      }
      case 'answered': {
        const { message } = submission;
        this.#answer(party, message.kind, `${requestId}/${message.kind}`, marketData(message));
        return;
      }
      case 'refused': {
        const { fault: code, detail } = submission;
        this.#answerRefusal(party, { requestId, code, detail });
        return;
      }
    }
  }

  #refuse(party: Eui64, refusal: Refusal): void {
    const { audited, ...told } = refusal;
    const { code, detail } = told;
    const kept = audited ?? detail;
    this.#options.intake.unreadable({ channel: 'bridge', sender: party, code, detail: kept });
    this.#answerRefusal(party, told);
  }

  #answerRefusal(party: Eui64, { code, detail, ...known }: Refusal): void {
    const responseCode = code in FAULTS ? FAULTS[code as FaultCode].response : 'E48';
    const data = encodeData('refusal', {
      ...known,
      responseCode,
      code,
      detail: detail.slice(0, DETAIL_MAX),
    });
    this.#unreadable += 1;
    const about = known.requestId ?? known.eventId ?? `${this.#now()}/${this.#unreadable}`;
    this.#answer(party, 'refusal', `${about.slice(0, 200)}/refusal`, data);
  }

  async #confirmed(topic: string, payload: Uint8Array): Promise<void> {
    const party = partyOfTopic(topic);
    if (!party) return;
    const messageIds = this.#readBatch(party, payload).flatMap((read) => {
      try {
        if (read.kind === 'refused') throw read.refused;
        return decodeData('confirmation', read.event).messageIds;
      } catch (error) {
        this.#refuse(party, refusalOf(error, read.kind === 'event' ? read.event.id : read.id));
        return [];
      }
    });
    // What could not be confirmed is delivered again, and confirmed then.
    const report = (error: unknown) => this.#options.report?.(topic, error);
    if (messageIds.length) await this.#options.confirm(party, messageIds).catch(report);
  }

  /** What is lost here is asked for again by the party, so nobody waits for it. */
  #answer(party: Eui64, kind: EventKind, id: string, value: Uint8Array): void {
    this.#publish(party, kind, id, value).catch(() => {});
  }

  #publish(party: Eui64, kind: EventKind, id: string, value: Uint8Array): Promise<void> {
    const timeMillis = this.#now();
    return this.#batcher(party).add(eventOf(kind, { id, source: this.#source, timeMillis, value }));
  }

  #batcher(party: Eui64): Batcher<CloudEvent> {
    let batcher = this.#batchers.get(party);
    if (!batcher) {
      const { broker, timer } = this.#options;
      const topic = partyTopic(party, 'messages');
      batcher = new Batcher<CloudEvent>({
        ...BATCH,
        timer,
        bytesOf: ({ data }) => data.value.length,
        flush: (events) => broker.publish(topic, encodeBatch(events)),
      });
      this.#batchers.set(party, batcher);
    }
    return batcher;
  }

  #now(): number {
    return this.#options.clock.nowMillis();
  }
}

/** What is no refusal is a fault of the program, and goes on up. */
function refusalOf(error: unknown, eventId?: string): Refusal {
  if (!(error instanceof Refused)) throw error;
  const detail = `${error.path} ${error.reason}`.trim();
  const audited = auditReason(error);
  return { ...(eventId === undefined ? {} : { eventId }), code: error.code, detail, audited };
}
