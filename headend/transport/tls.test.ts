import { readFileSync, writeFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { TransportCredential } from '../../pki/credentials.ts';
import { HEAD_END, makePki, NOW, type TestPki } from '../../pki/pki.testing.ts';
import { ManualTime } from '../../platform/manual-time.testing.ts';
import { loadSecurity } from '../security.ts';
import { tlsOf, WATCH_MILLIS } from './tls.ts';

type World = Awaited<ReturnType<typeof makeWorld>>;
const party = { role: 'accessControlBroker', name: 'Meterwright' } as const;

async function makeWorld(daysLater = 0) {
  const pki: TestPki = await makePki();
  for (const use of ['keyAgreement', 'xmlSigning', 'transport'] as const)
    await pki.issue({ eui64: HEAD_END, use, party });
  const time = new ManualTime((NOW + daysLater * 86_400) * 1000);
  const tls = tlsOf(loadSecurity(pki.directory, NOW), time, time, () => {});
  assert.ok(tls);
  const renewed: TransportCredential[] = [];
  tls.onRenewed((credential) => renewed.push(credential));
  const said: string[] = [];
  const stop = tls.watch((about, error) => void said.push(`${about}: ${(error as Error).message}`));
  return { pki, time, renewed, said, stop };
}

const test = suite<World>('TLS of a head-end that runs');
test.before.each(async (context) => {
  Object.assign(context, await makeWorld());
});
test.after.each(({ pki, stop }) => {
  stop();
  pki.remove();
});

test('a certificate that is renewed is shown without a new start', async ({
  pki,
  time,
  renewed,
}) => {
  time.advance(10 * WATCH_MILLIS);
  assert.is(renewed.length, 0, 'nothing has changed');
  const validity = { notBeforeUtcSeconds: NOW, notAfterUtcSeconds: NOW + 1_000 * 86_400 };
  await pki.issue({ eui64: HEAD_END, use: 'transport', party, validity });
  time.advance(WATCH_MILLIS);
  const newest = readFileSync(pki.file('certificates', '90b3d51f30000001-transport-2'), 'utf8');
  assert.ok(renewed[0]?.cert.startsWith(newest));
  assert.is(renewed.length, 1);
});

test('a folder that is damaged is told of once, and again when it is damaged again', ({
  pki,
  time,
  renewed,
  said,
}) => {
  const file = pki.file('crl', 'market-issuing');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, 'damaged');
  time.advance(10 * WATCH_MILLIS);
  assert.is(said.length, 1);
  assert.match(String(said[0]), /^certificates: .*market-issuing\.pem: expected one PEM block/);
  writeFileSync(file, text);
  time.advance(WATCH_MILLIS);
  assert.is(renewed.length, 1);
  writeFileSync(file, 'damaged');
  time.advance(WATCH_MILLIS);
  assert.is(said.length, 2);
});

test('whoever runs it hears daily of what ends soon', async () => {
  const { pki, time, said, stop } = await makeWorld(337);
  assert.match(said.join('\n'), /certificates: the list of market-issuing ends in 29 days/);
  assert.is(said.length, 4);
  time.advance(86_400_000);
  assert.is(said.length, 8);
  stop();
  pki.remove();
});

test.run();
