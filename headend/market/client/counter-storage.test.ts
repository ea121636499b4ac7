/** Counters that survive their process. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Refused } from '../../../protocol/refused.ts';
import { fileCounterStorage, PersistentCounter } from './counter-storage.ts';

const test = suite('persistent counter');
let folder = '';
test.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), 'counter-'));
});
test.after.each(() => {
  rmSync(folder, { recursive: true });
});
const open = (ahead: bigint) =>
  PersistentCounter.open(fileCounterStorage(join(folder, 'counter')), ahead);

test('begins at 1 and gives each number once to those who ask together', async () => {
  const counter = await open(3n);
  const taken = await Promise.all(Array.from({ length: 10 }, () => counter.next()));
  assert.equal(taken, [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n, 9n, 10n]);
});

test('never repeats a number in a hundred processes that end anywhere', async () => {
  let last = 0n;
  for (let process = 0; process < 100; process++) {
    const counter = await open(4n);
    for (let taken = 0; taken < process % 6; taken++) {
      const next = await counter.next();
      assert.ok(next > last, `${next} after ${last}`);
      last = next;
    }
  }
});

test('skips nothing when one number is saved at a time', async () => {
  const taken: bigint[] = [];
  for (let process = 0; process < 5; process++) taken.push(await (await open(1n)).next());
  assert.equal(taken, [1n, 2n, 3n, 4n, 5n]);
});

test('has saved what it gives', async () => {
  const counter = await open(1n);
  await counter.next();
  assert.is(readFileSync(join(folder, 'counter'), 'utf8'), '2\n');
});

test('stops at a file that is spoilt, and does not begin anew', async () => {
  for (const text of ['', '12', 'x\n', '-1\n', '1\n2\n']) {
    writeFileSync(join(folder, 'counter'), text);
    const opened = await open(1n).catch((error: unknown) => error);
    assert.instance(opened, Refused);
  }
});

test('gives a number only once it is saved, and the same one after a failure', async () => {
  let fails = true;
  const saved: bigint[] = [];
  const storage = {
    load: async () => 0n,
    save: async (until: bigint) => {
      if (fails) throw new Error('the disk is full');
      saved.push(until);
    },
  };
  const counter = await PersistentCounter.open(storage, 2n);
  assert.is(await counter.next().catch(() => 'failed'), 'failed');
  fails = false;
  assert.is(await counter.next(), 1n);
  assert.equal(saved, [3n]);
});

test.run();
