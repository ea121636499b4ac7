/** What users could not use: kept, sent again ever later, parked, and given to the operator. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ManualTime } from '../../platform/manual-time.testing.ts';
import {
  memoryStore,
  NOON_MILLIS,
  newMessage,
  OTHER_SUPPLIER,
  SUPPLIER,
} from '../store/store.testing.ts';
import type { Store } from '../store/store.ts';
import { Outbox } from './outbox.ts';
import { noteFailures, type ParkedMessage } from './parked.ts';
import { PARKED_AFTER_FAILURES } from './recipient-window.ts';
import { User } from './user.testing.ts';

const test = suite('parked messages');
const time = new ManualTime(NOON_MILLIS);
let store: Store;
let outbox: Outbox;
let user: User;

/** A new process over the same store, and a user who confirms later. */
async function begin(): Promise<void> {
  await outbox?.stop();
  user = new User();
  user.confirms = 'later';
  outbox = new Outbox(store, { nowMillis: () => time.nowMillis(), timer: time, random: () => 0.5 });
  outbox.register('bridge', user);
}

async function put(...messageIds: string[]): Promise<void> {
  const messages = messageIds.map((id) => newMessage(id));
  await store.commit({ kind: 'deliver', outbox: messages, audit: [] });
  for (const message of messages) outbox.offer(message);
  await outbox.idle();
}

async function advance(millis: number): Promise<void> {
  time.advance(millis);
  await outbox.idle();
}

test.before(async () => {
  store = await memoryStore({ nowMillis: () => time.nowMillis() });
});
test.before.each(begin);
test.after(() => store.close());
test.after.each(async () => {
  await outbox.stop();
  await store.database.deleteFrom('outbox').execute();
});

/** Refuses 'a' each time it has arrived, until it comes no more. */
async function refuseUntilParked(): Promise<void> {
  const times = () => user.arrived.filter((id) => id === 'a').length;
  for (let refused = 1; refused <= PARKED_AFTER_FAILURES; refused++) {
    assert.is(times(), refused);
    outbox.refused(SUPPLIER, ['a'], 'no such meter');
    await outbox.idle();
    for (let passed = 0; passed < 800 && times() === refused; passed++) await advance(1_000);
  }
  assert.is(times(), PARKED_AFTER_FAILURES);
}
const auditedSteps = async (): Promise<string[]> => {
  const blocks = await store.database.selectFrom('audit_blocks').select('entries').execute();
  return blocks
    .flatMap(({ entries }) => JSON.parse(entries) as { step: string; detail?: object }[])
    .filter(({ step }) => /Refused|parked/.test(step))
    .map(({ step, detail }) => `${step} ${JSON.stringify(detail)}`);
};

test('what its user cannot use is kept, audited, and parked where the operator sees it', async () => {
  await put('a');
  await refuseUntilParked();
  const [parked, ...others] = await outbox.parked();
  assert.equal(others, []);
  const { parkedAtMillis, ...shown } = parked as ParkedMessage;
  assert.equal(shown, {
    ...{ messageId: 'a', recipient: SUPPLIER, channel: 'bridge', kind: 'response' },
    ...{ failures: PARKED_AFTER_FAILURES, reason: 'no such meter' },
  });
  assert.ok(parkedAtMillis > NOON_MILLIS);
  const steps = await auditedSteps();
  assert.is(
    steps.filter((step) => step.startsWith('deliveryRefused')).length,
    PARKED_AFTER_FAILURES - 1,
  );
  assert.match(steps.at(-1) ?? '', /^parked .*"reason":"no such meter"/);
});

test('what is parked stays so over a restart, until the operator sends it again', async () => {
  await put('a', 'b');
  await outbox.confirm(SUPPLIER, ['b']);
  await refuseUntilParked();
  await begin();
  user.confirms = 'at once';
  await outbox.start();
  await outbox.idle();
  assert.equal(user.arrived, []);
  assert.is(await outbox.waiting(), 1);
  assert.equal(await outbox.unpark(['a', 'b', 'never-was']), ['a']);
  await outbox.idle();
  assert.equal(user.arrived, ['a']);
  assert.is(user.texts.get('a'), 'content of a');
  assert.is(await outbox.waiting(), 0);
});

test('a parked message may still be confirmed, and is gone then', async () => {
  await put('a');
  await refuseUntilParked();
  await outbox.confirm(SUPPLIER, ['a']);
  assert.equal(await outbox.parked(), []);
  assert.is(await outbox.waiting(), 0);
});

test('a failure is counted with its audit, and neither of a message that is gone or another’s', async () => {
  await put('a', 'b');
  const before = (await auditedSteps()).length;
  const lane = { recipient: SUPPLIER, channel: 'bridge' } as const;
  const failed = ['a', 'b', 'gone'].map((id) => {
    const message = newMessage(id);
    return { message, failures: PARKED_AFTER_FAILURES, isParked: true };
  });
  await noteFailures(store, { ...lane, recipient: OTHER_SUPPLIER }, failed, 'no', NOON_MILLIS);
  assert.is((await auditedSteps()).length, before);
  assert.equal(await outbox.parked(), []);
  const noting = noteFailures(store, lane, failed, 'no', NOON_MILLIS);
  const confirming = outbox.confirm(SUPPLIER, ['b']);
  await Promise.all([noting, confirming]);
  await noteFailures(store, lane, failed.slice(1), 'no', NOON_MILLIS);
  const steps = (await auditedSteps()).slice(before);
  assert.equal(
    steps.map((step) => /"messageId":"(\w+)"/.exec(step)?.[1]),
    ['a', 'b'],
  );
  assert.equal(
    (await outbox.parked()).map(({ messageId }) => messageId),
    ['a'],
  );
});

test('nobody can refuse what is another’s', async () => {
  await put('a');
  outbox.refused(OTHER_SUPPLIER, ['a'], 'mine now');
  await advance(1_000);
  assert.equal(user.arrived, ['a', 'a'], 'it is due again as early as ever');
});

test.run();
