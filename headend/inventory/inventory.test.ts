import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { testDevice } from './device.testing.ts';
import { Inventory, type OtherDevice } from './inventory.ts';

const METER = '00-DB-12-34-56-78-90-A1';
const ELECTRICITY_METER = '00-DB-12-34-56-78-90-A0';
const PROXY = '00-DB-12-34-56-78-90-A3';
const MPRN = '3938424401';

async function* none() {}

function other(deviceType: OtherDevice['record']['deviceType'], mpxn?: string): OtherDevice {
  const label = { manufacturer: 'Maker', model: 'Model', firmwareVersion: '00010000' };
  const record = { ...label, eui64: PROXY, deviceType };
  return { record, status: 'Commissioned', ...(mpxn === undefined ? {} : { mpxn }) };
}

/** Who answers for `device`, beside an electricity and a gas meter. */
async function answeringFor(device: OtherDevice) {
  const inventory = new Inventory({ saveDevice: async () => {}, loadDevices: none });
  await inventory.put(testDevice(ELECTRICITY_METER, MPRN));
  await inventory.put(testDevice(METER, MPRN, { deviceType: 'GSME' }));
  await inventory.put(device);
  return inventory.answering(PROXY)?.record.eui64;
}

const test = suite('who answers for a device');

test('for a gas proxy the gas meter at its metering point; for anything else nobody', async () => {
  assert.is(await answeringFor(other('GPF', MPRN)), METER);
  assert.is(await answeringFor(other('GPF', '3938424402')), undefined);
  assert.is(await answeringFor(other('GPF')), undefined);
  assert.is(await answeringFor(other('PPMID', MPRN)), undefined);
});

test.run();
