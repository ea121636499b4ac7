import { once } from 'node:events';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { connect, type IClientOptions, type MqttClient } from 'mqtt';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  credentialOf,
  type TransportCredential,
  transportCredentialOf,
} from '../../pki/credentials.ts';
import { HEAD_END, METER, makePki, SUPPLIER, type TestPki } from '../../pki/pki.testing.ts';
import { revokeIn } from '../../pki/revoke.ts';
import { TrustStore } from '../../pki/trust-store.ts';
import { type BrokerRefusal, EmbeddedBroker } from './embedded-broker.ts';
import { TlsGate, type TlsRefusal } from './tls-gate.ts';
import type { BrokerIdentity } from './topic-rules.ts';

type World = Awaited<ReturnType<typeof makeWorld>>;
const hosts = ['127.0.0.1'];
// OpenSSL looks at the true clock: what is in time for it must be so for us.
const now = Math.floor(Date.now() / 1000);
const DAY = 86_400;

async function withCertificates(): Promise<TestPki> {
  const pki = await makePki(now - DAY);
  const party = { role: 'accessControlBroker', name: 'Head-end' } as const;
  await pki.issue({ eui64: HEAD_END, use: 'transport', party, hosts });
  await pki.issue({ eui64: METER, use: 'transport' });
  await pki.supplier('transport');
  return pki;
}

/** Rejects when the connection ends first. */
function connected(client: MqttClient): Promise<MqttClient> {
  return new Promise((resolve, reject) => {
    client.once('connect', () => resolve(client));
    client.once('error', reject);
    client.once('close', () => reject(new Error('closed')));
  });
}

async function makeWorld() {
  const pki = await withCertificates();
  const trust = TrustStore.load(pki.directory);
  const refused: TlsRefusal[] = [];
  const topics: BrokerRefusal[] = [];
  const subscribed: BrokerIdentity[] = [];
  const clock = { utcSeconds: now };
  const gate = new TlsGate({
    channel: 'mqtt',
    trust,
    credential: transportCredentialOf(trust, HEAD_END, now),
    nowMillis: () => clock.utcSeconds * 1000,
    onRefused: (refusal) => refused.push(refusal),
  });
  const broker = await EmbeddedBroker.open({
    host: '127.0.0.1',
    port: 0,
    gate,
    onRefused: (refusal) => topics.push(refusal),
    onSubscribed: (identity) => subscribed.push(identity),
  });
  const credential = (eui64: string) =>
    transportCredentialOf(TrustStore.load(pki.directory), eui64, now);
  const join = (
    shown: Partial<TransportCredential>,
    more: IClientOptions = {},
    topicsHeard: string[] = [],
  ) => {
    const { ca, crl } = credential(HEAD_END);
    const options = { ...shown, ca, crl, reconnectPeriod: 0, ...more };
    const client = connect(`mqtts://127.0.0.1:${broker.port}`, options);
    client.on('message', (topic) => topicsHeard.push(topic));
    return connected(client);
  };
  return { pki, trust, gate, broker, refused, topics, subscribed, clock, credential, join };
}

const test = suite<World>('TLS gate');
test.before.each(async (context) => {
  Object.assign(context, await makeWorld());
});
test.after.each(async ({ broker, pki }) => {
  await broker.close();
  pki.remove();
});

/** Why the gate let nobody in. */
async function whyNot(world: World, shown: Partial<TransportCredential>): Promise<string> {
  const client = await world.join(shown).catch(() => undefined);
  assert.is(client, undefined, 'let in');
  return world.refused.map(({ why }) => why).join('; ');
}

test('a client is who its certificate says, with or without a user name', async (world) => {
  const own = 'market/v1/90b3d51f30010000/messages';
  const anonymous = await world.join(world.credential(SUPPLIER));
  await anonymous.subscribeAsync(own, { qos: 1 });
  const named = await world.join(world.credential(SUPPLIER), {
    username: 'party:90b3d51f30010000',
  });
  await named.subscribeAsync(own, { qos: 1 });
  const party = { kind: 'party', id: '90b3d51f30010000' };
  assert.equal(world.subscribed, [party, party]);
  await anonymous.subscribeAsync('market/v1/90b3d51f30020000/messages').catch(() => undefined);
  assert.is(world.topics.length, 1);
  const meter = await world.join(world.credential(METER));
  await meter.subscribeAsync('meter/v1/00db1234567890a0/command', { qos: 1 });
  assert.equal(world.subscribed[2], { kind: 'meter', id: '00db1234567890a0' });
  for (const client of [anonymous, named, meter]) await client.endAsync();
  assert.equal(world.refused, []);
});

test('a user name of somebody else does not come in', async (world) => {
  for (const username of ['party:90b3d51f30020000', 'meter:90b3d51f30010000', 'head-end', 'x']) {
    const client = await world
      .join(world.credential(SUPPLIER), { username })
      .catch(() => undefined);
    assert.is(client, undefined, username);
  }
  assert.is(world.topics.length, 4);
});

test('nobody takes up the session of another, nor ends it', async (world) => {
  const topic = 'market/v1/90b3d51f30010000/messages';
  const session = { clientId: 'party-90b3d51f30010000', clean: false };
  const absent = await world.join(world.credential(SUPPLIER), session);
  await absent.subscribeAsync(topic, { qos: 1 });
  await absent.endAsync();
  await world.broker.publish(topic, new Uint8Array([1]));
  const stolen: string[] = [];
  const own: string[] = [];
  const thief = await world.join(world.credential(METER), session, stolen);
  const back = await world.join(world.credential(SUPPLIER), session, own);
  // A round trip after what was kept.
  await back.subscribeAsync('market/v1/status', { qos: 1 });
  assert.equal(own, [topic]);
  assert.equal(stolen, []);
  assert.ok(thief.connected);
  for (const client of [thief, back]) await client.endAsync();
});

test('without a certificate nobody comes in', async (world) => {
  assert.match(await whyNot(world, {}), /no certificate was shown/);
});

test('a certificate of another root does not let in', async (world) => {
  const other = await withCertificates();
  const shown = transportCredentialOf(TrustStore.load(other.directory), SUPPLIER, now);
  assert.match(await whyNot(world, shown), /issued by no authority/);
  assert.is(world.refused[0]?.certificate, undefined);
  other.remove();
});

test('a certificate that is revoked does not let in, and it is said whose it is', async (world) => {
  const { pki, trust } = world;
  const shown = world.credential(SUPPLIER);
  await revokeIn(pki.directory, pki.bytes('90b3d51f30010000-transport'), 'keyCompromise', now);
  trust.reload();
  assert.match(await whyNot(world, shown), /the certificate is revoked/);
  assert.is(world.refused[0]?.certificate?.eui64, SUPPLIER);
});

test('a certificate out of its time does not let in', async (world) => {
  const shown = world.credential(SUPPLIER);
  world.clock.utcSeconds = now + 1_000 * DAY;
  assert.match(await whyNot(world, shown), /the certificate is expired/);
});

test('a certificate for something else does not let in', async (world) => {
  await world.pki.supplier('xmlSigning');
  const { key, pem } = credentialOf(
    TrustStore.load(world.pki.directory),
    SUPPLIER,
    'xmlSigning',
    now,
  );
  const shown = { key: key.export({ type: 'pkcs8', format: 'pem' }) as string, cert: pem };
  assert.match(await whyNot(world, shown), /the certificate is wrongUse/);
});

test('who is revoked while connected is let go', async (world) => {
  const { pki, trust, gate } = world;
  const client = await world.join(world.credential(SUPPLIER));
  const other = await world.join(world.credential(METER));
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
  await revokeIn(pki.directory, pki.bytes('90b3d51f30010000-transport'), 'keyCompromise', now);
  gate.recheck();
  assert.ok(client.connected);
  assert.ok(trust.reloadIfChanged());
  gate.recheck();
  await closed;
  assert.ok(other.connected);
  assert.match(String(world.refused[0]?.why), /revoked/);
  await other.endAsync();
});

test('who connects after a renewal is shown the new certificate', async (world) => {
  const { pki, gate, trust } = world;
  const before = transportCredentialOf(trust, HEAD_END, now);
  const party = { role: 'accessControlBroker', name: 'Head-end' } as const;
  const validity = { notBeforeUtcSeconds: now - DAY, notAfterUtcSeconds: now + 1_000 * DAY };
  await pki.issue({ eui64: HEAD_END, use: 'transport', party, hosts, validity });
  assert.ok(trust.reloadIfChanged());
  gate.renew(transportCredentialOf(trust, HEAD_END, now));
  const socket = tlsTo(world, world.credential(SUPPLIER));
  await once(socket, 'secureConnect');
  const shown = socket.getPeerX509Certificate();
  assert.is(Date.parse(shown?.validTo ?? '') / 1000, now + 1_000 * DAY);
  assert.not.ok(before.cert.includes(shown?.toString() ?? ''));
  socket.destroy();
  const { ca, crl } = before;
  const without = await world.join({ ca, crl }).catch(() => undefined);
  assert.is(without, undefined, 'a certificate is asked for as before');
});

function tlsTo(
  { broker }: World,
  { key, cert, ca }: TransportCredential,
  session?: Buffer,
): TLSSocket {
  const resumed = session ? { session } : {};
  const socket = connectTls({
    host: '127.0.0.1',
    port: broker.port,
    key,
    cert,
    ca,
    ...resumed,
  });
  return socket.on('error', () => {});
}

test('a session that is resumed is looked at like a new one', async (world) => {
  const { pki, trust, refused } = world;
  const shown = world.credential(SUPPLIER);
  const first = tlsTo(world, shown);
  const [session] = await once(first, 'session');
  first.destroy();
  const second = tlsTo(world, shown, session);
  await once(second, 'secureConnect');
  assert.ok(second.isSessionReused());
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(refused, []);
  second.destroy();
  await revokeIn(pki.directory, pki.bytes('90b3d51f30010000-transport'), 'keyCompromise', now);
  trust.reload();
  const third = tlsTo(world, shown, session);
  await once(third, 'secureConnect');
  assert.ok(third.isSessionReused());
  await once(third, 'close');
  assert.match(String(refused[0]?.why), /the certificate is revoked/);
});

test('TLS older than 1.2 is not spoken', async (world) => {
  const { key, cert, ca } = world.credential(SUPPLIER);
  const { port } = world.broker;
  const ciphers = 'DEFAULT@SECLEVEL=0';
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers } as const;
  const socket = connectTls({ host: '127.0.0.1', port, key, cert, ca, ...old });
  const [error] = await once(socket, 'error');
  assert.match(String(error), /protocol|version/i);
});

test.run();
