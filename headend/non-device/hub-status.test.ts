import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { testDevice } from '../inventory/device.testing.ts';
import * as it from './world.testing.ts';

const { HUB, GAS_SUPPLIER, MPAN, NETWORK, RIVAL, RIVAL_MPAN, STRANGER, SUPPLIER } = it;
const NEW_HUB = '00-DB-12-34-56-78-90-B2';
const installed = {
  deviceId: NEW_HUB,
  installType: 'New',
  mpxn: MPAN,
  aerialInstall: true,
  location: 'BasementOrCellar',
};
const unreached = {
  ...installed,
  installType: 'NoSmWan',
  premiseType: 'Terraced',
  metalObstructionCheck: false,
  connectivityObstructionCheck: false,
  sharedObstructionCheck: true,
};
const returned = { deviceId: NEW_HUB, returnType: 'General' };

const test = suite('what is said of communications hubs');
let world: it.World;
test.before.each(async () => {
  world = await it.makeWorld();
  world.stations.inventory.take(it.labelled(NEW_HUB, 'CHF', { status: 'Pending' }));
});

test('one that reaches the network is commissioned at the metering point, on the day it says', async () => {
  const installDateTime = it.NOW_MILLIS / 1000 - 2 * 86_400;
  const { notice, changes } = await world.ask('8.14.1', { ...installed, installDateTime });
  const { status, mpxn, commissionedDate } = world.device(NEW_HUB) ?? {};
  assert.equal([status, mpxn, commissionedDate], ['Commissioned', MPAN, it.TODAY - 2]);
  assert.match(notice ?? '', /has not been asked/);
  assert.is(changes?.[1]?.kind, 'hubReported');
});

test('one that finds none is installed, and may be commissioned later', async () => {
  await world.ask('8.14.2', unreached);
  assert.is(world.device(NEW_HUB)?.status, 'InstalledNotCommissioned');
  await world.ask('8.14.1', installed);
  assert.is(world.device(NEW_HUB)?.status, 'Commissioned');
  assert.is(await world.refusal('8.14.2', unreached), 'DEVICE_STATUS');
});

test('nobody installs where another supplies, or takes a hub from where it is', async () => {
  assert.is(await world.refusal('8.14.1', installed, RIVAL), 'NOT_RESPONSIBLE');
  assert.is(
    await world.refusal('8.14.1', { ...installed, mpxn: '9999999999999' }),
    'NOT_RESPONSIBLE',
  );
  await world.ask('8.14.2', unreached);
  const taken = { ...installed, mpxn: RIVAL_MPAN };
  assert.is(await world.refusal('8.14.1', taken, RIVAL), 'DEVICE_UNKNOWN');
  assert.is(
    await world.refusal('8.14.1', { ...installed, deviceId: it.METER }),
    'SERVICE_NOT_FOR_DEVICE',
  );
  assert.is(await world.refusal('8.14.1', { ...installed, deviceId: STRANGER }), 'DEVICE_UNKNOWN');
});

test('nobody takes a hub from the home of what is behind it, though it is at no point itself', async () => {
  const behind = { ...testDevice(STRANGER, MPAN), hub: NEW_HUB };
  world.stations.inventory.take(behind);
  const taken = { ...installed, mpxn: RIVAL_MPAN };
  assert.is(await world.refusal('8.14.1', taken, RIVAL), 'DEVICE_UNKNOWN');
  assert.is(await world.refusal('8.14.1', installed), undefined);
});

test('none is installed at a time that is still to come', async () => {
  const installDateTime = it.NOW_MILLIS / 1000 + 7_200;
  assert.is(
    await world.refusal('8.14.1', { ...installed, installDateTime }),
    'INVENTORY_CONTRADICTS',
  );
});

test('one that goes back is withdrawn, and the others it served are told', async () => {
  const outcome = await world.ask('8.14.4', { ...returned, deviceId: HUB });
  assert.is(world.device(HUB)?.status, 'Withdrawn');
  assert.equal(it.told(outcome).sort(), [`N2 ${GAS_SUPPLIER}`, `N2 ${NETWORK}`]);
  assert.is(await world.refusal('8.14.4', { ...returned, deviceId: HUB }), 'DEVICE_STATUS');
});

test('a fault is reported by whoever is responsible for the hub, of a device that is known', async () => {
  const fault = {
    deviceId: HUB,
    returnType: 'AfterInstallation',
    otherDeviceId: it.METER,
    connectionMethod: 'HotShoe',
    faultReason: 'DamagedCase',
  };
  assert.is(await world.refusal('8.14.3', fault, RIVAL), 'DEVICE_UNKNOWN');
  assert.is(await world.refusal('8.14.3', { ...fault, otherDeviceId: STRANGER }), 'DEVICE_UNKNOWN');
  assert.is(await world.refusal('8.14.3', { ...fault, deviceId: NEW_HUB }), 'NOT_RESPONSIBLE');
  assert.is(await world.refusal('8.14.3', fault, SUPPLIER), undefined);
});

test.run();
