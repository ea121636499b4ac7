import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { toHex } from '../../protocol/bytes.ts';
import { MasterData } from '../store/master-data.ts';
import { memoryStore } from '../store/store.testing.ts';
import type { Store } from '../store/store.ts';
import { testDevice } from './device.testing.ts';
import { Inventory } from './inventory.ts';
import { keyHistory } from './key-history.ts';
import { withRenewed } from './renewal.ts';

const METER = '00-DB-12-34-56-78-90-A0';
const test = suite('keys on record');
let store: Store;
test.before.each(async () => {
  store = await memoryStore();
});
test.after.each(() => store.close());

const history = () => keyHistory(store.database as never, METER);

test('a key that is renewed stays on record beside the one in its place, with its times', async () => {
  const inventory = new Inventory(new MasterData(store, () => 0));
  const device = testDevice(METER, '2012345678385');
  await inventory.put(device);
  const fresh = new Uint8Array(32).fill(9);
  await inventory.putKeys(
    withRenewed({ ...device, renewed: { signingPublic: fresh } }, 'signingPublic'),
  );
  const signing = (await history()).filter(({ name }) => name === 'signingPublic');
  assert.equal(
    signing.map(({ key }) => key),
    [toHex(device.record.signingPublic), toHex(fresh)],
  );
  assert.is(signing[0]?.knownToMillis, signing[1]?.knownFromMillis);
  assert.is(signing[1]?.knownToMillis, undefined);
});

test('what else changes of a device is no new key', async () => {
  const inventory = new Inventory(new MasterData(store, () => 0));
  const device = testDevice(METER, '2012345678385');
  await inventory.put(device);
  const before = await history();
  assert.ok(before.length >= 2);
  await inventory.put({ ...device, status: 'Decommissioned' });
  assert.equal(await history(), before);
});

test('a device without keys has none on record', async () => {
  assert.equal(await history(), []);
});

test.run();
