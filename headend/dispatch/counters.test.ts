/** RequestIDs: a counter only rises, and a RequestID seen before is answered as it was. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ManualTime } from '../../platform/manual-time.testing.ts';
import { activateFirmware } from '../../protocol/services/activate-firmware.ts';
import { disableSupply } from '../../protocol/services/disable-supply.ts';
import { readSupplyStatus } from '../../protocol/services/read-supply-status.ts';
import { trace } from '../audit/read.ts';
import { openStore } from '../store/open.ts';
import { memoryStore, NOON_MILLIS, template, temporaryDirectory } from '../store/store.testing.ts';
import type { Store } from '../store/store.ts';
import {
  type BenchOptions,
  METER,
  makeBench,
  NOON,
  OTHER_METER,
  requestTo,
  settle,
} from './bench.testing.ts';

const test = suite('the counters of RequestIDs');
let store: Store;
test.before.each(async () => {
  store = await memoryStore();
});
test.after.each(() => store.close());

const bench = (options?: BenchOptions) => makeBench(store, new ManualTime(NOON_MILLIS), options);
const used = { kind: 'refused', fault: 'COUNTER_NOT_GREATER', detail: '' };
const reused = { kind: 'refused', fault: 'REQUEST_ID_REUSED', detail: '' };
const done = { kind: 'acknowledged' };
const transform = (counter: number, target = METER) =>
  requestTo(target, counter, { service: disableSupply, commandVariant: 4 });
const activation = (counter: number, byte: string) =>
  requestTo(METER, counter, {
    service: activateFirmware,
    commandVariant: 4,
    body: { firmwareHash: byte.repeat(32) },
  });
const signed = (counter: number) =>
  requestTo(METER, counter, {
    service: disableSupply,
    commandVariant: 5,
    body: undefined,
    signedPreCommand: Uint8Array.of(1),
  });

test('a smaller one in another RequestID is refused, audited, and changes nothing', async () => {
  const { flow, counted } = await bench();
  assert.equal(await flow.submit(requestTo(METER, 7)), done);
  assert.equal(await flow.submit(requestTo(METER, 6)), used);
  assert.is(await store.request(requestTo(METER, 6).requestId), undefined);
  assert.equal(counted, ['COUNTER_NOT_GREATER']);
  assert.equal(await flow.submit(requestTo(METER, 8)), done);
});

test('rises for each target by itself, or for all together where that is agreed', async () => {
  const { flow } = await bench();
  await flow.submit(requestTo(METER, 7));
  assert.equal(await flow.submit(requestTo(OTHER_METER, 6)), done);
  const strict = await bench({ party: { counterScope: 'originator' } });
  await strict.flow.submit(requestTo(METER, 20));
  assert.equal(await strict.flow.submit(requestTo(OTHER_METER, 19)), used);
  assert.equal(await strict.flow.submit(requestTo(OTHER_METER, 21)), done);
});

test('in the order of arrival, though the first takes longer to be accepted', async () => {
  const { flow } = await bench();
  const [first, second, late] = await Promise.all([
    flow.submit(requestTo(METER, 1)),
    flow.submit(requestTo(METER, 3)),
    flow.submit(requestTo(METER, 2)),
  ]);
  assert.equal([first, second, late], [done, done, used]);
});

test('of a signed command is that of its transformation, whatever came between', async () => {
  const { flow } = await bench();
  assert.is((await flow.submit(transform(1))).kind, 'answered');
  assert.is((await flow.submit(transform(2))).kind, 'answered');
  assert.equal(await flow.submit(signed(2)), done);
  assert.equal(await flow.submit(signed(1)), done);
  assert.equal(await flow.submit(signed(1)), done);
});

test('of a signed command that was transformed nowhere here has to rise', async () => {
  const { flow } = await bench();
  await flow.submit(transform(2));
  assert.equal(await flow.submit(signed(1)), used);
  assert.equal(await flow.submit(signed(3)), done);
});

test('is used up by a request that is refused, and its repetition refused as it was', async () => {
  const { flow } = await bench();
  const wrong = requestTo(METER, 5, { commandVariant: 9 });
  const first = await flow.submit(wrong);
  assert.is(first.kind === 'refused' && first.fault, 'COMMAND_VARIANT');
  assert.equal(await flow.submit(wrong), first);
  assert.equal(await flow.submit(requestTo(METER, 4)), used);
  assert.equal(await flow.submit(requestTo(METER, 5)), reused);
});

test('a transformation that was refused is refused again, and its RequestID is no other’s', async () => {
  const { flow, supply } = await bench();
  await supply([]);
  const first = await flow.submit(transform(5));
  assert.is(first.kind === 'refused' && first.fault, 'DEVICE_UNKNOWN');
  await supply([{ supplier: requestTo(METER, 1).originator, from: 0 }]);
  assert.equal(await flow.submit(transform(5)), first);
});

test('a repetition is answered as the first time when its user may not ask any more', async () => {
  const { flow, supply } = await bench();
  await flow.submit(requestTo(METER, 1));
  await supply([]);
  assert.equal(await flow.submit(requestTo(METER, 1)), done);
  const other = await flow.submit(requestTo(METER, 1, { service: readSupplyStatus }));
  assert.is(other.kind === 'refused' && other.fault, 'REQUEST_ID_REUSED');
});

test('a RequestID is not another’s, however little of what is asked differs', async () => {
  const { flow, counted } = await bench();
  const dated = (seconds: number) =>
    requestTo(METER, 1, { body: { executionDateTime: NOON + seconds } });
  const first = dated(60);
  for (const one of [first, transform(2), signed(2), activation(3, 'a0')]) await flow.submit(one);
  const others = [
    dated(61),
    { ...first, precedingRequestId: transform(2).requestId },
    activation(3, 'b0'),
    { ...signed(2), signedPreCommand: Uint8Array.of(2) },
  ];
  for (const other of others) assert.equal(await flow.submit(other), reused);
  assert.equal(
    counted,
    others.map(() => 'REQUEST_ID_REUSED'),
  );
  assert.equal(await flow.submit({ ...first, channel: 'bridge', endpoint: 'bridge' }), done);
});

test('another use of a RequestID is audited as refused, a repetition as what it is', async () => {
  const { flow } = await bench();
  const first = requestTo(METER, 1, { body: { executionDateTime: NOON + 60 } });
  for (const one of [first, requestTo(METER, 1), first]) await flow.submit(one);
  const last = (await trace(store, first.requestId)).slice(-2);
  assert.equal(
    last.map(({ step, detail }) => [step, detail?.['code']]),
    [
      ['refused', 'REQUEST_ID_REUSED'],
      ['duplicate', undefined],
    ],
  );
});

test('a RequestID that is refused for now is compared too', async () => {
  const { flow } = await bench({ heldLimits: { ofParty: 1, inAll: 1 } });
  const dated = (seconds: number) =>
    requestTo(METER, 1, { body: { executionDateTime: NOON + seconds } });
  await flow.submit(dated(60));
  assert.equal(await flow.submit(dated(60)), done);
  assert.equal(await flow.submit(dated(61)), reused);
});

test('of two with one RequestID at the same moment, by both ways, one is the other’s repetition', async () => {
  const { flow, commands } = await bench();
  const one = requestTo(METER, 1);
  const same = { ...one, channel: 'bridge', endpoint: 'bridge' } as const;
  const other = { ...same, body: { executionDateTime: NOON + 60 } };
  const all = await Promise.all([one, same, other].map((asked) => flow.submit(asked)));
  assert.equal(all, [done, done, reused]);
  await settle();
  assert.equal(commands, ['command of 1']);
  assert.is((await store.request(one.requestId))?.channel, 'duis');
});

test('a request that was accepted before requests were compared is repeated as before', async () => {
  const { flow } = await bench();
  await flow.submit(requestTo(METER, 1));
  await store.database.updateTable('requests').set({ fingerprint: null }).execute();
  assert.equal(await flow.submit(requestTo(METER, 1)), done);
});

test('is not forgotten by a restart', async () => {
  const directory = temporaryDirectory();
  const open = async () =>
    openStore({ directory, nowMillis: () => NOON_MILLIS, template: await template() });
  const first = await open();
  const before = await makeBench(first, new ManualTime(NOON_MILLIS));
  await before.flow.submit(requestTo(METER, 7));
  before.flow.stop();
  await first.close();
  const second = await open();
  const after = await makeBench(second, new ManualTime(NOON_MILLIS));
  assert.equal(await after.flow.submit(requestTo(METER, 6)), used);
  assert.equal(await after.flow.submit(requestTo(METER, 7)), done);
  after.flow.stop();
  await second.close();
});

test.run();
