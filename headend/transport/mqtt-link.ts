/** Devices over MQTT: one topic each way and device, so that a broker's rules can keep them apart. */

import { fromHex } from '../../protocol/bytes.ts';
import type { Kind } from '../../protocol/envelope/body.ts';
import { type Eui64, eui64Compact, eui64FromBytes } from '../../protocol/identifiers/eui64.ts';
import type { BrokerPort } from './broker-port.ts';
import type { DeviceLink, DeviceMessageHandler } from './device-link.ts';

const TOPIC = /^meter\/v1\/([0-9a-f]{16})\/(response|alert)$/;

export class MqttLink implements DeviceLink {
  readonly name = 'mqtt';
  readonly #broker: BrokerPort;
  #handler: DeviceMessageHandler = () => {};

  private constructor(broker: BrokerPort) {
    this.#broker = broker;
  }

  static async open(broker: BrokerPort): Promise<MqttLink> {
    const link = new MqttLink(broker);
    const take = (topic: string, payload: Uint8Array) => link.#take(topic, payload);
    // An answer that is lost is asked for again; an alert is not, so its meter may not forget it too soon.
    await broker.subscribe('meter/v1/+/response', take);
    await broker.subscribe('meter/v1/+/alert', take, { isHeld: true });
    return link;
  }

  /** Always: the broker keeps what a sleeping meter has not fetched. */
  reaches(): boolean {
    return true;
  }

  send(device: Eui64, command: Uint8Array): Promise<void> {
    return this.#broker.publish(`meter/v1/${eui64Compact(device)}/command`, command);
  }

  onMessage(handler: DeviceMessageHandler): void {
    this.#handler = handler;
  }

  async close(): Promise<void> {}

  #take(topic: string, payload: Uint8Array): void | Promise<void> {
    const [, id = '', kind] = TOPIC.exec(topic) ?? [];
    const bytes = fromHex(id);
    if (!bytes || !kind) return;
    const from = { network: 'mqtt', address: `meter/v1/${id}` } as const;
    return this.#handler(eui64FromBytes(bytes), kind as Exclude<Kind, 'command'>, payload, from);
  }
}
