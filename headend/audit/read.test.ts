import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openStore } from '../store/open.ts';
import {
  METER,
  memoryStore,
  NOON_MILLIS,
  newMessage,
  newRequest,
  requestIdOf,
  SUPPLIER,
  template,
  temporaryDirectory,
} from '../store/store.testing.ts';
import type { Store } from '../store/store.ts';
import { CHAIN_START, sealBlock } from './chain.ts';
import type { AuditEntry, AuditStep } from './entry.ts';
import { auditBetween, trace, verifyAudit } from './read.ts';
import { WitnessFile } from './witness.ts';

const test = suite('Audit');
let store: Store;

test.before(async () => {
  store = await memoryStore();
});
test.after(() => store.close());

const entry = (step: AuditStep, afterMillis: number, number?: number): AuditEntry => ({
  atMillis: NOON_MILLIS + afterMillis,
  step,
  ...(number === undefined ? {} : { requestId: requestIdOf(number) }),
});
const note = (...audit: AuditEntry[]) => store.commit({ kind: 'audit', audit });

async function oneRequest(number: number): Promise<void> {
  const requestId = requestIdOf(number);
  const outbox = newMessage(`m-${number}`, { requestId });
  const accepted = [entry('received', 0, number), entry('accepted', 2, number)];
  await store.commit({ kind: 'accept', request: newRequest(number), audit: accepted });
  await store.commit({
    kind: 'dispatch',
    requestId,
    command: Uint8Array.of(1),
    commandCounter: 1n,
    audit: [entry('dispatched', 5, number)],
  });
  await note(entry('sent', 10_005, number), entry('alertReceived', 10_006));
  const audit = [entry('deviceAnswered', 11_000, number), entry('answered', 11_001, number)];
  await store.commit({ kind: 'answer', requestId, responseCode: 'I0', outbox: [outbox], audit });
  await store.commit({ kind: 'confirm', recipient: SUPPLIER, messageIds: [outbox.messageId] });
}

test('a request is followed from received to confirmed, whatever else goes on', async () => {
  await Promise.all([oneRequest(1), oneRequest(2), oneRequest(3)]);
  const steps = await trace(store, requestIdOf(2));
  assert.equal(
    steps.map(({ step, atMillis }) => `${step} +${atMillis - NOON_MILLIS}`),
    [
      'received +0',
      'accepted +2',
      'dispatched +5',
      'sent +10005',
      'deviceAnswered +11000',
      'answered +11001',
      'confirmed +0',
    ],
  );
  assert.equal(await trace(store, requestIdOf(4)), []);
});

test('a message that belongs to no request is found by its time', async () => {
  const unreadable: AuditEntry = {
    atMillis: NOON_MILLIS + 3_600_000,
    step: 'messageRefused',
    detail: { bytes: 70_000, code: 'MESSAGE_TOO_LARGE' },
  };
  await note(entry('started', 3_599_999), unreadable, entry('stopped', 3_600_001));
  const found: AuditEntry[] = [];
  for await (const each of auditBetween(store, unreadable.atMillis, unreadable.atMillis))
    found.push(each);
  assert.equal(found, [unreadable]);
});

test('entries of a time come block by block, all of them', async () => {
  for (let at = 0; at < 250; at++) await note({ ...entry('sent', 7_200_000 + at), device: METER });
  const found: number[] = [];
  for await (const { atMillis } of auditBetween(
    store,
    NOON_MILLIS + 7_200_010,
    NOON_MILLIS + 7_200_239,
  ))
    found.push(atMillis - NOON_MILLIS - 7_200_000);
  assert.equal(
    found,
    Array.from({ length: 230 }, (_, at) => at + 10),
  );
});

/** Does something to the table, and undoes it by putting the rows back as they were. */
async function verifyAfter(change: (newest: bigint) => Promise<unknown>) {
  const rows = await store.database.selectFrom('audit_blocks').selectAll().execute();
  await change(BigInt(rows.length));
  const verified = await verifyAudit(store);
  await store.database.deleteFrom('audit_blocks').execute();
  await store.database.insertInto('audit_blocks').values(rows).execute();
  return verified;
}

test('an audit nobody has touched is whole', async () => {
  const { blocks, brokenAt } = await verifyAudit(store);
  assert.is(brokenAt, undefined);
  assert.is(BigInt(blocks), (await store.auditEnds()).own.sequence);
});

test('a changed entry shows, and where', async () => {
  const { brokenAt } = await verifyAfter(() =>
    store.database
      .updateTable('audit_blocks')
      .set({ entries: '[]' })
      .where('sequence', '=', 3n)
      .execute(),
  );
  assert.is(brokenAt, 3n);
});

test('a removed block shows', async () => {
  const { brokenAt } = await verifyAfter(() =>
    store.database.deleteFrom('audit_blocks').where('sequence', '=', 5n).execute(),
  );
  assert.is(brokenAt, 5n);
});

test('two blocks that changed places show', async () => {
  const move = (from: bigint, to: bigint) =>
    store.database
      .updateTable('audit_blocks')
      .set({ sequence: to })
      .where('sequence', '=', from)
      .execute();
  const { brokenAt } = await verifyAfter(async () => {
    await move(7n, -1n);
    await move(8n, 7n);
    await move(-1n, 8n);
  });
  assert.is(brokenAt, 7n);
});

test('blocks cut off the end show, because the end is known from elsewhere', async () => {
  const { brokenAt, blocks } = await verifyAfter((newest) =>
    store.database
      .deleteFrom('audit_blocks')
      .where('sequence', '>=', newest - 1n)
      .execute(),
  );
  assert.is(brokenAt, BigInt(blocks) + 1n);
});

test('a chain recomputed from a changed block on shows at its end', async () => {
  const { brokenAt } = await verifyAfter(async () => {
    const rows = await store.database.selectFrom('audit_blocks').selectAll().execute();
    await store.database.deleteFrom('audit_blocks').execute();
    let end = CHAIN_START;
    for (const row of rows.sort((a, b) => Number(a.sequence - b.sequence))) {
      const entries = row.sequence === 4n ? [] : (JSON.parse(row.entries) as AuditEntry[]);
      const block = sealBlock(end, entries, NOON_MILLIS);
      const { hash, previousHash, entries: text } = block;
      const forged = { ...row, hash, previous_hash: previousHash, entries: text };
      await store.database.insertInto('audit_blocks').values(forged).execute();
      end = block;
    }
  });
  assert.is(brokenAt, (await store.auditEnds()).own.sequence);
});

test('a chain cut while the head-end was down says so itself when it goes on', async () => {
  const directory = temporaryDirectory();
  const options = { directory, template: await template(), nowMillis: () => NOON_MILLIS };
  const first = await openStore(options);
  for (let at = 0; at < 3; at++) await first.commit({ kind: 'audit', audit: [entry('sent', at)] });
  await first.database.deleteFrom('audit_blocks').where('sequence', '=', 3n).execute();
  await first.close();
  const known = await new WitnessFile(join(directory, 'audit-end')).read();
  assert.is(known?.sequence, 3n);
  const second = await openStore(options);
  const block = await second.database
    .selectFrom('audit_blocks')
    .select('entries')
    .where('sequence', '=', 3n)
    .executeTakeFirstOrThrow();
  assert.match(block.entries, '"step":"auditTruncated","detail":{"sequence":"3","hash":"');
  await second.close();
  rmSync(directory, { recursive: true });
});

test.run();
