import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { connect, type MqttClient } from 'mqtt';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BrokerClient } from '../headend/transport/broker-client.ts';
import { type TransportCredential, transportCredentialOf } from '../pki/credentials.ts';
import {
  HEAD_END,
  METER,
  makePki,
  OTHER_SUPPLIER,
  SUPPLIER,
  type TestPki,
} from '../pki/pki.testing.ts';
import { revokeIn } from '../pki/revoke.ts';
import { TrustStore } from '../pki/trust-store.ts';
import { writeMosquittoFiles } from './mosquitto-files.ts';

const PROGRAM = '/usr/sbin/mosquitto';
const OTHER_METER = '00-DB-12-34-56-78-90-A1';
const REVOKED = '90-B3-D5-1F-30-03-00-00';
const now = Math.floor(Date.now() / 1000);

async function certificates(): Promise<TestPki> {
  const pki = await makePki(now - 86_400);
  const party = { role: 'accessControlBroker', name: 'Head-end' } as const;
  await pki.issue({ eui64: HEAD_END, use: 'transport', party, hosts: ['127.0.0.1'] });
  for (const eui64 of [SUPPLIER, OTHER_SUPPLIER, REVOKED])
    await pki.supplier('transport', { eui64 });
  for (const eui64 of [METER, OTHER_METER]) await pki.issue({ eui64, use: 'transport' });
  return pki;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

/** Resolves when it listens. */
function startMosquitto(configuration: string): Promise<ChildProcess> {
  if (process.getuid?.() === 0) appendFileSync(configuration, 'user root\n');
  const program = spawn(PROGRAM, ['-v', '-c', configuration]);
  let said = '';
  return new Promise((resolve, reject) => {
    program.stderr.on('data', (chunk: Buffer) => {
      said += chunk;
      if (/running$/m.test(said)) resolve(program);
    });
    program.once('exit', () => reject(new Error(`mosquitto ended: ${said}`)));
  });
}

async function makeWorld() {
  assert.ok(existsSync(PROGRAM), 'mosquitto is installed');
  const pki = await certificates();
  const store = TrustStore.load(pki.directory);
  const shown = new Map(
    [HEAD_END, SUPPLIER, OTHER_SUPPLIER, REVOKED, METER, OTHER_METER].map((eui64) => [
      eui64,
      transportCredentialOf(store, eui64, now),
    ]),
  );
  await revokeIn(pki.directory, pki.bytes('90b3d51f30030000-transport'), 'keyCompromise', now);
  const port = await freePort();
  const out = join(pki.directory, '..', 'mosquitto');
  const files = writeMosquittoFiles(pki.directory, out, { host: '127.0.0.1', port }, now);
  const mosquitto = await startMosquitto(files[0] as string);
  const url = `mqtts://127.0.0.1:${port}`;
  const credential = (eui64: string) => shown.get(eui64) as TransportCredential;
  const join_ = (eui64: string) => joined(url, credential(eui64));
  return { pki, mosquitto, url, out, credential, join: join_ };
}

/** Rejects when the broker does not let in. */
function joined(url: string, { key, cert, ca }: Partial<TransportCredential>): Promise<MqttClient> {
  const shown = { ...(key ? { key } : {}), ...(cert ? { cert } : {}), ca: [...(ca ?? [])] };
  const client = connect(url, { ...shown, reconnectPeriod: 0, clean: true });
  return new Promise((resolve, reject) => {
    client.once('connect', () => resolve(client));
    client.once('error', reject);
    client.once('close', () => reject(new Error('closed')));
  });
}

type World = Awaited<ReturnType<typeof makeWorld>>;
const test = suite<World>('mosquitto with our rules');
test.before(async (context) => {
  Object.assign(context, await makeWorld());
});
test.after(async ({ mosquitto, pki }) => {
  const ended = once(mosquitto, 'exit');
  mosquitto.kill();
  await ended;
  pki.remove();
});

/** What a client that subscribed to everything of these topics was given until the last one came. */
async function heard(
  { join: enter, url, credential }: World,
  who: string,
  topics: readonly string[],
  last: string,
): Promise<string[]> {
  const found: string[] = [];
  const listener = await enter(who);
  const done = new Promise<void>((resolve) => {
    listener.on('message', (topic) => {
      found.push(topic);
      if (topic === last) resolve();
    });
  });
  await listener.subscribeAsync('#', { qos: 1 }).catch(() => undefined);
  for (const topic of topics)
    await listener.subscribeAsync(topic, { qos: 1 }).catch(() => undefined);
  const headEnd = await BrokerClient.open(url, {
    clientId: `head-end-${who}`,
    userName: 'head-end',
    tls: credential(HEAD_END),
  });
  for (const topic of topics) await headEnd.publish(topic, new Uint8Array([1]));
  await done;
  await headEnd.close();
  await listener.endAsync();
  return [...new Set(found)];
}

test('a party reads its own messages and not another’s', async (world) => {
  const own = 'market/v1/90b3d51f30010000/messages';
  const others = ['market/v1/90b3d51f30020000/messages', 'meter/v1/00db1234567890a0/command'];
  assert.equal(await heard(world, SUPPLIER, [...others, own], own), [own]);
});

test('a meter reads its own commands and not another’s', async (world) => {
  const own = 'meter/v1/00db1234567890a0/command';
  const others = ['meter/v1/00db1234567890a1/command', 'market/v1/90b3d51f30010000/messages'];
  assert.equal(await heard(world, METER, [...others, own], own), [own]);
});

test('each publishes to its own topics alone', async ({ join: enter, url, credential }) => {
  const found: string[] = [];
  const tls = credential(HEAD_END);
  const headEnd = await BrokerClient.open(url, { clientId: 'all', userName: 'head-end', tls });
  await headEnd.subscribe('market/v1/+/requests', (topic) => void found.push(topic));
  await headEnd.subscribe('meter/v1/+/alert', (topic) => void found.push(topic));
  const party = await enter(SUPPLIER);
  const meter = await enter(METER);
  for (const client of [party, meter])
    for (const topic of [
      'market/v1/90b3d51f30020000/requests',
      'meter/v1/00db1234567890a1/alert',
      'market/v1/90b3d51f30010000/requests',
      'meter/v1/00db1234567890a0/alert',
    ])
      await client.publishAsync(topic, 'x', { qos: 1 });
  // The last of each has gone through the broker after what it refused.
  while (found.length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal(found, ['market/v1/90b3d51f30010000/requests', 'meter/v1/00db1234567890a0/alert']);
  for (const client of [party, meter]) await client.endAsync();
  await headEnd.close();
});

test('nobody comes in without a certificate, or with a revoked one', async (world) => {
  const { url, credential } = world;
  const { ca } = credential(SUPPLIER);
  for (const shown of [{ ca }, credential(REVOKED)]) {
    const client = await joined(url, shown).catch((error: Error) => error);
    assert.instance(client, Error);
  }
});

test('its key is its owner’s alone', ({ out }) => {
  assert.is(statSync(join(out, 'key.pem')).mode & 0o777, 0o600);
});

test.run();
