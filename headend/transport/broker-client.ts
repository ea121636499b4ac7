/** Any MQTT 3.1.1 broker over the network, as the head-end or a party is its client. */
import { connectAsync, type MqttClient } from 'mqtt';
import type { BrokerHandler, BrokerPort } from './broker-port.ts';

export type BrokerClientOptions = {
  /** Names the session that the broker keeps while this client is away. */
  readonly clientId: string;
  /** Says what the client may do: see topic-rules.ts. */
  readonly userName: string;
  readonly password?: string;
};

export class BrokerClient implements BrokerPort {
  readonly #client: MqttClient;
  readonly #handlers: { filter: RegExp; handler: BrokerHandler }[] = [];

  private constructor(client: MqttClient) {
    this.#client = client;
    client.handleMessage = (packet, taken) => {
      const { topic } = packet;
      const payload =
        typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
      const matching = this.#handlers.filter(({ filter }) => filter.test(topic));
      Promise.allSettled(matching.map(({ handler }) => handler(topic, payload))).then(
        () => taken(),
        () => taken(),
      );
    };
  }

  static async open(url: string, options: BrokerClientOptions): Promise<BrokerClient> {
    const { clientId, userName, password } = options;
    const client = await connectAsync(url, {
      clientId,
      clean: false,
      username: userName,
      ...(password ? { password } : {}),
      reconnectPeriod: 1_000,
    });
    // A lost connection is not a fault of the program: mqtt.js connects again by itself.
    client.on('error', () => {});
    return new BrokerClient(client);
  }

  async publish(topic: string, payload: Uint8Array, { retain = false } = {}): Promise<void> {
    const view = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
    await this.#client.publishAsync(topic, view, { qos: 1, retain });
  }

  async subscribe(filter: string, handler: BrokerHandler): Promise<void> {
    const pattern = filter.replace(/\+/g, '[^/]+').replace(/#$/, '.*');
    this.#handlers.push({ filter: new RegExp(`^${pattern}$`), handler });
    await this.#client.subscribeAsync(filter, { qos: 1 });
  }

  async close(): Promise<void> {
    await this.#client.endAsync();
  }
}
