/** Commands that a user brings to a device by hand, and the answers that come back by hand. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ManualTime } from '../../platform/manual-time.testing.ts';
import type { Service } from '../../protocol/definition/service.ts';
import { disableSupply } from '../../protocol/services/disable-supply.ts';
import { readInstantaneousImportRegisters as read } from '../../protocol/services/read-instantaneous-import-registers.ts';
import { readSupplyStatus } from '../../protocol/services/read-supply-status.ts';
import { returnLocalCommandResponse } from '../../protocol/services/return-local-command-response.ts';
import { trace } from '../audit/read.ts';
import type { Submission } from '../service-request.ts';
import { memoryStore, NOON_MILLIS } from '../store/store.testing.ts';
import type { Store } from '../store/store.ts';
import {
  type Asked,
  answerBytes,
  type BenchOptions,
  HEAD_END,
  HOUR,
  METER,
  makeBench,
  NEXT_SUPPLIER,
  NOON,
  requestTo,
  SUPPLIER,
  settle,
} from './bench.testing.ts';
import { LOCAL_DAYS } from './local-commands.ts';

const test = suite('local delivery');
let store: Store;
test.before.each(async () => {
  store = await memoryStore();
});
test.after.each(() => store.close());

const bench = (options?: BenchOptions, millis = NOON_MILLIS) =>
  makeBench(store, new ManualTime(millis), options);
const local = requestTo(METER, 1, { commandVariant: 2 });
const done = { kind: 'acknowledged' };
const fault = (submission: Submission) => submission.kind === 'refused' && submission.fault;
const given = (submission: Submission) =>
  submission.kind === 'answered' && submission.message.kind === 'localCommand'
    ? new TextDecoder().decode(submission.message.command)
    : submission;

/** 8.13. */
const returned = (counter: number, deviceResponse: Uint8Array, more: object = {}, of: Asked = {}) =>
  requestTo(HEAD_END, counter, {
    service: returnLocalCommandResponse,
    commandVariant: 8,
    body: { deviceResponse, ...more },
    ...of,
  });
const bytesFor = async (service: Service = read, refused = false) =>
  (await answerBytes(store, service, refused)).bytes;

test('gives the command at once, sends nothing, and gives the same again', async () => {
  const { flow, commands } = await bench();
  assert.is(given(await flow.submit(local)), 'command of 1');
  assert.is(given(await flow.submit(local)), 'command of 1');
  await settle();
  assert.equal(commands, []);
  const { commandCounter } = (await store.request(local.requestId)) ?? {};
  assert.is(commandCounter, 1n);
});

test('gives a signed command too, and sends nothing', async () => {
  const { flow, commands } = await bench();
  const critical = { service: disableSupply, body: {} };
  await flow.submit(requestTo(METER, 1, { ...critical, commandVariant: 4 }));
  const signedPreCommand = Uint8Array.of(1);
  const signed = { ...critical, commandVariant: 6, body: undefined, signedPreCommand };
  assert.is(given(await flow.submit(requestTo(METER, 1, signed))), 'command of 1');
  await settle();
  assert.equal(commands, []);
});

test('answers the first request when the answer is brought back, once', async () => {
  const { flow, messages, codes } = await bench();
  await flow.submit(local);
  const original = { originalRequestId: local.requestId.toLowerCase() };
  const bytes = await bytesFor();
  const back = returned(1, bytes, original);
  assert.equal(await flow.submit(back), done);
  assert.equal(await flow.submit(back), done);
  assert.equal(await flow.submit(returned(2, bytes, original)), done);
  assert.equal(codes(), ['I0']);
  assert.is(messages[0]?.kind === 'response' && messages[0].requestId, local.requestId);
  assert.is((await store.request(local.requestId))?.command, undefined);
});

test('finds the request by the answer alone, also after a restart', async () => {
  const before = await bench();
  await before.flow.submit(local);
  const bytes = await bytesFor();
  before.flow.stop();
  const after = await bench({}, NOON_MILLIS + HOUR * 1000);
  assert.equal(await after.flow.submit(returned(1, bytes)), done);
  assert.equal(after.codes(), ['I0']);
  const steps = (await trace(store, local.requestId)).map(({ step }) => step);
  assert.equal(steps.slice(-2), ['deviceAnswered', 'answered']);
});

test('refuses bytes that are not the answer of this user’s command; nothing changes', async () => {
  const { flow, supply, codes } = await bench();
  await flow.submit(local);
  const bytes = await bytesFor();
  const original = (counter: number) => ({
    originalRequestId: requestTo(METER, counter).requestId,
  });
  const wrong = [
    returned(1, new TextEncoder().encode('noise')),
    returned(2, await bytesFor(readSupplyStatus)),
    returned(3, bytes, original(2)),
    returned(4, new TextEncoder().encode(`response 77 4011 ${METER}`)),
    returned(5, new TextEncoder().encode('response 1 4011 00-DB-12-34-56-78-90-FF')),
    returned(1, bytes, {}, { originator: NEXT_SUPPLIER }),
  ];
  await supply([
    { supplier: SUPPLIER, from: 0, to: NOON },
    { supplier: NEXT_SUPPLIER, from: NOON },
  ]);
  for (const one of wrong) assert.is(fault(await flow.submit(one)), 'LOCAL_RESPONSE');
  assert.equal(codes(), []);
  assert.is((await store.request(local.requestId))?.state, 'local');
});

test('tells nobody by made-up answers which devices there are', async () => {
  const { flow } = await bench();
  const told = async (counter: number, bytes: string) => {
    const submission = await flow.submit(returned(counter, new TextEncoder().encode(bytes)));
    return submission.kind === 'refused' && submission.detail;
  };
  const ofNone = await told(1, 'response 1 4011 00-DB-12-34-56-78-90-FF');
  assert.is(ofNone, 'no answer of a device that verifies');
  assert.is(await told(2, 'noise'), ofNone);
});

test('beside the network gives a copy by the outbox, and takes the answer by either way once', async () => {
  const { flow, commands, messages, answer } = await bench();
  const both = requestTo(METER, 1, { commandVariant: 3 });
  assert.equal(await flow.submit(both), done);
  await settle();
  assert.equal(commands, ['command of 1']);
  const bytes = await bytesFor();
  await answer(read);
  const back = returned(1, bytes, { originalRequestId: both.requestId });
  assert.equal(await flow.submit(back), done);
  assert.equal(
    messages.map(({ kind }) => kind),
    ['localCommand', 'response'],
  );
});

test('beside the network is answered by hand, and the next of the lane goes', async () => {
  const { flow, commands, codes } = await bench();
  await flow.submit(requestTo(METER, 1, { commandVariant: 3 }));
  await flow.submit(requestTo(METER, 2));
  assert.equal(await flow.submit(returned(1, await bytesFor())), done);
  await settle();
  assert.equal([codes().at(-1), commands], ['I0', ['command of 1', 'command of 2']]);
});

test('is no way round the network for an answer the network is asked for', async () => {
  const { flow, codes } = await bench();
  await flow.submit(requestTo(METER, 1));
  assert.is(fault(await flow.submit(returned(1, await bytesFor()))), 'LOCAL_RESPONSE');
  assert.equal(codes(), []);
});

test('is not for who may not return the answer, nor for what is held here for its date', async () => {
  const network = await bench({ party: { roles: ['ED'] } });
  const asked = { ...local, originator: NEXT_SUPPLIER };
  assert.is(fault(await network.flow.submit({ ...requestTo(METER, 1, asked) })), 'LOCAL_DELIVERY');
  const { flow } = await bench();
  const later = requestTo(METER, 2, {
    commandVariant: 2,
    body: { executionDateTime: NOON + HOUR },
  });
  assert.is(fault(await flow.submit(later)), 'LOCAL_DELIVERY');
});

test('lets what follows it go when its answer is there, and fail when it never is', async () => {
  const { flow, commands, advance, codes } = await bench();
  await flow.submit(local);
  await flow.submit(requestTo(METER, 2, { precedingRequestId: local.requestId }));
  await flow.submit(returned(1, await bytesFor()));
  await settle();
  assert.equal(commands, ['command of 2']);
  await flow.submit(requestTo(METER, 3, { commandVariant: 2 }));
  await flow.submit(requestTo(METER, 4, { precedingRequestId: requestTo(METER, 3).requestId }));
  await advance(LOCAL_DAYS * 24 * HOUR);
  assert.equal(codes(), ['I0', 'E21', 'E48']);
});

test('is bounded like everything that waits here', async () => {
  const { flow } = await bench({ heldLimits: { ofParty: 1, inAll: 9 } });
  await flow.submit(local);
  const second = requestTo(METER, 2, { commandVariant: 2 });
  assert.is(fault(await flow.submit(second)), 'QUEUE_FULL');
  await flow.submit(returned(1, await bytesFor()));
  assert.is(given(await flow.submit(second)), 'command of 2');
});

test.run();
