import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { validate } from '../../protocol/definition/validate.ts';
import { readInventory } from '../../protocol/services/read-inventory.ts';
import { Fault } from '../faults.ts';
import { Register } from '../registration/registration.ts';
import { testDevice } from './device.testing.ts';
import { Inventory } from './inventory.ts';
import { answerReadInventory } from './read-inventory.ts';

const METER = '00-DB-12-34-56-78-90-A0';
const NEIGHBOUR = '00-DB-12-34-56-78-90-A1';
const MPAN = '2012345678385';
const nothing = async () => {};
async function* none() {}

async function world() {
  const register = new Register({ saveMeteringPoint: nothing, loadMeteringPoints: none });
  const inventory = new Inventory({ saveDevice: nothing, loadDevices: none });
  await register.put({
    mpxn: MPAN,
    fuel: 'electricity',
    networkOperator: NEIGHBOUR,
    registrations: [],
    uprn: 100023336956,
    postCode: 'SW1A 2AA',
    addressIdentifier: '10',
  });
  for (const eui64 of [METER, NEIGHBOUR]) await inventory.put(testDevice(eui64, MPAN));
  return { register, inventory };
}

const test = suite('read inventory');

test('finds the devices by each of its four keys, and answers as the definition says', async () => {
  const { register, inventory } = await world();
  const questions = [
    { deviceId: METER },
    { mpxn: MPAN },
    { uprn: 100023336956 },
    { propertyFilter: { postCode: 'SW1A 2AA', addressIdentifier: '10' } },
  ];
  for (const question of questions) {
    const answer = answerReadInventory(question, inventory, register);
    validate(readInventory.dccResponse?.type as never, answer);
    assert.equal(
      answer.devices.map(({ deviceId }) => deviceId),
      [METER, NEIGHBOUR],
    );
  }
});

test('nothing there is a fault, not an empty list', async () => {
  const { register, inventory } = await world();
  for (const question of [{ deviceId: '00-DB-12-34-56-78-90-FF' }, { mpxn: '1' }, { uprn: 1 }])
    assert.throws(
      () => answerReadInventory(question, inventory, register),
      (error: unknown) => error instanceof Fault && error.code === 'DEVICE_UNKNOWN',
    );
});

test.run();
