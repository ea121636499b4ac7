/**
 * What the head-end says of itself to every party, retained, so that who comes later reads it too: whether
 * it is open, what it offers, and whether its parts do what they are there for. Only what is so now.
 */
import type { Clock, Timer } from '../../../platform/time.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import type { BrokerPort } from '../../transport/broker-port.ts';
import { BRIDGE_FORMATS } from './cloud-event.ts';
import { SERVICES_TOPIC, STATUS_TOPIC } from './topics.ts';

/** `lost` is said by the broker, when the connection of the head-end broke. */
export type HeadEndStatus = 'open' | 'stopping' | 'lost';

export type StatusOptions = {
  readonly broker: BrokerPort;
  readonly headEnd: Eui64;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly version: string;
  /** References of the services that are answered or carried here. */
  readonly services: readonly string[];
  /** Resolves when the database answers. */
  readonly probe: () => Promise<unknown>;
};

const PROBE_EVERY_MILLIS = 5_000;
/** A database that takes longer is away, for whoever waits for an acknowledgement. */
const PROBE_MILLIS_MAX = 5_000;
/** The broker has so long to take the last words. */
const GOODBYE_MILLIS = 500;

const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

/** The last will of a head-end that is a client of another's broker. */
export const lastWill = (headEnd: Eui64) => ({
  topic: STATUS_TOPIC,
  payload: bytes({ headEnd, status: 'lost' satisfies HeadEndStatus }),
});

export class StatusBoard {
  readonly #options: StatusOptions;
  readonly #since: string;
  #status: HeadEndStatus = 'open';
  #isDatabaseThere = true;
  #changedAt: string;
  #cancel: () => void = () => {};

  constructor(options: StatusOptions) {
    this.#options = options;
    this.#since = this.#now();
    this.#changedAt = this.#since;
  }

  /** Whether requests are taken: the head-end is open, and its database answers. */
  get isTaking(): boolean {
    return this.#status === 'open' && this.#isDatabaseThere;
  }

  /** Not awaited: a broker that is opened after everybody has subscribed takes it then. */
  start(): void {
    void this.#publish();
    // A broker that was away may have forgotten, or has said the last will meanwhile.
    this.#options.broker.onConnected?.(() => void this.#publish());
    this.#arm();
  }

  /** Resolves when the broker has taken it, or has had its time. */
  async stop(): Promise<void> {
    this.#cancel();
    this.#status = 'stopping';
    this.#changedAt = this.#now();
    await this.#inTime(this.#publish(), GOODBYE_MILLIS).catch(() => {});
  }

  /** Asks the database, and says so when it answers otherwise than before. */
  async look(): Promise<void> {
    const { probe } = this.#options;
    const isThere = await this.#inTime(probe(), PROBE_MILLIS_MAX).then(
      () => true,
      () => false,
    );
    if (isThere === this.#isDatabaseThere || this.#status !== 'open') return;
    this.#isDatabaseThere = isThere;
    this.#changedAt = this.#now();
    void this.#publish();
  }

  #arm(): void {
    this.#cancel = this.#options.timer.after(PROBE_EVERY_MILLIS, () => {
      void this.look().then(() => {
        if (this.#status === 'open') this.#arm();
      });
    });
  }

  #publish(): Promise<unknown> {
    const { broker } = this.#options;
    const say = (topic: string, value: unknown) =>
      // Said again when the broker is back.
      broker.publish(topic, bytes(value), { retain: true }).catch(() => {});
    return Promise.all([
      say(STATUS_TOPIC, this.#statusNow()),
      say(SERVICES_TOPIC, this.#partsNow()),
    ]);
  }

  #statusNow() {
    const { headEnd, version, services } = this.#options;
    const status = this.#status;
    return { headEnd, status, since: this.#since, version, formats: BRIDGE_FORMATS, services };
  }

  #partsNow() {
    const isOpen = this.#status === 'open';
    const doing = (what: string) => {
      if (!isOpen) return 'stopped';
      return this.#isDatabaseThere ? what : 'degraded';
    };
    return {
      headEnd: this.#options.headEnd,
      changedAt: this.#changedAt,
      parts: {
        database: this.#isDatabaseThere ? 'available' : 'away',
        requests: doing('accepting'),
        messages: doing('delivering'),
      },
    };
  }

  #now(): string {
    return new Date(this.#options.clock.nowMillis()).toISOString();
  }

  #inTime(what: Promise<unknown>, millis: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const cancel = this.#options.timer.after(millis, () => reject(new Error('not in time')));
      what.then(resolve, reject).finally(cancel);
    });
  }
}
