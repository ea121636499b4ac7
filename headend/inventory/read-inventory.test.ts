import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { registerInMemory } from '../registration/register.testing.ts';
import { testDevice } from './device.testing.ts';
import { Inventory } from './inventory.ts';
import { findDevices } from './read-inventory.ts';

const METER = '00-DB-12-34-56-78-90-A0';
const NEIGHBOUR = '00-DB-12-34-56-78-90-A1';
const MPAN = '2012345678385';
const OTHER_MPAN = '1312345678333';
const nothing = async () => {};
async function* none() {}
const HOME = { uprn: 100023336956, postCode: 'SW1A 2AA', addressIdentifier: '10' };
const point = (mpxn: string, where: object) => ({
  mpxn,
  fuel: 'electricity' as const,
  networkOperator: NEIGHBOUR,
  registrations: [],
  ...where,
});

async function world() {
  const register = registerInMemory();
  const inventory = new Inventory({ saveDevice: nothing, loadDevices: none });
  await register.put(point(MPAN, HOME));
  for (const eui64 of [METER, NEIGHBOUR]) await inventory.put(testDevice(eui64, MPAN));
  const found = async (question: object) => {
    const { devices } = await findDevices(question as never, inventory, register);
    return devices.map(({ record }) => record.eui64);
  };
  return { register, inventory, found };
}

const test = suite('read inventory');

test('finds the devices by each of its four keys, each once', async () => {
  const { found, inventory } = await world();
  await inventory.put({ ...testDevice(METER, MPAN), exportMpan: MPAN });
  const { uprn, ...propertyFilter } = HOME;
  for (const question of [{ deviceId: METER }, { mpxn: MPAN }, { uprn }, { propertyFilter }])
    assert.equal(await found(question), [METER, NEIGHBOUR]);
});

test('a device that has moved is found where it is, and no longer where it was', async () => {
  const { found, inventory, register } = await world();
  await inventory.put(testDevice(METER, OTHER_MPAN));
  assert.equal(await found({ mpxn: MPAN }), [NEIGHBOUR]);
  await register.put(point(OTHER_MPAN, { uprn: 7 }));
  assert.equal(await found({ uprn: 7 }), [METER]);
  inventory.drop(METER);
  assert.equal(await found({ uprn: 7 }), []);
});

test('a property that is known better is found by what is known now alone', async () => {
  const { found, register } = await world();
  await register.put(point(MPAN, { ...HOME, uprn: 9, addressIdentifier: '11' }));
  const { uprn, ...propertyFilter } = HOME;
  assert.equal(await found({ uprn }), []);
  assert.equal(await found({ propertyFilter }), []);
  assert.equal(await found({ uprn: 9 }), [METER, NEIGHBOUR]);
});

test.run();
