/** A fleet's way to the head-end: all its meters over one MQTT connection, as a gateway is trusted to. */
import { connect, type MqttClient } from 'mqtt';
import type { Clock, Timer } from '../../platform/time.ts';
import { writeTogether } from '../../platform/write-together.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import {
  faultText,
  type MqttRadioSettings,
  meterTopic,
  type RadioTls,
} from '../board/mqtt-radio.ts';
import { boardClock } from '../board/run-in-real-time.ts';
import type { Fleet } from './fleet.ts';

export type FleetGatewaySettings = Pick<MqttRadioSettings, 'onState' | 'onFault'> & {
  readonly url: string;
  /** The gateway's certificate, and whom it takes for the broker. */
  readonly tls?: RadioTls;
  /** Names the session the broker keeps, and the gateway in its rules. */
  readonly name: string;
  readonly password?: string;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly speed?: number;
  /** Set when the fleet was made with an earlier start of the board clock. */
  readonly boardSeconds?: () => number;
};

const SLEEP_MILLIS_MAX = 60_000;
/** Brokers take a packet's topics one by one, and each at the cost of all of them. */
const TOPICS_PER_PACKET = 100;

export class FleetGateway {
  readonly #fleet: Fleet;
  /** By the topic of their commands. Another gateway's meters are none of its business. */
  readonly #devices: ReadonlyMap<string, Eui64>;
  readonly #client: MqttClient;
  readonly #settings: FleetGatewaySettings;
  readonly #boardSeconds: () => number;
  #cancel: () => void = () => {};
  /** The board seconds for which the timer is set. */
  #windsAt = Number.POSITIVE_INFINITY;
  #isStopped = false;

  /** Resolves when the broker has taken the subscription. */
  static open(fleet: Fleet, settings: FleetGatewaySettings): Promise<FleetGateway> {
    const gateway = new FleetGateway(fleet, settings);
    return new Promise((resolve) => gateway.#start(() => resolve(gateway)));
  }

  private constructor(fleet: Fleet, settings: FleetGatewaySettings) {
    this.#fleet = fleet;
    this.#devices = new Map(
      fleet.meters.map(({ record: { eui64 } }) => [meterTopic(eui64, 'command'), eui64]),
    );
    this.#settings = settings;
    this.#boardSeconds = settings.boardSeconds ?? boardClock(settings);
    this.#client = connect(settings.url, {
      clientId: `gateway-${settings.name}`,
      username: `gateway:${settings.name}`,
      ...(settings.password ? { password: settings.password } : {}),
      clean: false,
      protocolVersion: 4,
      reconnectPeriod: 1000,
      ...settings.tls,
    });
  }

  #start(ready: () => void): void {
    const client = this.#client;
    const { onState, onFault } = this.#settings;
    client.on('connect', () => {
      writeTogether(client.stream);
      onState?.('connected');
      const subscribed = partsOf([...this.#devices.keys()]).map((part) =>
        client.subscribeAsync(part, { qos: 1 }),
      );
      // When it fails the connection is gone, and all is asked again on the next.
      Promise.all(subscribed).then(ready, () => {});
    });
    // A lost connection is no fault of the program: mqtt.js connects again by itself.
    client.on('error', (error) => onFault?.(faultText(error)));
    client.on('close', () => {
      if (!this.#isStopped) onState?.('disconnected');
    });
    client.on('message', (topic, payload) => this.#take(topic, new Uint8Array(payload)));
    this.#fleet.onSend = (device, kind, message, delivered) => {
      const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
      client.publish(meterTopic(device, kind), bytes, { qos: 1 }, (error) => {
        if (!error) delivered();
      });
    };
    this.#live();
  }

  async close(): Promise<void> {
    this.#isStopped = true;
    this.#cancel();
    // Gently, mqtt.js would wait for a broker that is not there.
    await this.#client.endAsync(!this.#client.connected);
  }

  #take(topic: string, message: Uint8Array): void {
    const device = this.#devices.get(topic);
    if (device === undefined) return;
    this.#fleet.run(this.#boardSeconds());
    this.#fleet.receive(device, message);
    this.#wind();
  }

  #live(): void {
    this.#windsAt = Number.POSITIVE_INFINITY;
    this.#fleet.run(this.#boardSeconds());
    this.#wind();
  }

  /** A deadline that has moved back leaves the timer alone: it comes early, which does no harm. */
  #wind(): void {
    const deadline = this.#fleet.nextDeadline();
    if (this.#isStopped || deadline >= this.#windsAt) return;
    this.#cancel();
    this.#windsAt = deadline;
    const { timer, speed = 1 } = this.#settings;
    const waitMillis = ((deadline - this.#boardSeconds()) * 1000) / speed;
    const sleepMillis = Math.min(SLEEP_MILLIS_MAX, Math.max(1, Math.ceil(waitMillis)));
    this.#cancel = timer.after(sleepMillis, () => this.#live());
  }
}

function partsOf(topics: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(topics.length / TOPICS_PER_PACKET) }, (_, at) =>
    topics.slice(at * TOPICS_PER_PACKET, (at + 1) * TOPICS_PER_PACKET),
  );
}
