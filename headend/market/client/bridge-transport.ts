/** A supplier's way into the market over MQTT: CloudEvents in batches, confirmed by events. */
import type { Clock, Timer } from '../../../platform/time.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import { Refused } from '../../../protocol/refused.ts';
import {
  MESSAGE_ID_CHARACTERS_MAX,
  REASON_CHARACTERS_MAX,
} from '../../../protocol/services/messages.ts';
import type { BrokerPort } from '../../transport/broker-port.ts';
import { Batcher } from '../bridge/batcher.ts';

import type { BridgeFormat } from '../bridge/cloud-event.ts';
import {
  type CloudEvent,
  decodeBatch,
  encodeBatch,
  type NewEvent,
} from '../bridge/cloud-events.ts';
import { isSealed, opened } from '../bridge/event-data.ts';
import { type DataOf, type EventKind, encodeData, eventOf } from '../bridge/messages.ts';
import { BATCH } from '../bridge/outlet.ts';
import { partyTopic, sourceOf } from '../bridge/topics.ts';
import { meaningOf, requestData } from './bridge-messages.ts';
import {
  type IncomingMessage,
  isOnlyGiven,
  type OutgoingRequest,
  type Reply,
  type Transport,
  VARIANT,
} from './transport.ts';

export type BridgeTransportOptions = {
  readonly party: Eui64;
  readonly broker: BrokerPort;
  readonly clock: Clock;
  readonly timer: Timer;
  /** Of what is sent; what comes tells its format by itself. Absent: protobuf. */
  readonly format?: BridgeFormat;
  /** X25519, of the party's sealing key: opens what the head-end seals. */
  readonly sealingSecret?: Uint8Array;
};

type Pending = {
  readonly request: OutgoingRequest;
  readonly resolve: (reply: Reply) => void;
};

export class BridgeTransport implements Transport {
  readonly party: Eui64;
  readonly #options: BridgeTransportOptions;
  readonly #requests: Batcher<NewEvent>;
  readonly #confirmations: Batcher<string>;
  readonly #pending = new Map<string, Pending>();
  #refused = 0;
  #confirmed = 0;

  constructor(options: BridgeTransportOptions) {
    const { party, broker, timer } = options;
    this.party = party;
    this.#options = options;
    this.#requests = new Batcher<NewEvent>({
      ...BATCH,
      timer,
      bytesOf: ({ data }) => data.value.length,
      flush: (events) => broker.publish(partyTopic(party, 'requests'), encodeBatch(events)),
    });
    this.#confirmations = new Batcher<string>({
      ...BATCH,
      itemsMax: 500,
      timer,
      bytesOf: (id) => id.length,
      flush: (messageIds) => this.#publishConfirmation({ messageIds }),
    });
  }

  /** Messages from the head-end that could not be read, and were not confirmed. */
  get refused(): number {
    return this.#refused;
  }

  send(request: OutgoingRequest, timeoutMillis: number): Promise<Reply> {
    const { requestId, commandVariant } = request;
    return new Promise<Reply>((resolve, reject) => {
      const settle = (action: () => void) => {
        cancel();
        if (this.#pending.get(requestId) === pending) this.#pending.delete(requestId);
        action();
      };
      const cancel = this.#options.timer.after(timeoutMillis, () =>
        settle(() => reject(new Error('no reply in time'))),
      );
      const pending: Pending = {
        request,
        resolve: (reply) => settle(() => resolve(reply)),
      };
      this.#pending.set(requestId, pending);
      const id = `${requestId}/${commandVariant}`;
      const event = this.#event('serviceRequest', id, requestData(request, this.#options.format));
      this.#requests.add(event).catch((error) => settle(() => reject(error)));
    });
  }

  async start(take: (incoming: IncomingMessage) => Promise<void>): Promise<void> {
    await this.#options.broker.subscribe(partyTopic(this.party, 'messages'), (_topic, payload) => {
      // Not awaited: a handler may itself ask something, whose reply comes on this topic.
      this.#received(payload, take);
    });
  }

  stop(): Promise<void> {
    return this.#options.broker.close();
  }

  #received(payload: Uint8Array, take: (incoming: IncomingMessage) => Promise<void>): void {
    for (const read of this.#readBatch(payload)) {
      try {
        if (read.kind === 'refused') throw read.refused;
        this.#understood(this.#open(read.event), take);
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        this.#refuse(read.kind === 'event' ? read.event.id : read.id, error);
      }
    }
  }

  #open(event: CloudEvent): CloudEvent {
    if (!isSealed(event)) return event;
    const { sealingSecret } = this.#options;
    if (!sealingSecret) throw new Refused('sealed', 'there is no key to open it');
    return opened(event, this.party, sealingSecret);
  }

  /** Says why, by code and place: it may be a reading that could not be read. */
  #refuse(messageId: string | undefined, { code, path }: Refused): void {
    this.#refused += 1;
    if (messageId === undefined || messageId.length > MESSAGE_ID_CHARACTERS_MAX) return;
    const negative = `${code} ${path}`.trim().slice(0, REASON_CHARACTERS_MAX);
    this.#publishConfirmation({ messageIds: [messageId], negative }).catch(() => {});
  }

  #readBatch(payload: Uint8Array) {
    try {
      return decodeBatch(payload);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.#refused += 1;
      return [];
    }
  }

  #understood(event: CloudEvent, take: (incoming: IncomingMessage) => Promise<void>): void {
    const meaning = meaningOf(event);
    if (meaning.kind !== 'message') {
      const pending = this.#pending.get(meaning.requestId);
      // A reply that comes twice may meet the next request of the same RequestID: not its own.
      if (pending && answers(pending.request, meaning.reply)) pending.resolve(meaning.reply);
      if (meaning.kind === 'reply') return;
    }
    take(meaning.incoming)
      .then(() => this.#confirmations.add(event.id))
      // Not handled or not confirmed: the head-end delivers it again.
      .catch(() => {});
  }

  #publishConfirmation(confirmation: DataOf<'confirmation'>): Promise<void> {
    const { clock, broker, format } = this.#options;
    this.#confirmed += 1;
    const id = `confirmation/${clock.nowMillis()}/${this.#confirmed}`;
    const event = this.#event('confirmation', id, encodeData('confirmation', confirmation, format));
    return broker.publish(partyTopic(this.party, 'confirmations'), encodeBatch([event]));
  }

  #event(kind: EventKind, id: string, value: Uint8Array): NewEvent {
    const { clock, format } = this.#options;
    const timeMillis = clock.nowMillis();
    return eventOf(kind, { id, source: sourceOf(this.party), timeMillis, value }, format);
  }
}

/** A transformation is answered by a pre-command, a command by an acknowledgement; both by a refusal. */
function answers({ commandVariant, service }: OutgoingRequest, reply: Reply): boolean {
  switch (reply.kind) {
    case 'refused':
      return true;
    case 'preCommand':
      return commandVariant === VARIANT.transform;
    case 'localCommand':
      return isOnlyGiven(commandVariant);
    case 'acknowledged':
      return commandVariant !== VARIANT.transform;
    case 'dccResponse':
      return service.modes.includes('nonDevice');
  }
}
