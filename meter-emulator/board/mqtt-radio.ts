/** The emulated meter's radio: MQTT 3.1.1, one session a meter that the broker keeps while it sleeps. */
import type { SecureContextOptions } from 'node:tls';
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import { type Eui64, eui64Compact } from '../../protocol/identifiers/eui64.ts';
import type { Network } from '../firmware/board.ts';

export type RadioTls = Pick<IClientOptions, 'ca' | 'cert' | 'key' | 'rejectUnauthorized'> &
  Pick<SecureContextOptions, 'crl'>;

export type MqttRadioSettings = {
  /** Like `mqtt://127.0.0.1:1883` or `mqtts://…`. */
  readonly url: string;
  readonly eui64: Eui64;
  readonly password?: string;
  /** Certificates and the like. */
  readonly tls?: RadioTls;
  readonly onCommand: (message: Uint8Array) => void;
  readonly onDelivered: (delivery: number) => void;
  readonly onState?: (state: 'connected' | 'disconnected') => void;
  /** Why it could not connect or had to let go: at every try, before the state says so. */
  readonly onFault?: (text: string) => void;
};

export function meterTopic(eui64: Eui64, kind: 'command' | 'response' | 'alert'): string {
  return `meter/v1/${eui64Compact(eui64)}/${kind}`;
}

/** Of a name with several addresses that all refuse, Node gives a code and no message. */
export function faultText(error: Error & { readonly code?: number | string }): string {
  return error.message || String(error.code ?? error.name);
}

export class MqttRadio implements Network {
  readonly #client: MqttClient;
  readonly #settings: MqttRadioSettings;

  constructor(settings: MqttRadioSettings) {
    const { url, eui64, password, tls = {} } = settings;
    this.#settings = settings;
    this.#client = connect(url, {
      clientId: eui64Compact(eui64),
      username: `meter:${eui64Compact(eui64)}`,
      ...(password ? { password } : {}),
      clean: false,
      protocolVersion: 4,
      reconnectPeriod: 1000,
      ...tls,
    });
    this.#client.on('connect', () => {
      this.#client.subscribe(meterTopic(eui64, 'command'), { qos: 1 });
      settings.onState?.('connected');
    });
    this.#client.on('close', () => {
      if (!this.#client.disconnecting) settings.onState?.('disconnected');
    });
    // A lost connection is no fault of the program: mqtt.js connects again by itself.
    this.#client.on('error', (error) => settings.onFault?.(faultText(error)));
    this.#client.on('message', (_topic, payload) => settings.onCommand(new Uint8Array(payload)));
  }

  send(kind: 'response' | 'alert', message: Uint8Array, delivery?: number): void {
    const payload = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
    const { eui64, onDelivered } = this.#settings;
    this.#client.publish(meterTopic(eui64, kind), payload, { qos: 1 }, (error) => {
      if (!error && delivery !== undefined) onDelivered(delivery);
    });
  }

  async close(): Promise<void> {
    // Without a broker it would wait for ever for what it could not send; alerts are still on flash.
    await this.#client.endAsync(!this.#client.connected);
  }
}
