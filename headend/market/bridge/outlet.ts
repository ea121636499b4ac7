/** The way of events to parties: sealed where a party wants it, gathered into batches of one format. */
import type { Clock, Timer } from '../../../platform/time.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import type { Party } from '../../access/parties.ts';
import type { BrokerPort } from '../../transport/broker-port.ts';
import { Batcher } from './batcher.ts';
import type { BridgeFormat, NewEvent } from './cloud-event.ts';
import { encodeBatch } from './cloud-events.ts';
import { type EventData, sealedFor } from './event-data.ts';
import { eventOf } from './messages.ts';
import { partyTopic, sourceOf } from './topics.ts';

/** Of what is published; measured to be where a publish stops costing more than what is in it. */
export const BATCH = { itemsMax: 50, bytesMax: 256 * 1024, lingerMillis: 2 } as const;

export type OutletOptions = {
  readonly broker: BrokerPort;
  readonly headEnd: Eui64;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly partyOf: (party: Eui64) => Pick<Party, 'sealingPublic'> | undefined;
};

export class Outlet {
  readonly #options: OutletOptions;
  readonly #source: string;
  readonly #batchers = new Map<string, Batcher<NewEvent>>();

  constructor(options: OutletOptions) {
    this.#options = options;
    this.#source = sourceOf(options.headEnd);
  }

  /** Resolves when the broker has taken it. */
  publish(party: Eui64, id: string, { kind, format, value }: EventData): Promise<void> {
    const timeMillis = this.#options.clock.nowMillis();
    const event = eventOf(kind, { id, source: this.#source, timeMillis, value }, format);
    return this.#batcher(party, format).add(event);
  }

  /** What is in it is for the party alone. */
  publishSealed(party: Eui64, id: string, data: EventData): Promise<void> {
    const { sealingPublic } = this.#options.partyOf(party) ?? {};
    if (!sealingPublic) return this.publish(party, id, data);
    return this.publish(party, id, sealedFor({ eui64: party, sealingPublic }, id, data));
  }

  #batcher(party: Eui64, format: BridgeFormat): Batcher<NewEvent> {
    const name = `${party} ${format}`;
    const known = this.#batchers.get(name);
    if (known) return known;
    const { broker, timer } = this.#options;
    const topic = partyTopic(party, 'messages');
    const batcher = new Batcher<NewEvent>({
      ...BATCH,
      timer,
      bytesOf: ({ data }) => data.value.length,
      flush: (events) => broker.publish(topic, encodeBatch(events)),
    });
    this.#batchers.set(name, batcher);
    return batcher;
  }
}
