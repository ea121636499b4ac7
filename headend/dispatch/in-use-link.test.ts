/** A device that is taken out of use while a command waits for it gets no more of it. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ManualTime } from '../../platform/manual-time.testing.ts';
import { decommissionDevice } from '../../protocol/services/decommission-device.ts';
import { readInstantaneousImportRegisters } from '../../protocol/services/read-instantaneous-import-registers.ts';
import type { DeviceStatus } from '../inventory/device.ts';
import { handlers } from '../non-device/handler.ts';
import { memoryStore, NOON_MILLIS } from '../store/store.testing.ts';
import type { Store } from '../store/store.ts';
import { HEAD_END, METER, makeBench, requestTo } from './bench.testing.ts';

const test = suite('a device out of use');
let store: Store;
test.before.each(async () => {
  store = await memoryStore();
});
test.after.each(() => store.close());

/** Not the alert to the network operator. */
const answers = (codes: readonly unknown[]) => codes.filter(Boolean);

const open = async () => {
  const bench = await makeBench(store, new ManualTime(NOON_MILLIS), { handlers });
  const decommissioned = () =>
    bench.flow.submit(
      requestTo(HEAD_END, 1, {
        ...{ service: decommissionDevice, commandVariant: 8, body: { deviceId: METER } },
      }),
    );
  const become = (status: DeviceStatus) =>
    bench.stations.inventory.put({ ...bench.stations.inventory.get(METER), status } as never);
  return { ...bench, decommissioned, become };
};

test('is sent the command under way no more; its user is told, and of what waited before that', async () => {
  const { flow, commands, codes, advance, decommissioned } = await open();
  await flow.submit(requestTo(METER, 1));
  await advance(10);
  assert.ok(commands.length >= 1);
  const before = commands.length;
  await flow.submit(requestTo(METER, 2));
  assert.equal(await decommissioned(), { kind: 'acknowledged' });
  await advance(25);
  assert.equal(
    answers(codes()),
    ['E5', 'E21'],
    'what waited at once, what is under way in its time',
  );
  assert.is(commands.length, before);
});

test('is still heard when it answers what it had got before', async () => {
  const { flow, codes, advance, answer, decommissioned } = await open();
  await flow.submit(requestTo(METER, 1));
  await advance(1);
  await decommissioned();
  await answer(readInstantaneousImportRegisters);
  assert.equal(answers(codes()), ['I0']);
});

test('that is suspended and restored in time gets its command then', async () => {
  const { flow, commands, advance, become } = await open();
  await flow.submit(requestTo(METER, 1));
  await advance(1);
  await become('Suspended');
  await advance(10);
  assert.is(commands.length, 1);
  await become('Recovered');
  await advance(15);
  assert.ok(commands.length > 1);
});

test.run();
