/** A meter's keys and MQTT session in the hands of a test: it answers what, how and when the test says. */
import { connectAsync, type MqttClient } from 'mqtt';
import type { HeadEndIdentity } from '../headend/identity.ts';
import { meterTopic } from '../meter-emulator/board/mqtt-radio.ts';
import type { Identity } from '../meter-emulator/firmware/state.ts';
import { nodeCrypto } from '../platform/node-crypto.ts';
import { toCborValue } from '../protocol/definition/cbor.ts';
import type { Service } from '../protocol/definition/service.ts';
import type { Body, Kind } from '../protocol/envelope/body.ts';
import { COMMAND_BYTES_MAX } from '../protocol/envelope/body.ts';
import { openMac, receive } from '../protocol/envelope/open.ts';
import { Pair } from '../protocol/envelope/pair.ts';
import { sealEncrypted, sealMac, sealSigned } from '../protocol/envelope/seal.ts';
import { eui64Compact } from '../protocol/identifiers/eui64.ts';
import { serviceByNumber } from '../protocol/services/index.ts';
import { until } from './world.testing.ts';

type Up = Exclude<Kind, 'command'>;

export class FakeMeter {
  readonly identity: Identity;
  /** Every command once, however often it was sent. */
  readonly commands: Body[] = [];
  readonly #client: MqttClient;
  readonly #pair: Pair;
  readonly #headEnd: string;
  #counter = 0n;

  private constructor(client: MqttClient, identity: Identity, headEnd: HeadEndIdentity) {
    const agreementPublic = nodeCrypto.x25519.publicKey(headEnd.agreementSecret);
    this.identity = identity;
    this.#client = client;
    this.#headEnd = headEnd.eui64;
    this.#pair = new Pair(nodeCrypto, identity, { eui64: headEnd.eui64, agreementPublic });
    client.on('error', () => {});
    client.on('message', (_topic, bytes) => this.#take(bytes));
  }

  static async open(url: string, identity: Identity, headEnd: HeadEndIdentity): Promise<FakeMeter> {
    const id = eui64Compact(identity.eui64);
    const client = await connectAsync(url, {
      clientId: id,
      username: `meter:${id}`,
      reconnectPeriod: 100,
    });
    const meter = new FakeMeter(client, identity, headEnd);
    await client.subscribeAsync(meterTopic(identity.eui64, 'command'), { qos: 1 });
    return meter;
  }

  close(): Promise<void> {
    return this.#client.endAsync(true);
  }

  get isConnected(): boolean {
    return this.#client.connected;
  }

  /** The command after those that were there. */
  async next(): Promise<Body> {
    const before = this.commands.length;
    return this.command(before);
  }

  async command(index: number): Promise<Body> {
    await until(`command ${index}`, () => this.commands.length > index);
    return this.commands[index] as Body;
  }

  /** What a good meter would answer, but for what `change` says; sealed as `as` says. */
  answer(
    command: Body,
    value: object,
    change: Partial<Body> = {},
    as: 'due' | 'mac' | 'forged' = 'due',
  ): Uint8Array {
    const service = serviceOf(change.service ?? command.service);
    const body: Body = {
      ...this.#body(),
      service: command.service,
      responseTo: command.counter,
      content: toCborValue(service.response as NonNullable<Service['response']>, value as never),
      ...change,
    };
    if (as === 'mac') return sealMac(this.#pair, 'response', body);
    if (as === 'forged')
      return sealSigned(nodeCrypto, new Uint8Array(32).fill(7), 'response', body);
    if (service.critical)
      return sealSigned(nodeCrypto, this.identity.signingSecret, 'response', body);
    const seal = service.personal ? sealEncrypted : sealMac;
    return seal(this.#pair, 'response', body);
  }

  alert(code: number, change: Partial<Body> = {}): Uint8Array {
    const body = { ...this.#body(), service: code, ...change };
    return sealSigned(nodeCrypto, this.identity.signingSecret, 'alert', body);
  }

  /** Resolves when the broker has taken it; `eui64` is another's for a topic that is not its own. */
  async publish(kind: Up, message: Uint8Array, eui64 = this.identity.eui64): Promise<void> {
    await this.#client.publishAsync(meterTopic(eui64, kind), Buffer.from(message), { qos: 1 });
  }

  /** Does not wait: a broker that refuses cuts the line, and no acknowledgement comes. */
  intrude(kind: Up, message: Uint8Array, eui64: string): void {
    this.#client.publish(meterTopic(eui64, kind), Buffer.from(message), { qos: 0 });
  }

  #body() {
    this.#counter += 1n;
    const deviceUtcSeconds = Math.floor(Date.now() / 1000);
    const recipient = this.#headEnd;
    return {
      originator: this.identity.eui64,
      recipient,
      counter: this.#counter,
      deviceUtcSeconds,
      clockStatus: 'reliable',
    } as const;
  }

  #take(bytes: Uint8Array): void {
    const body = openMac(this.#pair, 'command', receive(bytes, COMMAND_BYTES_MAX));
    if (!this.commands.some(({ counter }) => counter === body.counter)) this.commands.push(body);
  }
}

function serviceOf(number: number): Service {
  const service = serviceByNumber.get(number);
  if (!service) throw new Error(`no service ${number}`);
  return service;
}
