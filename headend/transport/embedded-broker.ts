/** The MQTT broker inside the head-end's own process: nothing of the head-end goes over TCP to it. */
import { createServer, type Server } from 'node:net';
import { Aedes, type Client } from 'aedes';
import type { BrokerHandler, BrokerPort } from './broker-port.ts';
import { type BrokerIdentity, brokerIdentity, mayPublish, maySubscribe } from './topic-rules.ts';

export type EmbeddedBrokerOptions = {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Given the user name and password of a client: may it connect? Absent: anybody, for loopback only. */
  readonly authenticate?: (userName: string, password: string) => boolean;
  /** A client did, or tried, what it may not. */
  readonly onRefused?: (client: string, what: string) => void;
};

type Identified = Client & { identity?: BrokerIdentity };

export class EmbeddedBroker implements BrokerPort {
  readonly #aedes: Aedes;
  readonly #server: Server;
  readonly port: number;

  private constructor(aedes: Aedes, server: Server, port: number) {
    this.#aedes = aedes;
    this.#server = server;
    this.port = port;
  }

  static async open(options: EmbeddedBrokerOptions): Promise<EmbeddedBroker> {
    const refused = options.onRefused ?? (() => {});
    const aedes = await Aedes.createBroker({
      // A subscriber that does not read may not hold the others up for long.
      drainTimeout: 30_000,
      // Handlers wait for the database, so many messages are under way at once.
      concurrency: 1_000,
      authenticate(client, userName, password, done) {
        const identity = brokerIdentity(userName);
        const isKnown = options.authenticate?.(userName ?? '', password?.toString() ?? '') ?? true;
        if (identity && isKnown) (client as Identified).identity = identity;
        else refused(client.id, `connect as ${userName}`);
        done(null, identity !== undefined && isKnown);
      },
      authorizePublish(client, packet, done) {
        const identity = (client as Identified | null)?.identity;
        if (!client || (identity && mayPublish(identity, packet.topic))) return done(null);
        refused(client.id, `publish to ${packet.topic}`);
        done(new Error('not this client’s topic'));
      },
      authorizeSubscribe(client, subscription, done) {
        const { identity } = client as Identified;
        if (identity && maySubscribe(identity, subscription.topic)) return done(null, subscription);
        refused(client.id, `subscribe to ${subscription.topic}`);
        // A subscription of null is answered with the failure code 128 (MQTT 3.1.1 §3.9.3).
        done(null, null);
      },
    });
    const server = createServer((socket) => aedes.handle(socket));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(options.port, options.host, resolve);
    });
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : options.port;
    return new EmbeddedBroker(aedes, server, port);
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

  subscribe(filter: string, handler: BrokerHandler): Promise<void> {
    return new Promise((resolve) => {
      this.#aedes.subscribe(
        filter,
        ({ topic, payload }, taken) => {
          const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
          // The sender's acknowledgement waits until the handler is done with the message.
          Promise.resolve(handler(topic, bytes)).then(taken, taken);
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
