import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Aedes } from 'aedes';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { InMemoryLink } from '../headend/transport/in-memory-link.ts';
import { seededIdentity } from '../meter-emulator/board/factory.ts';
import { DEFAULT_SETTINGS } from '../meter-emulator/firmware/provision.ts';
import { nodeCrypto } from '../platform/node-crypto.ts';
import type { TrustAnchors } from '../protocol/credentials.ts';
import { serialLog } from './connection-log.ts';
import { runFleet } from './run-fleet.ts';
import { type MeterNetwork, startMeter } from './start-meter.ts';

const secret = new Uint8Array(32).fill(7);
const anchors: TrustAnchors = {
  headEnd: {
    eui64: '90-B3-D5-1F-30-00-00-01',
    agreementPublic: nodeCrypto.x25519.publicKey(secret),
  },
  supplier: {
    eui64: '90-B3-D5-1F-30-01-00-00',
    signingPublic: nodeCrypto.ed25519.publicKey(secret),
    prepaymentPublic: nodeCrypto.p256.publicKey(secret),
  },
};

/** The lines that say something of `where`, and a way to wait for one of them. */
function watch(where: string) {
  const lines: string[] = [];
  let waiting: [RegExp, () => void] = [/^/, () => {}];
  return {
    lines,
    log(line: string) {
      if (!line.startsWith(`${where}: `)) return;
      lines.push(line.slice(where.length + 2));
      if (waiting[0].test(lines.at(-1) ?? '')) waiting[1]();
    },
    until: (wanted: RegExp) =>
      new Promise<void>((resolve) => {
        waiting = [wanted, resolve];
        if (lines.some((line) => wanted.test(line))) resolve();
      }),
  };
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server, 0);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const ALONE = {
  identity: seededIdentity(nodeCrypto, 'alone', 1),
  anchors,
  settings: DEFAULT_SETTINGS,
  seed: 'alone',
};
const startOne = (network: MeterNetwork, log: (line: string) => void) =>
  startMeter({ ...ALONE, network, log });

const test = suite('a meter says whether it is connected');

test('a meter and a fleet whose broker is not there say so once, and once when it is', async () => {
  const port = await freePort();
  const url = `mqtt://127.0.0.1:${port}`;
  const one = watch(url);
  const fleet = watch(url);
  const meter = await startOne({ kind: 'mqtt', url }, one.log);
  const settings = { count: 2, firstIndex: 2, anchors, seed: 'alone', url, pastSeconds: 0 };
  const running = runFleet({ ...settings, log: fleet.log });
  await Promise.all([one.until(/not connected/), fleet.until(/not connected/)]);
  const broker = await Aedes.createBroker();
  const server = createServer(broker.handle);
  await listen(server, port);
  await Promise.all([one.until(/^connected/), fleet.until(/^connected/)]);
  const stopFleet = await running;
  await Promise.all([meter.stop(), stopFleet()]);
  const expected = [`not connected (connect ECONNREFUSED 127.0.0.1:${port})`, 'connected'];
  assert.equal(one.lines, expected);
  assert.equal(fleet.lines, expected);
  await new Promise<void>((resolve) => broker.close(() => server.close(() => resolve())));
});

test('a meter whose serial port is not there says so', async () => {
  const path = '/dev/ttyNONE';
  const { lines, log, until } = watch(path);
  const meter = await startOne({ kind: 'serial', path, baudRate: 115_200 }, log);
  await until(/not open/);
  await meter.stop();
  assert.is(lines.length, 1);
  assert.match(lines[0] ?? '', /^not open \(.*No such file/);
});

test('a meter that is stopped in order loses nothing it has counted', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'meterwright-stop-'));
  const flashFile = join(directory, 'flash');
  try {
    const start = () =>
      startMeter({
        ...ALONE,
        network: { kind: 'inMemory', link: new InMemoryLink() },
        flashFile,
        pastSeconds: 100,
      });
    const first = await start();
    await first.stop();
    const counted = first.meter.state.metrology.importWattSeconds;
    assert.ok(counted > 0);
    const second = await start();
    await second.stop();
    assert.ok(second.meter.state.metrology.importWattSeconds >= counted);
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test('a serial port that stays away is spoken of once, a session that ends each time', () => {
  const { lines, log } = watch('/dev/ttyX');
  const changed = serialLog('/dev/ttyX', log);
  const away = { kind: 'closed', why: 'no such port' } as const;
  for (const state of [away, away, { kind: 'open' }] as const) changed(state);
  for (const why of ['noAnswer', 'peerRestarted', 'closed'] as const)
    changed({ kind: 'lost', why });
  for (const state of [away, away] as const) changed(state);
  assert.equal(lines, [
    'not open (no such port)',
    'open',
    'the session has ended (noAnswer)',
    'the session has ended (peerRestarted)',
    'not open (no such port)',
  ]);
});

test.run();
