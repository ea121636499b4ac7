/**
 * The market over MQTT: parties publish service requests and confirmations, the head-end publishes
 * acknowledgements, answers and alerts; all of it CloudEvents in batches, at least once. A request is
 * replied to in the format it came in; messages are in the format the party has chosen.
 */
import type { Clock, Timer } from '../../../platform/time.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import type { Party } from '../../access/parties.ts';
import type { Delivery } from '../../outbox/delivery.ts';
import type { OutboxMessage } from '../../outbox/message.ts';
import type { MarketMessage, ServiceRequest } from '../../service-request.ts';
import type { BrokerPort } from '../../transport/broker-port.ts';
import type { Intake } from '../intake.ts';
import { decodeBatch, formatOf, type ReadEvent } from './cloud-events.ts';
import { eventDataOf } from './event-data.ts';
import { type DataOf, decodeData } from './messages.ts';
import { Outlet } from './outlet.ts';
import { type Refusal, Replies, refusalOf, type To } from './replies.ts';
import { serviceRequestFrom } from './service-request-from.ts';
import { Shares } from './shares.ts';
import { StatusBoard } from './status-board.ts';
import { ANY_CONFIRMATIONS, ANY_REQUESTS, partyOfTopic } from './topics.ts';

export { BATCH } from './outlet.ts';

/** Messages a party has not confirmed yet. */
const WINDOW_MAX = 1_000;
const RETRY_AFTER_MILLIS = 30_000;
/** Requests of one party that are being taken, until the broker has taken what is replied. */
export const UNDER_WAY_MAX = 5_000;
/** Confirmed messages of one party that are being erased: far more than it has before it. */
export const CONFIRMING_MAX = 10 * WINDOW_MAX;

export type BridgeOptions = {
  readonly broker: BrokerPort;
  readonly intake: Intake;
  readonly confirm: (recipient: Eui64, messageIds: readonly string[]) => Promise<void>;
  /** The recipient could not use these, in its own words. */
  readonly refused: (recipient: Eui64, messageIds: readonly string[], reason: string) => void;
  readonly partyOf: (party: Eui64) => Pick<Party, 'sealingPublic' | 'bridgeFormat'> | undefined;
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

export class Bridge implements Delivery {
  readonly windowMax = WINDOW_MAX;
  readonly retryAfterMillis: number;
  readonly #options: BridgeOptions;
  readonly #outlet: Outlet;
  readonly #status: StatusBoard;
  readonly #replies: Replies;
  readonly #requests = new Shares(UNDER_WAY_MAX);
  /** What is refused for want of room; a party that takes no refusals either is told no more. */
  readonly #turnedAway = new Shares(UNDER_WAY_MAX);
  readonly #confirming = new Shares(CONFIRMING_MAX);

  constructor(options: BridgeOptions) {
    this.#options = options;
    this.retryAfterMillis = options.retryAfterMillis ?? RETRY_AFTER_MILLIS;
    this.#outlet = new Outlet(options);
    this.#replies = new Replies({ ...options, outlet: this.#outlet });
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
        this.#outlet.publish(
          recipient,
          messageId,
          // Files have an outlet of their own.
          eventDataOf(kind as MarketMessage['kind'], contentType, content),
        ),
      ),
    );
    return [];
  }

  /** Whether requests can be made durable: the database answers, and the head-end is not stopping. */
  get isTaking(): boolean {
    return this.#status.isTaking;
  }

  /** What is lost before it is durable has no acknowledgement of ours, and its party sends it again. */
  async #requested(topic: string, payload: Uint8Array): Promise<void> {
    const party = partyOfTopic(topic);
    if (!party) return;
    const to = { party, format: formatOf(payload) };
    const report = (error: unknown) => this.#options.report?.(topic, error);
    try {
      const { taken, left } = this.#requests.take(party, this.#readBatch(to, payload));
      if (left.length > 0) this.#turnAway(to, left, report);
      await Promise.all(taken.map((event) => this.#request(to, event).catch(report)));
    } catch (error) {
      report(error);
    }
  }

  /** The event is under way until its reply has gone, which is not awaited here: the broker may wait for us. */
  async #request(to: To, read: ReadEvent): Promise<void> {
    let replied: Promise<void> | undefined;
    try {
      replied = (await this.#replyTo(to, read)).said;
    } finally {
      // One that fails gets no answer, and is sent again by its party.
      void Promise.resolve(replied).then(() => this.#requests.giveBack(to.party, 1));
    }
  }

  /** Resolves when it is known what is replied; `said` when it has been. */
  async #replyTo(to: To, read: ReadEvent): Promise<{ readonly said: Promise<void> }> {
    const unreadable = (refusal: Refusal) => ({ said: this.#replies.unreadable(to, refusal) });
    if (read.kind === 'refused') return unreadable(refusalOf(read.refused, read.id));
    const { id: eventId } = read.event;
    let request: ServiceRequest;
    try {
      request = serviceRequestFrom(read.event);
    } catch (error) {
      return unreadable(refusalOf(error, eventId));
    }
    const { requestId, originator } = request;
    if (originator !== to.party) {
      const detail = `the originator is ${originator}`;
      return unreadable({ eventId, code: 'PARTY_NOT_SENDER', detail });
    }
    const submission = await this.#options.intake.submit(request);
    return { said: this.#replies.submitted(to, requestId, submission) };
  }

  /** Each is told so, and all of them are audited as one. */
  #turnAway(to: To, events: readonly ReadEvent[], report: (error: unknown) => void): void {
    const { party } = to;
    const code = 'QUEUE_FULL';
    const underWay = `${UNDER_WAY_MAX} requests are under way`;
    const detail = `${events.length} events not taken: ${underWay}`;
    this.#options.intake.unreadable({ channel: 'bridge', sender: party, code, detail });
    const { taken, left } = this.#turnedAway.take(party, events);
    if (left.length > 0) report(new Error(`${left.length} events not taken, nor replied to`));
    for (const read of taken) {
      const id = read.kind === 'event' ? read.event.id : read.id;
      const about = id === undefined ? {} : { eventId: id };
      const said = this.#replies.refused(to, { ...about, code, detail: underWay });
      void said.then(() => this.#turnedAway.giveBack(party, 1));
    }
  }

  /** What is neither JSON nor protobuf is refused in the format that its party reads. */
  #readBatch({ party, format }: To, payload: Uint8Array): readonly ReadEvent[] {
    try {
      return decodeBatch(payload);
    } catch (error) {
      const chosen = this.#options.partyOf(party)?.bridgeFormat;
      const to = { party, format: format === 'json' ? format : (chosen ?? format) };
      void this.#replies.unreadable(to, refusalOf(error));
      return [];
    }
  }

  async #confirmed(topic: string, payload: Uint8Array): Promise<void> {
    const party = partyOfTopic(topic);
    if (!party) return;
    const report = (error: unknown) => this.#options.report?.(topic, error);
    try {
      const said = this.#confirmationsIn({ party, format: formatOf(payload) }, payload);
      for (const { messageIds, negative } of said)
        if (negative !== undefined) this.#options.refused(party, messageIds, negative);
      const ids = said.flatMap(({ messageIds, negative }) => (negative ? [] : messageIds));
      if (ids.length > 0) await this.#confirm(party, [...new Set(ids)], report);
    } catch (error) {
      report(error);
    }
  }

  #confirmationsIn(to: To, payload: Uint8Array): readonly DataOf<'confirmation'>[] {
    return this.#readBatch(to, payload).flatMap((read) => {
      try {
        if (read.kind === 'refused') throw read.refused;
        return [decodeData('confirmation', read.event)];
      } catch (error) {
        const id = read.kind === 'event' ? read.event.id : read.id;
        void this.#replies.unreadable(to, refusalOf(error, id));
        return [];
      }
    });
  }

  /** What could not be confirmed is delivered again, and confirmed then. */
  async #confirm(
    party: Eui64,
    messageIds: readonly string[],
    report: (error: unknown) => void,
  ): Promise<void> {
    const { taken, left } = this.#confirming.take(party, messageIds);
    if (left.length > 0) report(new Error(`${left.length} confirmations not taken`));
    if (taken.length === 0) return;
    await this.#options.confirm(party, taken).catch(report);
    this.#confirming.giveBack(party, taken.length);
  }
}
