import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ManualTime } from '../../platform/manual-time.testing.ts';
import { decommissionDevice } from '../../protocol/services/decommission-device.ts';
import { serviceNumber } from '../../protocol/services/index.ts';
import { readInstantaneousImportRegisters } from '../../protocol/services/read-instantaneous-import-registers.ts';
import type { Handler } from '../non-device/handler.ts';
import type { MarketMessage } from '../service-request.ts';
import { memoryStore, NOON_MILLIS } from '../store/store.testing.ts';
import type { Store } from '../store/store.ts';
import {
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

const test = suite('requests of a party that is not responsible any more');
let store: Store;
test.before.each(async () => {
  store = await memoryStore();
});
test.after.each(() => store.close());

const codeOf = (message: MarketMessage) => {
  if (message.kind === 'dccAlert') return message.alertCode;
  return message.kind === 'response' ? message.code : message.kind;
};
const later = { body: { executionDateTime: NOON + HOUR } };

test('end before their date, each with a response and an alert, once', async () => {
  const bench = await makeBench(store, new ManualTime(NOON_MILLIS));
  await bench.flow.submit(requestTo(METER, 1, later));
  await bench.flow.submit(requestTo(OTHER_METER, 2, later));
  assert.is(await bench.flow.endRequestsOf([METER], SUPPLIER, 'NOT_RESPONSIBLE'), 1);
  assert.equal(bench.messages.map(codeOf), ['E4', 'N7']);
  assert.is(await bench.flow.endRequestsOf([METER], SUPPLIER, 'NOT_RESPONSIBLE'), 0);
  await bench.advance(HOUR + 1);
  assert.equal(bench.commands, ['command of 2'], 'of the other device');
  bench.flow.stop();
});

test('end in the lane too; what is under way is answered, and another party’s stay', async () => {
  const bench = await makeBench(store, new ManualTime(NOON_MILLIS));
  for (const counter of [1, 2, 3]) await bench.flow.submit(requestTo(METER, counter));
  assert.is(await bench.flow.endRequestsOf([METER], NEXT_SUPPLIER, 'NOT_RESPONSIBLE'), 0);
  assert.is(await bench.flow.endRequestsOf([METER], SUPPLIER, 'NOT_RESPONSIBLE'), 2);
  await bench.answer(readInstantaneousImportRegisters);
  assert.equal(bench.messages.map(codeOf).sort(), ['E4', 'E4', 'I0', 'N7', 'N7']);
  assert.equal(bench.commands, ['command of 1']);
  bench.flow.stop();
});

test('that were to follow another end without waiting for it', async () => {
  const bench = await makeBench(store, new ManualTime(NOON_MILLIS));
  const first = requestTo(METER, 1);
  await bench.flow.submit(first);
  await bench.flow.submit(requestTo(METER, 2, { precedingRequestId: first.requestId }));
  assert.is(await bench.flow.endRequestsOf([METER], SUPPLIER, 'NOT_RESPONSIBLE'), 1);
  await bench.answer(readInstantaneousImportRegisters);
  await settle();
  assert.equal(bench.commands, ['command of 1']);
  assert.equal(bench.messages.map(codeOf), ['E4', 'N7', 'I0']);
  bench.flow.stop();
});

/** As 8.3 and 96.1 do, by whatever handler. */
const takesOut: Handler = () => ({
  changes: [{ kind: 'deviceChanged', eui64: METER, place: { status: 'Decommissioned' } }],
});
const handlers = new Map([[serviceNumber(decommissionDevice.reference), takesOut]]);
const takingOut = (counter: number) =>
  requestTo(HEAD_END, counter, {
    service: decommissionDevice,
    commandVariant: 8,
    body: { deviceId: METER },
  });

test('for a device that goes out of use end at once, whoever asked and whatever took it out', async () => {
  const bench = await makeBench(store, new ManualTime(NOON_MILLIS), { handlers });
  await bench.flow.submit(requestTo(METER, 1, later));
  await bench.flow.submit(requestTo(OTHER_METER, 2, later));
  assert.is((await bench.flow.submit(takingOut(3))).kind, 'acknowledged');
  await settle();
  assert.equal(bench.messages.map(codeOf), ['E5', 'N4']);
  await bench.advance(HOUR + 1);
  assert.equal(bench.commands, ['command of 2'], 'of the other device');
  assert.is(bench.messages.length, 2);
  bench.flow.stop();
});

test('for a device that is out of use end on their date where the head-end was killed before', async () => {
  const time = new ManualTime(NOON_MILLIS);
  const before = await makeBench(store, time);
  await before.flow.submit(requestTo(METER, 1, later));
  before.flow.stop();
  const after = await makeBench(store, time);
  const device = after.stations.inventory.get(METER);
  if (device) after.stations.inventory.take({ ...device, status: 'Decommissioned' });
  await after.advance(HOUR + 1);
  assert.equal(after.messages.map(codeOf), ['E5', 'N15']);
  assert.equal(after.commands, []);
  after.flow.stop();
});

test.run();
