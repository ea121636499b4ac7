import { sql } from 'kysely';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ManualTime } from '../../platform/manual-time.testing.ts';
import type { Service } from '../../protocol/definition/service.ts';
import { readInstantaneousImportRegisters } from '../../protocol/services/read-instantaneous-import-registers.ts';
import { readSupplyStatus } from '../../protocol/services/read-supply-status.ts';
import { trace } from '../audit/read.ts';
import type { MarketMessage, ServiceRequest } from '../service-request.ts';
import { memoryStore, NOON_MILLIS } from '../store/store.testing.ts';
import type { Store } from '../store/store.ts';
import {
  makeBench as bench,
  HOUR,
  METER,
  NEXT_SUPPLIER,
  NOON,
  requestTo,
  SUPPLIER,
  settle,
} from './bench.testing.ts';

const request = (
  counter: number,
  body: object = {},
  service: Service = readInstantaneousImportRegisters,
): ServiceRequest => requestTo(METER, counter, { body, service });

/** Of a response its code, of an alert of the DCC its own. */
const codeOf = (message: MarketMessage) => {
  if (message.kind === 'dccAlert') return message.alertCode;
  return message.kind === 'response' ? message.code : message.kind;
};

const test = suite('flow of a request');
let store: Store;
test.before.each(async () => {
  store = await memoryStore();
});
test.after.each(() => store.close());

test('what is dated for later goes at its time and not before', async () => {
  const { flow, commands, advance } = await bench(store, new ManualTime(NOON_MILLIS));
  const later = request(1, { executionDateTime: NOON + HOUR });
  assert.equal(await flow.submit(later), { kind: 'acknowledged' });
  await advance(HOUR - 1);
  assert.equal(commands, []);
  await advance(1);
  assert.equal(commands, ['command of 1']);
  const steps = (await trace(store, later.requestId)).map(({ step }) => step);
  assert.equal(steps, ['received', 'allowed', 'accepted', 'scheduled', 'translated']);
});

test('P7: at its date it is allowed anew: after a change of supplier it ends with E4 and N15', async () => {
  const { flow, commands, messages, supply, advance } = await bench(
    store,
    new ManualTime(NOON_MILLIS),
  );
  await flow.submit(request(1, { executionDateTime: NOON + HOUR }));
  await supply([
    { supplier: SUPPLIER, from: 0, to: NOON + HOUR },
    { supplier: NEXT_SUPPLIER, from: NOON + HOUR },
  ]);
  await advance(HOUR);
  assert.equal(commands, []);
  assert.equal(messages.map(codeOf), ['E4', 'N15']);
});

test('P20: a stranger is told that there is no such device, and the audit why it was refused', async () => {
  const { flow, supply } = await bench(store, new ManualTime(NOON_MILLIS));
  await supply([{ supplier: NEXT_SUPPLIER, from: 0 }]);
  const asked = request(1);
  const refused = await flow.submit(asked);
  assert.equal(refused, { kind: 'refused', fault: 'DEVICE_UNKNOWN', detail: '' });
  const entries = await trace(store, asked.requestId);
  const because = entries.find(({ step }) => step === 'refused')?.detail?.['because'];
  assert.is(because, 'NOT_RESPONSIBLE');
});

test('a date that passes while the head-end is down is allowed anew when it is back', async () => {
  const before = await bench(store, new ManualTime(NOON_MILLIS));
  await before.flow.submit(request(1, { executionDateTime: NOON + HOUR }));
  await before.flow.submit(request(2, { executionDateTime: NOON + HOUR }));
  before.flow.stop();
  const back = await bench(store, new ManualTime(NOON_MILLIS + HOUR * 1000 + 5_000));
  await back.advance(1);
  assert.equal(back.commands, ['command of 1']);
  back.flow.stop();
});

test('a date that passed in another supplier’s time, while it was down, ends with E4 and N15', async () => {
  const before = await bench(store, new ManualTime(NOON_MILLIS));
  await before.flow.submit(request(1, { executionDateTime: NOON + HOUR }));
  before.flow.stop();
  const time = new ManualTime(NOON_MILLIS + HOUR * 1000 + 5_000);
  const back = await bench(store, time);
  await back.supply([
    { supplier: SUPPLIER, from: 0, to: NOON + HOUR },
    { supplier: NEXT_SUPPLIER, from: NOON + HOUR },
  ]);
  await back.advance(1);
  assert.equal(back.commands, []);
  assert.equal(back.messages.map(codeOf), ['E4', 'N15']);
});

test('of two that came together, the command that was made goes first again after a restart', async () => {
  const time = new ManualTime(NOON_MILLIS);
  const before = await bench(store, time);
  await before.flow.submit(request(1));
  await before.flow.submit(request(2));
  assert.equal(before.commands, ['command of 1']);
  before.flow.stop();
  // As if the second had been written before the command of the first was made.
  await sql`update requests set sequence = (select min(sequence) + max(sequence) from requests)
    - sequence`.execute(store.database);
  const after = await bench(store, time);
  await after.advance(6);
  assert.equal([...new Set(after.commands)], ['command of 1']);
  await after.answer(readInstantaneousImportRegisters);
  assert.equal([...new Set(after.commands)], ['command of 1', 'command of 2']);
  after.flow.stop();
});

test('past its deadline nothing is sent again after a restart, and the user is told', async () => {
  const before = await bench(store, new ManualTime(NOON_MILLIS));
  await before.flow.submit(request(1));
  await settle();
  assert.equal(before.commands, ['command of 1']);
  before.flow.stop();
  const back = await bench(store, new ManualTime(NOON_MILLIS + HOUR * 1000));
  await back.advance(1);
  assert.equal(back.commands, []);
  assert.equal(
    back.messages.map((message) => message.kind === 'response' && message.code),
    ['E21'],
  );
});

test('what was to be held for a time that is over when the head-end is back is not sent at all', async () => {
  const before = await bench(store, new ManualTime(NOON_MILLIS));
  await before.flow.submit(request(1, { executionDateTime: NOON + HOUR }));
  before.flow.stop();
  const back = await bench(store, new ManualTime(NOON_MILLIS + 3 * HOUR * 1000));
  await back.advance(1);
  assert.equal(back.commands, []);
  assert.equal(
    back.messages.map((message) => message.kind === 'response' && message.code),
    ['E20'],
  );
  const steps = (await trace(store, request(1).requestId)).map(({ step }) => step);
  assert.not.ok(steps.includes('translated'));
});

test('a repetition is answered as before and never sent, whatever is under way', async () => {
  const { flow, commands } = await bench(store, new ManualTime(NOON_MILLIS));
  const [first, again] = await Promise.all([flow.submit(request(1)), flow.submit(request(1))]);
  assert.equal([first.kind, again.kind], ['acknowledged', 'acknowledged']);
  assert.equal(await flow.submit(request(1)), { kind: 'acknowledged' });
  await settle();
  assert.equal(commands, ['command of 1']);
});

test('a RequestID that was another request’s is refused', async () => {
  const { flow, commands } = await bench(store, new ManualTime(NOON_MILLIS));
  await flow.submit(request(1));
  const other = await flow.submit(request(1, {}, readSupplyStatus));
  assert.equal(other, { kind: 'refused', fault: 'REQUEST_ID_REUSED', detail: '' });
  await settle();
  assert.equal(commands, ['command of 1']);
});

test.run();
