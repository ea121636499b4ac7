/** Requests that follow another: they go when it is done, and end with it when it is not. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ManualTime } from '../../platform/manual-time.testing.ts';
import { disableSupply } from '../../protocol/services/disable-supply.ts';
import { serviceNumber } from '../../protocol/services/index.ts';
import { readInstantaneousImportRegisters as read } from '../../protocol/services/read-instantaneous-import-registers.ts';
import { readInventory } from '../../protocol/services/read-inventory.ts';
import type { Submission } from '../service-request.ts';
import { memoryStore, NOON_MILLIS } from '../store/store.testing.ts';
import type { Store } from '../store/store.ts';
import {
  type Asked,
  HEAD_END,
  HOUR,
  METER,
  makeBench,
  NEXT_SUPPLIER,
  NOON,
  OTHER_METER,
  requestTo,
  SUPPLIER,
  settle,
} from './bench.testing.ts';

const test = suite('a sequence of requests');
let store: Store;
test.before.each(async () => {
  store = await memoryStore();
});
test.after.each(() => store.close());

const bench = (millis = NOON_MILLIS, options = {}) =>
  makeBench(store, new ManualTime(millis), options);
const first = requestTo(METER, 1, { firstInSequence: true });
/** To the other meter, so that no lane keeps the order. */
const after = (counter: number, precedingRequestId: string, more: Asked = {}) =>
  requestTo(OTHER_METER, counter, { precedingRequestId, ...more });
const fault = (submission: Submission) => submission.kind === 'refused' && submission.fault;

test('goes one by one, each when the one before is done', async () => {
  const { flow, commands, answer } = await bench();
  const second = after(2, first.requestId);
  await flow.submit(first);
  assert.equal(await flow.submit(second), { kind: 'acknowledged' });
  await settle();
  assert.equal(commands, ['command of 1']);
  await answer(read);
  assert.equal(commands, ['command of 1', 'command of 2']);
});

test('ends down the chain when one is refused by its device', async () => {
  const { flow, commands, answer, messages } = await bench();
  const second = after(2, first.requestId);
  for (const one of [first, second, after(3, second.requestId)]) await flow.submit(one);
  await answer(read, true);
  await settle();
  assert.equal(commands, ['command of 1']);
  const told = messages.map((message) => message.kind === 'response' && message.requestId);
  assert.equal(
    told,
    [first, second, after(3, '')].map(({ requestId }) => requestId),
  );
});

test('ends when the time of the first is over', async () => {
  const { flow, commands, codes, advance } = await bench();
  await flow.submit(first);
  await flow.submit(after(2, first.requestId));
  await advance(31);
  assert.equal(codes(), ['E21', 'E48']);
  assert.not.ok(commands.includes('command of 2'));
});

test('goes at once after one that is done, and not at all after one that is not', async () => {
  const { flow, answer } = await bench();
  await flow.submit(first);
  await answer(read);
  assert.equal(await flow.submit(after(2, first.requestId)), { kind: 'acknowledged' });
  const wrong = requestTo(METER, 3, { commandVariant: 9 });
  await flow.submit(wrong);
  assert.is(fault(await flow.submit(after(4, wrong.requestId))), 'PRECEDING_FAILED');
});

test('may arrive all at once', async () => {
  const { flow } = await bench();
  const second = after(2, first.requestId);
  const all = [first, second, after(3, second.requestId)].map((one) => flow.submit(one));
  assert.equal(
    (await Promise.all(all)).map(({ kind }) => kind),
    ['acknowledged', 'acknowledged', 'acknowledged'],
  );
});

test('is refused when it follows nothing, itself, one to come, or another user’s', async () => {
  const { flow, supply } = await bench();
  const self = requestTo(METER, 2);
  const mutual = [
    after(5, requestTo(METER, 6).requestId),
    requestTo(METER, 6, { precedingRequestId: after(5, '').requestId }),
  ];
  const asked = [
    after(1, first.requestId),
    { ...self, precedingRequestId: self.requestId },
    ...mutual,
  ];
  const submissions = await Promise.all(asked.map((one) => flow.submit(one)));
  assert.equal(submissions.map(fault), [
    'PRECEDING_UNKNOWN',
    'PRECEDING_UNKNOWN',
    'PRECEDING_UNKNOWN',
    'PRECEDING_FAILED',
  ]);
  await flow.submit(requestTo(METER, 7));
  await supply([
    { supplier: SUPPLIER, from: 0, to: NOON },
    { supplier: NEXT_SUPPLIER, from: NOON },
  ]);
  const foreign = after(1, requestTo(METER, 7).requestId, { originator: NEXT_SUPPLIER });
  assert.is(fault(await flow.submit(foreign)), 'PRECEDING_UNKNOWN');
});

test('outlives a restart, also when the first ended meanwhile', async () => {
  const before = await bench();
  const second = after(2, first.requestId);
  for (const one of [first, second, after(3, second.requestId)]) await before.flow.submit(one);
  await settle();
  before.flow.stop();
  const back = await bench(NOON_MILLIS + 1_000);
  await back.answer(read);
  assert.ok(back.commands.includes('command of 2'));
  back.flow.stop();
  const again = await bench(NOON_MILLIS + 2_000);
  await again.answer(read);
  assert.is(again.commands.filter((command) => command === 'command of 3').length, 1);
});

test('gives each request its whole time, from when it goes', async () => {
  const { flow, answer, advance, codes } = await bench();
  await flow.submit(first);
  await flow.submit(after(2, first.requestId));
  await advance(20);
  await answer(read);
  await advance(20);
  assert.equal(codes(), ['I0']);
  const record = await store.request(after(2, '').requestId);
  assert.is(record?.deadlineUtcSeconds, NOON + 20 + 30);
});

test('holds what is dated until its date, though the one before is done', async () => {
  const { flow, answer, commands, advance } = await bench();
  await flow.submit(first);
  const body = { executionDateTime: NOON + HOUR };
  await flow.submit(after(2, first.requestId, { body }));
  await answer(read);
  assert.equal(commands, ['command of 1']);
  await advance(HOUR);
  assert.equal(commands, ['command of 1', 'command of 2']);
});

test('is allowed anew when its turn comes: after a change of supplier it ends with E4', async () => {
  const { flow, answer, codes, supply } = await bench();
  await flow.submit(first);
  await flow.submit(after(2, first.requestId));
  await supply([
    { supplier: SUPPLIER, from: 0, to: NOON },
    { supplier: NEXT_SUPPLIER, from: NOON },
  ]);
  await answer(read);
  assert.equal(codes(), ['I0', 'E4']);
});

test('of pre-commands orders what is signed, not its transformation', async () => {
  const { flow } = await bench();
  const critical = { service: disableSupply, commandVariant: 4 };
  const one = requestTo(METER, 1, critical);
  await flow.submit(one);
  const two = await flow.submit(
    requestTo(METER, 2, { ...critical, precedingRequestId: one.requestId }),
  );
  assert.is(two.kind, 'answered');
  const signed = {
    ...critical,
    commandVariant: 5,
    body: undefined,
    signedPreCommand: Uint8Array.of(1),
  };
  const early = await flow.submit(
    requestTo(METER, 2, { ...signed, precedingRequestId: one.requestId }),
  );
  assert.is(fault(early), 'PRECEDING_UNKNOWN');
});

test('does not make wait what is answered at once: it may be asked again later', async () => {
  const { flow, answer } = await bench(NOON_MILLIS, {
    handlers: new Map([[serviceNumber(readInventory.reference), () => ({})]]),
  });
  const listing = requestTo(HEAD_END, 2, {
    service: readInventory,
    commandVariant: 8,
    endpoint: 'nonDevice',
    precedingRequestId: first.requestId,
  });
  await flow.submit(first);
  assert.is(fault(await flow.submit(listing)), 'PRECEDING_NOT_DONE');
  await answer(read);
  assert.equal(await flow.submit(listing), { kind: 'acknowledged' });
});

test('is bounded: for each user, and for all', async () => {
  const heldLimits = { ofParty: 2, inAll: 2 };
  const { flow, advance } = await bench(NOON_MILLIS, { heldLimits });
  const body = { executionDateTime: NOON + HOUR };
  for (const counter of [1, 2])
    assert.is((await flow.submit(requestTo(METER, counter, { body }))).kind, 'acknowledged');
  assert.is(fault(await flow.submit(requestTo(METER, 3, { body }))), 'QUEUE_FULL');
  const repeated = await flow.submit(requestTo(METER, 2, { body }));
  assert.is(repeated.kind, 'acknowledged');
  await advance(HOUR);
  assert.is(
    (await flow.submit(requestTo(METER, 3, { body: { executionDateTime: NOON + 2 * HOUR } }))).kind,
    'acknowledged',
  );
});

test('waiting in its lane is allowed anew before it is sent', async () => {
  const { flow, answer, codes, supply, commands } = await bench();
  await flow.submit(requestTo(METER, 1));
  await flow.submit(requestTo(METER, 2));
  await settle();
  await supply([
    { supplier: SUPPLIER, from: 0, to: NOON },
    { supplier: NEXT_SUPPLIER, from: NOON },
  ]);
  await answer(read);
  assert.equal([codes(), commands], [['I0', 'E4'], ['command of 1']]);
});

test.run();
