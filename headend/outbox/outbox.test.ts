import { type DatabaseConnection, type Driver, DummyDriver, Kysely, PostgresDialect } from 'kysely';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ManualTime } from '../../platform/manual-time.testing.ts';
import {
  codeOf,
  memoryStore,
  NOON_MILLIS,
  newMessage,
  OTHER_SUPPLIER,
  SUPPLIER,
} from '../store/store.testing.ts';
import type { Store } from '../store/store.ts';
import type { Database } from '../store/tables.ts';
import type { Delivery } from './delivery.ts';
import { Outbox } from './outbox.ts';
import { User } from './user.testing.ts';

const test = suite('Outbox');
const HOUR_MILLIS = 3_600_000;
const time = new ManualTime(NOON_MILLIS);
let store: Store;
let outbox: Outbox;

function newOutbox(user: Delivery, over = store): Outbox {
  const nowMillis = () => time.nowMillis();
  const fresh = new Outbox(over, { nowMillis, timer: time, random: () => 0.5 });
  fresh.register('bridge', user);
  return fresh;
}

/** Commits and offers, as whoever answers a request does. */
async function put(...messageIds: string[]): Promise<void> {
  const messages = messageIds.map((id) => newMessage(id));
  await store.commit({ kind: 'deliver', outbox: messages, audit: [] });
  for (const message of messages) outbox.offer(message);
  await outbox.idle();
}

async function advance(millis: number, stepMillis = millis): Promise<void> {
  for (let passed = 0; passed < millis; passed += stepMillis) {
    time.advance(stepMillis);
    await outbox.idle();
  }
}

/** The store, whose looks for messages find something at once and end only when they are told to. */
function heldStore() {
  const [found, isFound] = signal();
  const [held, goOn] = signal();
  class HeldDriver extends DummyDriver {
    override async acquireConnection(): Promise<DatabaseConnection> {
      const executeQuery: DatabaseConnection['executeQuery'] = async (query) => {
        const result = await store.database.executeQuery(query);
        if (!query.sql.includes('order by')) return result as never;
        isFound();
        await held;
        return result as never;
      };
      return Object.assign(await super.acquireConnection(), { executeQuery });
    }
  }
  class HeldDialect extends PostgresDialect {
    override createDriver(): Driver {
      return new HeldDriver();
    }
  }
  const dialect = new HeldDialect({ pool: () => Promise.reject(new Error('never asked')) });
  const database = new Kysely<Database>({ dialect });
  const { keys } = store;
  const commit: Store['commit'] = (write) => store.commit(write);
  return { slow: { database, keys, commit } as Store, found, goOn };
}

function signal(): [Promise<void>, () => void] {
  let send = () => {};
  const sent = new Promise<void>((resolve) => {
    send = resolve;
  });
  return [sent, () => send()];
}

const named = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, at) => `${prefix}-${String(at).padStart(4, '0')}`);

test.before(async () => {
  store = await memoryStore({ nowMillis: () => time.nowMillis() });
});
test.after(() => store.close());
test.after.each(async () => {
  await outbox.stop();
  await store.database.deleteFrom('outbox').execute();
});

test('a message that is confirmed by its delivery is delivered once and erased', async () => {
  const user = new User();
  outbox = newOutbox(user);
  await put('a', 'b', 'c');
  assert.equal(user.arrived, ['a', 'b', 'c']);
  assert.is(user.calls, 1);
  assert.is(await outbox.waiting(), 0);
  await advance(60_000);
  assert.is(user.calls, 1);
});

test('what was offered comes as it was; what waited in the database comes as it was too', async () => {
  const user = new User();
  outbox = newOutbox(user);
  await put('from-memory');
  await store.commit({ kind: 'deliver', outbox: [newMessage('from-database')], audit: [] });
  await outbox.start();
  await outbox.idle();
  for (const id of ['from-memory', 'from-database'])
    assert.is(user.texts.get(id), `content of ${id}`);
});

test('no more than a window is sent, and the rest follows in order as it is confirmed', async () => {
  const user = new User();
  user.confirms = 'later';
  outbox = newOutbox(user);
  const all = named('m', 11);
  await put(...all);
  assert.equal(user.arrived, all.slice(0, 4));
  await outbox.confirm(SUPPLIER, all.slice(0, 2));
  await outbox.idle();
  assert.equal(user.arrived, all.slice(0, 6));
  while (user.arrived.length < all.length) {
    await outbox.confirm(SUPPLIER, user.arrived.slice(-4));
    await outbox.idle();
  }
  assert.equal(user.arrived, all);
});

test('what is not confirmed is sent again, with the same id', async () => {
  const user = new User();
  user.confirms = 'later';
  outbox = newOutbox(user);
  await put('a', 'b');
  await outbox.confirm(SUPPLIER, ['a']);
  await advance(999);
  assert.equal(user.arrived, ['a', 'b']);
  await advance(1);
  assert.equal(user.arrived, ['a', 'b', 'b']);
  await outbox.confirm(SUPPLIER, ['b', 'never-was']);
  await advance(60_000);
  assert.equal(user.arrived, ['a', 'b', 'b']);
});

test('another user cannot confirm it', async () => {
  const user = new User();
  user.confirms = 'later';
  outbox = newOutbox(user);
  await put('a');
  await outbox.confirm(OTHER_SUPPLIER, ['a']);
  assert.is(await outbox.waiting(SUPPLIER), 1);
  assert.is(await outbox.waiting(OTHER_SUPPLIER), 0);
});

test('a user who was away for an hour gets all, in order, and cost few tries', async () => {
  const user = new User();
  user.confirms = 'not at all';
  outbox = newOutbox(user);
  const all = named('m', 300);
  for (let at = 0; at < all.length; at += 50) {
    await put(...all.slice(at, at + 50));
    await advance(HOUR_MILLIS / 6, 10_000);
  }
  assert.ok(user.calls < 40, `${user.calls} tries`);
  assert.equal(user.arrived, []);
  user.confirms = 'at once';
  outbox.recipientBack(SUPPLIER);
  await outbox.idle();
  assert.equal(user.arrived, all);
  assert.is(await outbox.waiting(), 0);
});

test('nobody has to say that the user is back', async () => {
  const user = new User();
  user.confirms = 'not at all';
  outbox = newOutbox(user);
  await put(...named('m', 20));
  await advance(HOUR_MILLIS, 10_000);
  user.confirms = 'at once';
  await advance(1_000_000, 10_000);
  assert.equal(user.arrived, named('m', 20));
});

test('a restart takes up what waits, and what was sent and not confirmed', async () => {
  const before = new User();
  before.confirms = 'later';
  outbox = newOutbox(before);
  await put(...named('m', 9));
  await outbox.stop();
  const after = new User();
  outbox = newOutbox(after);
  await outbox.start();
  await outbox.idle();
  assert.equal(after.arrived, named('m', 9));
});

test('a confirmation that could not be written leaves the message to be sent again', async () => {
  const user = new User();
  user.confirms = 'later';
  outbox = newOutbox(user);
  await put('a');
  const fails = codeOf(outbox.confirm(SUPPLIER, ['a', 'zero \0']));
  assert.is(await fails, 'GROUP_FAILED');
  await outbox.idle();
  assert.equal(user.arrived, ['a', 'a']);
});

test('what was erased while the database was being looked at is not delivered again', async () => {
  const user = new User();
  user.confirms = 'later';
  await store.commit({ kind: 'deliver', outbox: [newMessage('a'), newMessage('b')], audit: [] });
  const { slow, found, goOn } = heldStore();
  outbox = newOutbox(user, slow);
  await outbox.start();
  await found;
  // An earlier process has delivered it.
  await outbox.confirm(SUPPLIER, ['a']);
  goOn();
  await outbox.idle();
  assert.equal(user.arrived, ['b']);
});

test('a user who confirms nothing holds nobody else up', async () => {
  const user = new User();
  user.confirms = 'later';
  outbox = newOutbox(user);
  await put(...named('m', 20));
  const other = newMessage('o', { recipient: OTHER_SUPPLIER });
  await store.commit({ kind: 'deliver', outbox: [other], audit: [] });
  outbox.offer(other);
  await outbox.idle();
  assert.equal(user.arrived, [...named('m', 4), 'o']);
});

test.run();
