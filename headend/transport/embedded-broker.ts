/** The MQTT broker inside the head-end's own process: nothing of the head-end goes over TCP to it. */
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:tls';
import { Aedes, type Client } from 'aedes';
import { writeTogether } from '../../platform/write-together.ts';
import type { BrokerHandler, GatedBroker } from './broker-port.ts';
import type { TlsGate } from './tls-gate.ts';
import {
  type BrokerIdentity,
  brokerIdentity,
  certifiedIdentity,
  filterPattern,
  identityText,
  isSameIdentity,
  mayPublish,
  maySubscribe,
} from './topic-rules.ts';

export type EmbeddedBrokerOptions = {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Given the user name and password of a client: may it connect? Absent: anybody, for loopback only. */
  readonly authenticate?: (userName: string, password: string) => boolean;
  /** With it the broker speaks TLS, and a client is who its certificate says. */
  readonly gate?: TlsGate;
  readonly onRefused?: OnRefused;
  /** A client has subscribed what it may: from now on it is reached. */
  readonly onSubscribed?: (identity: BrokerIdentity) => void;
};

/** A client tried what it may not. */
export type BrokerRefusal = {
  /** Undefined for one that was not let in. */
  readonly identity: BrokerIdentity | undefined;
  readonly what: string;
};
export type OnRefused = (refusal: BrokerRefusal) => void;

type Identified = Client & { identity?: BrokerIdentity };
type Held = { readonly pattern: RegExp; readonly handler: BrokerHandler };

/** What a subscription that was refused is said to be granted (MQTT 3.1.1 §3.9.3). */
const REFUSED_QOS = 128;

const bytesOf = (payload: string | Buffer): Uint8Array =>
  typeof payload === 'string' ? Buffer.from(payload) : payload;

/** By its certificate where there is one: a user name may be absent then, and is no other's. */
function identityOf(
  { conn }: Client,
  userName: string | undefined,
  gate: TlsGate | undefined,
): BrokerIdentity | undefined {
  const named = brokerIdentity(userName);
  if (!gate) return named;
  const peer = gate.peerOf(conn);
  const certified = peer && certifiedIdentity(peer);
  if (!certified || !userName) return certified;
  return named && isSameIdentity(named, certified) ? certified : undefined;
}

/**
 * A session is found by the client's own name for it: under its holder's name nobody finds another's, with
 * the messages kept there, nor ends another's connection by calling itself the same (MQTT 3.1.1 §3.1.4).
 */
function admit(client: Client, identity: BrokerIdentity): void {
  (client as Identified).identity = identity;
  client.id = `${identityText(identity)}/${client.id}`;
}

export class EmbeddedBroker implements GatedBroker {
  readonly #aedes: Aedes;
  readonly #server: Server;
  readonly #options: EmbeddedBrokerOptions;
  readonly #held: Held[];

  private constructor(aedes: Aedes, options: EmbeddedBrokerOptions, held: Held[]) {
    this.#aedes = aedes;
    this.#options = options;
    this.#held = held;
    const { gate } = options;
    const take = (socket: Socket) => {
      if (socket.destroyed) return;
      writeTogether(socket);
      aedes.handle(socket);
    };
    this.#server = gate ? createTlsServer(gate.serverOptions, take) : createServer(take);
    if (gate) gate.guard(this.#server as TlsServer);
  }

  static async open(options: EmbeddedBrokerOptions): Promise<EmbeddedBroker> {
    const broker = await EmbeddedBroker.create(options);
    await broker.open();
    return broker;
  }

  static async create(options: EmbeddedBrokerOptions): Promise<EmbeddedBroker> {
    const refused = options.onRefused ?? (() => {});
    const held: Held[] = [];
    const aedes = await Aedes.createBroker({
      // A subscriber that does not read may not hold the others up for long.
      drainTimeout: 30_000,
      // Handlers wait for the database, so many messages are under way at once.
      concurrency: 1_000,
      authenticate(client, userName, password, done) {
        const identity = identityOf(client, userName, options.gate);
        const isKnown = options.authenticate?.(userName ?? '', password?.toString() ?? '') ?? true;
        if (identity && isKnown) admit(client, identity);
        else refused({ identity: undefined, what: `connect as ${userName}` });
        done(null, identity !== undefined && isKnown);
      },
      authorizePublish(client, packet, done) {
        const identity = (client as Identified | null)?.identity;
        if (client && !(identity && mayPublish(identity, packet.topic))) {
          refused({ identity, what: `publish to ${packet.topic}` });
          done(new Error('not this client’s topic'));
          return;
        }
        // aedes acknowledges before it hands a message to its subscribers: what must not be lost is
        // handled here, before either.
        const { topic, payload } = packet;
        const handlers = held.filter(({ pattern }) => pattern.test(topic));
        if (handlers.length === 0) return done(null);
        Promise.all(handlers.map(({ handler }) => handler(topic, bytesOf(payload)))).then(
          () => done(null),
          done,
        );
      },
      authorizeSubscribe(client, subscription, done) {
        const { identity } = client as Identified;
        if (identity && maySubscribe(identity, subscription.topic)) return done(null, subscription);
        refused({ identity, what: `subscribe to ${subscription.topic}` });
        // A subscription of null is answered with the failure code 128 (MQTT 3.1.1 §3.9.3).
        done(null, null);
      },
    });
    aedes.on('subscribe', (subscriptions, client) => {
      const { identity } = client as Identified;
      const isGranted = subscriptions.some(({ qos }) => (qos as number) !== REFUSED_QOS);
      if (identity && isGranted) options.onSubscribed?.(identity);
    });
    return new EmbeddedBroker(aedes, options, held);
  }

  /** Clients come in from now on. */
  async open(): Promise<void> {
    const { port, host } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, resolve);
    });
  }

  /** The one it listens on, once it is open. */
  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : this.#options.port;
  }

  publish(topic: string, payload: Uint8Array, { retain = false } = {}): Promise<void> {
    const view = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
    return new Promise((resolve, reject) => {
      this.#aedes.publish(
        { cmd: 'publish', topic, payload: view, qos: 1, retain, dup: false },
        (error) => (error ? reject(error) : resolve()),
      );
    });
  }

  subscribe(filter: string, handler: BrokerHandler, { isHeld = false } = {}): Promise<void> {
    if (isHeld) {
      this.#held.push({ pattern: filterPattern(filter), handler });
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.#aedes.subscribe(
        filter,
        ({ topic, payload }, taken) => {
          // No more than `concurrency` are under way at once.
          Promise.resolve(handler(topic, bytesOf(payload))).then(taken, taken);
        },
        resolve,
      );
    });
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.#aedes.close(resolve));
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
