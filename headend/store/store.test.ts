import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { trace } from '../audit/read.ts';
import { openStore } from './open.ts';
import type { RequestRecord } from './request-record.ts';
import {
  METER,
  memoryStore,
  NOON_MILLIS,
  newMessage,
  newRequest,
  OTHER_SUPPLIER,
  type Postgres,
  requestIdOf,
  SUPPLIER,
  startPostgres,
  temporaryDirectory,
} from './store.testing.ts';
import type { Store } from './store.ts';
import { StoreError } from './store-error.ts';
import { ROOM_MAX } from './writer.ts';

type Engine = { name: string; open: () => Promise<Store>; close: () => Promise<void> };

const postgres = await startPostgres();
const engines: Engine[] = [
  { name: 'PGlite', open: () => memoryStore(), close: () => Promise.resolve() },
];
if (postgres) engines.push(onServer(postgres));

function onServer(server: Postgres): Engine {
  const nowMillis = () => NOON_MILLIS;
  return {
    name: 'PostgreSQL',
    open: async () =>
      openStore({ url: await server.database(), directory: temporaryDirectory(), nowMillis }),
    close: () => server.remove(),
  };
}

const accept = (store: Store, number: number, more = {}) =>
  store.commit({ kind: 'accept', request: newRequest(number, more), audit: [] });
const dispatch = (store: Store, number: number, commandCounter: bigint) =>
  store.commit({
    kind: 'dispatch',
    requestId: requestIdOf(number),
    command: Uint8Array.of(0xd2, Number(commandCounter)),
    commandCounter,
    audit: [],
  });
const answer = (store: Store, number: number, messageId: string) =>
  store.commit({
    kind: 'answer',
    requestId: requestIdOf(number),
    responseCode: 'I0',
    outbox: [newMessage(messageId, { requestId: requestIdOf(number) })],
    audit: [],
  });
const confirm = (store: Store, recipient: string, ...messageIds: string[]) =>
  store.commit({ kind: 'confirm', recipient, messageIds });

async function waitingIds(store: Store): Promise<string[]> {
  const query = store.database.selectFrom('outbox').select('message_id').orderBy('sequence');
  return (await query.execute()).map((row) => row.message_id);
}

async function unfinished(store: Store): Promise<RequestRecord[]> {
  const found: RequestRecord[] = [];
  for await (const record of store.unfinished()) found.push(record);
  return found;
}

for (const engine of engines) {
  const test = suite(`Store on ${engine.name}`);
  let store: Store;
  test.before(async () => {
    store = await engine.open();
  });
  test.after(async () => {
    await store.close();
    await engine.close();
  });

  test('a request comes back as it was accepted', async () => {
    const request = newRequest(100, {
      counter: 2n ** 64n - 1n,
      signedPreCommand: Uint8Array.of(0xd2, 0x84),
      faultDetail: 'quote " backslash \\ comma , brace } ü',
    });
    assert.equal(await store.commit({ kind: 'accept', request, audit: [] }), {});
    const { auditBlocks, ...record } = (await store.request(request.requestId)) as RequestRecord;
    assert.equal(record, request);
    assert.is(auditBlocks.length, 1);
    assert.is(await store.request(requestIdOf(101)), undefined);
  });

  test('a RequestID is accepted once, in one group or in two, and the duplicate is told of it', async () => {
    const all = await Promise.all([accept(store, 200), accept(store, 200)]);
    assert.equal([all[0], all[1].duplicateOf?.service], [{}, 17]);
    assert.is((await accept(store, 200)).duplicateOf?.requestId, requestIdOf(200));
    const steps = (await trace(store, requestIdOf(200))).map(({ step }) => step);
    assert.equal(steps, ['duplicate', 'duplicate']);
  });

  test('another request under a RequestID is refused, in one group or in two', async () => {
    const asked = (...bytes: number[]) => ({ fingerprint: Uint8Array.from(bytes) });
    const all = await Promise.all([
      accept(store, 201, asked(1)),
      accept(store, 201, { service: 3 }),
      accept(store, 201, asked(2)),
    ]);
    assert.equal(all, [{}, { isReused: true }, { isReused: true }]);
    assert.ok((await accept(store, 201, asked(1))).duplicateOf);
    const steps = (await trace(store, requestIdOf(201))).map(({ step }) => step);
    assert.equal(steps, ['refused', 'refused', 'duplicate']);
  });

  test('exactly one answer, and it erases the command and the body', async () => {
    await accept(store, 300);
    await dispatch(store, 300, 7n);
    assert.equal((await store.request(requestIdOf(300)))?.command, Uint8Array.of(0xd2, 7));
    const answers = await Promise.all([answer(store, 300, 'a-1'), answer(store, 300, 'a-2')]);
    assert.equal(answers, [{}, { ignored: true }]);
    assert.equal(await answer(store, 300, 'a-3'), { ignored: true });
    const record = await store.request(requestIdOf(300));
    assert.equal(
      [record?.state, record?.command, record?.body],
      ['answered', undefined, undefined],
    );
    assert.equal(await waitingIds(store), ['a-1']);
  });

  test('a command for an answered request, and an answer to none, are ignored', async () => {
    assert.equal(await dispatch(store, 300, 8n), { ignored: true });
    assert.equal(await answer(store, 999, 'a-4'), { ignored: true });
    assert.equal(await waitingIds(store), ['a-1']);
  });

  test('only the recipient confirms, once, and the request is confirmed with it', async () => {
    assert.equal(await confirm(store, OTHER_SUPPLIER, 'a-1'), { messageIds: [] });
    assert.is((await store.request(requestIdOf(300)))?.state, 'answered');
    const confirmed = await Promise.all([
      confirm(store, SUPPLIER, 'a-1', 'never-was'),
      confirm(store, SUPPLIER, 'a-1'),
    ]);
    assert.equal(confirmed, [{ messageIds: ['a-1'] }, { messageIds: [] }]);
    assert.is((await store.request(requestIdOf(300)))?.state, 'confirmed');
    assert.equal(await waitingIds(store), []);
    const last = (await trace(store, requestIdOf(300))).at(-1);
    assert.equal(
      [last?.step, last?.party, last?.detail],
      ['confirmed', SUPPLIER, { messageId: 'a-1' }],
    );
  });

  test('a request answered at once keeps no body and waits only for its confirmation', async () => {
    const outbox = [newMessage('at-once', { requestId: requestIdOf(310) })];
    await store.commit({
      kind: 'accept',
      request: newRequest(310, { state: 'answered' }),
      outbox,
      audit: [],
    });
    assert.is((await store.request(requestIdOf(310)))?.body, undefined);
    assert.equal(await confirm(store, SUPPLIER, 'at-once'), { messageIds: ['at-once'] });
    assert.is((await store.request(requestIdOf(310)))?.state, 'confirmed');
  });

  test('the whole way of a request in one turn comes out as one step after the other', async () => {
    const all = await Promise.all([
      accept(store, 320),
      dispatch(store, 320, 1n),
      dispatch(store, 320, 2n),
      answer(store, 320, 'b-1'),
      confirm(store, SUPPLIER, 'b-1'),
      dispatch(store, 320, 3n),
    ]);
    assert.equal(all, [{}, {}, {}, {}, { messageIds: ['b-1'] }, { ignored: true }]);
    const record = await store.request(requestIdOf(320));
    assert.equal([record?.state, record?.commandCounter], ['confirmed', 2n]);
  });

  test('an alert that the device sent twice is delivered once', async () => {
    const alert = newMessage('alert-1', { kind: 'deviceAlert' });
    const other = newMessage('alert-2', { kind: 'deviceAlert' });
    const delivered = await Promise.all([
      store.commit({ kind: 'deliver', outbox: [alert, other], audit: [] }),
      store.commit({ kind: 'deliver', outbox: [alert], audit: [] }),
    ]);
    assert.equal(delivered, [{ messageIds: ['alert-1', 'alert-2'] }, { messageIds: [] }]);
    await confirm(store, SUPPLIER, 'alert-1', 'alert-2');
  });

  test('what is unfinished comes back in the order of acceptance', async () => {
    await Promise.all([1003, 1001, 1002].map((number) => accept(store, number)));
    await Promise.all(Array.from({ length: 600 }, (_, at) => accept(store, 3000 - at)));
    await dispatch(store, 1001, 9n);
    await answer(store, 1003, 'c-1');
    const counters = (await unfinished(store)).map(({ counter }) => Number(counter));
    const own = counters.filter((counter) => counter > 1000 && counter < 1100);
    assert.equal(own, [1001, 1002]);
    assert.equal(
      counters.slice(-600),
      Array.from({ length: 600 }, (_, at) => 3000 - at),
    );
  });

  test('a counter never gives a number twice', async () => {
    const [first, second] = await Promise.all([
      store.reserveCounter('commands', 100),
      store.reserveCounter('commands', 5),
    ]);
    assert.equal([first, second], [1n, 101n]);
    assert.is(await store.reserveCounter('commands', 1), 106n);
    assert.is(await store.reserveCounter('alerts', 1), 1n);
  });

  test('a write the database refuses fails its group alone', async () => {
    // PostgreSQL keeps no zero character in text.
    const refused = await accept(store, 400, { faultDetail: 'a\0b' }).catch((error) => error);
    assert.instance(refused, StoreError);
    assert.is((refused as StoreError).code, 'GROUP_FAILED');
    assert.is(await store.request(requestIdOf(400)), undefined);
    assert.equal(await accept(store, 400), {});
  });

  test('whoever waits for room gets it when the writes are written', async () => {
    const entry = { atMillis: NOON_MILLIS, step: 'received', device: METER } as const;
    const writes = Array.from({ length: ROOM_MAX }, () =>
      store.commit({ kind: 'audit', audit: [entry] }),
    );
    let isWritten = false;
    const first = writes[0]?.then(() => {
      isWritten = true;
    });
    await store.room();
    await first;
    assert.ok(isWritten);
    await Promise.all(writes);
  });

  test('a closed store has written what waited, and refuses more', async () => {
    const last = accept(store, 500);
    await store.close();
    assert.equal(await last, {});
    const refused = await accept(store, 501).catch((error: StoreError) => error.code);
    assert.is(refused, 'STORE_CLOSED');
  });

  test.run();
}
