/** A party's connection to the market's broker, over the network. */
import { connectAsync, type MqttClient } from 'mqtt';
import type { TransportCredential } from '../../../pki/credentials.ts';
import { type Eui64, eui64Compact } from '../../../protocol/identifiers/eui64.ts';
import type { BrokerHandler, BrokerPort } from '../../transport/broker-port.ts';

export type PartyBrokerOptions = {
  /** `mqtts://…`; plain `mqtt://` on loopback only. */
  readonly url: string;
  readonly party: Eui64;
  readonly password?: string;
  readonly tls?: TransportCredential;
};

/** The session is kept while the party is away, so that messages wait for it. */
export async function openPartyBroker(options: PartyBrokerOptions): Promise<BrokerPort> {
  const { url, party, password, tls } = options;
  const name = `party:${eui64Compact(party)}`;
  const client = await connectAsync(url, {
    ...tls,
    clientId: name,
    username: name,
    ...(password === undefined ? {} : { password }),
    clean: false,
    reconnectPeriod: 1_000,
  });
  // A lost connection is not a fault of the program: mqtt.js connects again by itself.
  client.on('error', () => {});
  return new PartyBroker(client);
}

class PartyBroker implements BrokerPort {
  readonly #client: MqttClient;

  constructor(client: MqttClient) {
    this.#client = client;
  }

  async publish(topic: string, payload: Uint8Array, { retain = false } = {}): Promise<void> {
    const view = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
    await this.#client.publishAsync(topic, view, { qos: 1, retain });
  }

  /** `filter` is a topic without wildcards: a party may subscribe to no other. */
  async subscribe(filter: string, handler: BrokerHandler): Promise<void> {
    this.#client.on('message', (topic, payload) => {
      if (topic === filter) void handler(topic, payload);
    });
    await this.#client.subscribeAsync(filter, { qos: 1 });
  }

  async close(): Promise<void> {
    // Gently, mqtt.js would wait for a broker that is not there.
    await this.#client.endAsync(!this.#client.connected);
  }
}
