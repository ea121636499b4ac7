/** RequestIDs: a counter only rises, and a RequestID seen before is answered as it was. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ManualTime } from '../../platform/manual-time.testing.ts';
import { disableSupply } from '../../protocol/services/disable-supply.ts';
import { readSupplyStatus } from '../../protocol/services/read-supply-status.ts';
import { openStore } from '../store/open.ts';
import { memoryStore, NOON_MILLIS, template, temporaryDirectory } from '../store/store.testing.ts';
import type { Store } from '../store/store.ts';
import { type BenchOptions, METER, makeBench, OTHER_METER, requestTo } from './bench.testing.ts';

const test = suite('the counters of RequestIDs');
let store: Store;
test.before.each(async () => {
  store = await memoryStore();
});
test.after.each(() => store.close());

const bench = (options?: BenchOptions) => makeBench(store, new ManualTime(NOON_MILLIS), options);
const used = { kind: 'refused', fault: 'COUNTER_NOT_GREATER', detail: '' };
const done = { kind: 'acknowledged' };
const transform = (counter: number, target = METER) =>
  requestTo(target, counter, { service: disableSupply, commandVariant: 4 });
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
  const reused = await flow.submit(requestTo(METER, 5));
  assert.is(reused.kind === 'refused' && reused.fault, 'REQUEST_ID_REUSED');
});

test('a transformation that was refused is refused again, and its RequestID is no other’s', async () => {
  const { flow, supply } = await bench();
  await supply([]);
  const first = await flow.submit(transform(5));
  assert.is(first.kind === 'refused' && first.fault, 'NOT_RESPONSIBLE');
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
