import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { verifyAudit } from '../audit/read.ts';
import { openStore } from './open.ts';
import { acceptedCounters, codeOf, startPostgres, temporaryDirectory } from './store.testing.ts';
import type { Store } from './store.ts';

const test = suite('Store whose process is killed');
const CHILD = fileURLToPath(new URL('commit-loop.child.testing.ts', import.meta.url));
const ROUNDS = 2;
const directory = temporaryDirectory();

test.after(() => rmSync(directory, { recursive: true }));

type Acknowledged = { readonly accepted: number[]; readonly reserved: number[] };

/** Runs the child until it has acknowledged `count` writes, kills it, and gives what it acknowledged. */
async function killAfter(count: number, args: string[]): Promise<Acknowledged> {
  const child = spawn(process.execPath, ['--import', 'tsx', CHILD, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
    if (text.split('\n').length > count) child.kill('SIGKILL');
  });
  await closed(child);
  const numbers = (word: string) =>
    [...text.matchAll(new RegExp(`^${word} ([0-9]+)\\n`, 'gm'))].map((match) => Number(match[1]));
  return { accepted: numbers('accepted'), reserved: numbers('reserved') };
}

function closed(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.once('close', () => resolve()));
}

async function surviveKills(args: string[], open: () => Promise<Store>): Promise<void> {
  const reserved = new Set<number>();
  let reservations = 0;
  for (let round = 1; round <= ROUNDS; round++) {
    const acknowledged = await killAfter(150 * round, args);
    for (const first of acknowledged.reserved) reserved.add(first);
    reservations += acknowledged.reserved.length;
    const store = await open();
    const kept = await acceptedCounters(store);
    assert.ok(acknowledged.accepted.length > 0);
    assert.equal(
      acknowledged.accepted.filter((number) => !kept.has(number)),
      [],
    );
    assert.is((await verifyAudit(store)).brokenAt, undefined);
    await store.close();
  }
  assert.ok(reservations > ROUNDS);
  assert.is(reserved.size, reservations);
}

test('nothing acknowledged is lost when the process is killed, with PGlite', async () => {
  await surviveKills([directory], () => openStore({ directory, nowMillis: Date.now }));
});

test('a directory is one process at a time, and a dead one is no hindrance', async () => {
  const store = await openStore({ directory, nowMillis: Date.now });
  assert.is(await codeOf(openStore({ directory, nowMillis: Date.now })), 'STORE_LOCKED');
  await store.close();
  await (await openStore({ directory, nowMillis: Date.now })).close();
});

test('nothing acknowledged is lost when the process is killed, with PostgreSQL', async () => {
  const postgres = await startPostgres();
  if (!postgres) return;
  const place = { url: await postgres.database(), directory: temporaryDirectory() };
  await surviveKills([place.directory, place.url], () =>
    openStore({ ...place, nowMillis: Date.now }),
  );
  await postgres.remove();
});

test.run();
