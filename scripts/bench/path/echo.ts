/** The yardstick: requests and their echoes through the same broker, both ends over TCP, QoS 1. */
import { connectAsync, type MqttClient } from 'mqtt';
import { writeTogether } from '../../../platform/write-together.ts';
import { type Load, type Measured, measured } from './load.ts';

/** Allowed everything by the broker's rules: what it costs to ask them is part of the yardstick. */
const USER = { username: 'head-end', protocolVersion: 4, clean: true } as const;

async function connect(url: string, clientId: string): Promise<MqttClient> {
  const client = await connectAsync(url, { ...USER, clientId });
  writeTogether(client.stream);
  return client;
}

const view = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

/** The far ends: `count` connections, which share the topics out. */
export async function openEchoes(url: string, count: number): Promise<void> {
  for (let at = 0; at < count; at++) {
    const client = await connect(url, `echo-${at}`);
    let answer = new Uint8Array();
    client.on('message', (topic, payload) => {
      const [, , , id] = topic.split('/');
      // The request says how long its answer is to be.
      const length = payload.readUInt32BE(0);
      if (answer.length !== length) answer = new Uint8Array(length);
      client.publish(`echo/v1/${at}/${id}/response`, view(answer), { qos: 1 });
    });
    await client.subscribeAsync(`echo/v1/${at}/+/request`, { qos: 1 });
  }
}

/** The near end: as many requests under way as the load has slots. */
export async function openEchoClient(url: string, far: number) {
  const client = await connect(url, 'echo-client');
  const waiting = new Map<string, () => void>();
  client.on('message', (topic) => waiting.get(topic)?.());
  await client.subscribeAsync('echo/v1/+/+/response', { qos: 1 });
  return (load: Load, bytes: { request: number; response: number }): Promise<Measured> => {
    const payload = new Uint8Array(bytes.request);
    view(payload).writeUInt32BE(bytes.response);
    return measured(load, (slot) => {
      const topic = `echo/v1/${slot % far}/${slot}`;
      return new Promise((resolve) => {
        waiting.set(`${topic}/response`, () => resolve('done'));
        client.publish(`${topic}/request`, view(payload), { qos: 1 });
      });
    });
  };
}
