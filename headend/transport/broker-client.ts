/** Any MQTT 3.1.1 broker over the network, as the head-end or a party is its client. */
import { connect, type MqttClient } from 'mqtt';
import type { TransportCredential } from '../../pki/credentials.ts';
import { writeTogether } from '../../platform/write-together.ts';
import type { BrokerHandler, GatedBroker } from './broker-port.ts';
import { filterPattern } from './topic-rules.ts';

export type BrokerClientOptions = {
  /** Names the session that the broker keeps while this client is away. */
  readonly clientId: string;
  /** Says what the client may do: see topic-rules.ts. */
  readonly userName: string;
  readonly password?: string;
  /** For `mqtts://…`: the client's certificate, and whom it takes for the broker. */
  readonly tls?: TransportCredential;
  /** What the broker says, retained, when the connection breaks. */
  readonly will?: { readonly topic: string; readonly payload: Uint8Array };
};

const RETAINED = { qos: 1, retain: true } as const;

type Subscription = {
  readonly filter: string;
  readonly pattern: RegExp;
  readonly handler: BrokerHandler;
  readonly isHeld: boolean;
};

export class BrokerClient implements GatedBroker {
  readonly #client: MqttClient;
  readonly #subscriptions: Subscription[] = [];
  /** Of every publish that the broker has not taken yet, what tells its caller that it was given up. */
  readonly #untaken = new Set<(why: Error) => void>();
  #isOpen = false;

  constructor(url: string, options: BrokerClientOptions) {
    const { clientId, userName, password, tls, will } = options;
    this.#client = connect(url, {
      clientId,
      clean: false,
      username: userName,
      ...(password ? { password } : {}),
      ...tls,
      ...(will ? { will: { ...will, payload: Buffer.from(will.payload), ...RETAINED } } : {}),
      reconnectPeriod: 1_000,
      manualConnect: true,
    });
    // A lost connection is not a fault of the program: mqtt.js connects again by itself.
    this.#client.on('error', () => {});
    this.#client.on('connect', () => writeTogether(this.#client.stream));
    this.#client.handleMessage = ({ topic, payload }, taken) => {
      const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
      const matching = this.#subscriptions.filter(({ pattern }) => pattern.test(topic));
      const held: unknown[] = [];
      for (const { handler, isHeld } of matching) {
        const handled = handler(topic, bytes);
        if (isHeld) held.push(handled);
        // It has reported by itself.
        else Promise.resolve(handled).catch(() => {});
      }
      // mqtt.js takes one message at a time: only what must not be lost stops the rest meanwhile.
      if (held.length === 0) taken();
      else
        Promise.allSettled(held).then(
          () => taken(),
          () => taken(),
        );
    };
  }

  static async open(url: string, options: BrokerClientOptions): Promise<BrokerClient> {
    const broker = new BrokerClient(url, options);
    await broker.open();
    return broker;
  }

  /** Rejects when the broker refuses, or is not there this first time. */
  async open(): Promise<void> {
    const connected = new Promise<void>((resolve, reject) => {
      this.#client.once('connect', () => resolve());
      this.#client.once('error', reject);
    });
    this.#client.connect();
    try {
      await connected;
    } catch (error) {
      await this.close();
      throw error;
    }
    this.#isOpen = true;
    for (const { filter } of this.#subscriptions)
      await this.#client.subscribeAsync(filter, { qos: 1 });
  }

  /** Shown from the next connection on. */
  renew(tls: TransportCredential): void {
    Object.assign(this.#client.options, tls);
  }

  publish(topic: string, payload: Uint8Array, { retain = false } = {}): Promise<void> {
    // What mqtt.js kept would go out much later, when its sender has long been told that it did not.
    if (this.#isOpen && !this.#client.connected)
      return Promise.reject(new Error('the broker is away'));
    const view = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
    return new Promise((resolve, reject) => {
      this.#untaken.add(reject);
      this.#client.publish(topic, view, { qos: 1, retain }, (error) => {
        this.#untaken.delete(reject);
        if (error) reject(error);
        else resolve();
      });
    });
  }

  onConnected(action: () => void): void {
    this.#client.on('connect', () => {
      if (this.#isOpen) action();
    });
  }

  async subscribe(filter: string, handler: BrokerHandler, { isHeld = false } = {}): Promise<void> {
    this.#subscriptions.push({ filter, pattern: filterPattern(filter), handler, isHeld });
    if (this.#isOpen) await this.#client.subscribeAsync(filter, { qos: 1 });
  }

  /** What the broker has not taken is given up: the outbox and the dispatcher send it again. */
  async close(): Promise<void> {
    // mqtt.js would wait for it, also when nobody is there, and tell nobody when it is forced to end.
    const isForced = this.#untaken.size > 0 || !this.#client.connected;
    for (const reject of this.#untaken) reject(new Error('the connection to the broker is closed'));
    this.#untaken.clear();
    // Connected by hand, it would connect again when its end is over.
    this.#client.options.reconnectPeriod = 0;
    await this.#client.endAsync(isForced);
  }
}
