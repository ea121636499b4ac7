import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { InventoryRow } from '../inventory/read-inventory.ts';
import * as it from './world.testing.ts';

const { METER, HUB, GAS_METER, DISPLAY, SUPPLIER, GAS_SUPPLIER, RIVAL, NETWORK, STRANGER } = it;

const test = suite('what is known of devices');
let world: it.World;
test.before.each(async () => {
  world = await it.makeWorld();
});

const rows = async (body: object, by?: string) =>
  ((await world.ask('8.2', body, by)).result as { devices: InventoryRow[] }).devices;
const announced = {
  deviceId: STRANGER,
  deviceManufacturer: 'AB01',
  deviceModel: '010A030B',
  deviceType: 'ESME',
  smetsVersion: 'SMETS V1.58',
  firmwareVersion: '0002012F',
  esmeVariant: 'AD',
};

test('a device told of is Pending with all that was said of it, and has no keys', async () => {
  assert.match((await world.ask('12.2', announced)).notice ?? '', /cannot be spoken to/);
  const [row] = await rows({ deviceId: STRANGER });
  assert.equal(row, {
    deviceId: STRANGER,
    deviceType: 'ESME',
    deviceStatus: 'Pending',
    deviceManufacturer: 'AB01',
    deviceModel: '010A030B',
    smetsVersion: 'SMETS V1.58',
    firmwareVersion: '0002012F',
    esmeVariant: 'AD',
  });
  assert.is(await world.refusal('12.2', announced, RIVAL), 'DEVICE_KNOWN');
  assert.is(world.device(STRANGER)?.notifiedBy, SUPPLIER);
});

test('with a hub comes the gas proxy that is in it; nothing else has one', async () => {
  const proxy = '00-DB-12-34-56-78-90-F3';
  const hub = { ...announced, deviceType: 'CHF', associatedGpfDeviceId: proxy };
  const { esmeVariant: _, ...told } = hub;
  assert.is(
    await world.refusal('12.2', { ...announced, associatedGpfDeviceId: proxy }),
    'INVENTORY_CONTRADICTS',
  );
  assert.is(
    await world.refusal('12.2', { ...told, associatedGpfDeviceId: METER }),
    'INVENTORY_CONTRADICTS',
  );
  assert.is(await world.refusal('12.2', told), undefined);
  assert.is(world.device(proxy)?.record.deviceType, 'GPF');
  assert.is(world.device(proxy)?.hub, STRANGER);
  assert.equal((await rows({ deviceId: STRANGER })).length, 2);
});

test('the inventory is read by device, metering point, property and address, with the whole home', async () => {
  const address = { postCode: 'sw1a2aa', addressIdentifier: '10' };
  const keys = [{ deviceId: HUB }, { uprn: it.UPRN }, { propertyFilter: address }];
  for (const key of keys)
    assert.equal((await rows(key)).map(({ deviceId }) => deviceId).sort(), [METER, GAS_METER, HUB]);
  assert.is((await rows({ mpxn: it.MPRN }, GAS_SUPPLIER))[0]?.deviceId, GAS_METER);
  assert.is((await rows({ uprn: it.UPRN }))[0]?.propertyFilter?.postCode, 'SW1A 2AA');
  for (const key of [{ deviceId: STRANGER }, { uprn: 1 }, { mpxn: '1' }])
    assert.is(await world.refusal('8.2', key), 'DEVICE_UNKNOWN');
});

test('a home is shown to its suppliers now and to come, its network and those it has granted', async () => {
  const key = { deviceId: GAS_METER };
  for (const party of [SUPPLIER, GAS_SUPPLIER, NETWORK])
    assert.is(await world.refusal('8.2', key, party), undefined, party);
  const { register } = world.stations;
  const point = register.get(it.MPAN);
  world.with(METER, { exportMpan: it.EXPORT_MPAN });
  assert.is(await world.refusal('8.2', { mpxn: it.MPAN }, RIVAL), 'DEVICE_UNKNOWN');
  const now = it.NOW_MILLIS / 1000;
  const before = { supplier: SUPPLIER, effectiveFromUtcSeconds: 0, effectiveToUtcSeconds: now + 9 };
  const next = { supplier: RIVAL, effectiveFromUtcSeconds: now + 9 };
  await register.put({ ...point, registrations: [before, next] } as never);
  assert.is(await world.refusal('8.2', { mpxn: it.MPAN }, RIVAL), undefined);
  const past = { supplier: RIVAL, effectiveFromUtcSeconds: 0, effectiveToUtcSeconds: now };
  await register.put({ ...point, registrations: [past] } as never);
  assert.is(await world.refusal('8.2', { mpxn: it.MPAN }, RIVAL), 'DEVICE_UNKNOWN');
});

test('decommissioning tells the others, ends the schedules of all, and is done once', async () => {
  const read = { serviceReference: '4.10', serviceReferenceVariant: '4.10', deviceId: METER };
  const period = { startDateOffset: -1, startTime: 0, endDateOffset: 0, endTime: 0 };
  const when = { scheduleFrequency: 'Daily', scheduleStartDate: it.TODAY };
  const schedule = { ...when, ...read, read: { networkData: period } };
  for (const owner of [SUPPLIER, NETWORK]) await world.ask('5.1', schedule, owner);
  const outcome = await world.ask('8.3', { deviceId: METER });
  assert.equal(it.told(outcome), [`N1 ${NETWORK}`, `N3 ${NETWORK}`]);
  assert.is(world.device(METER)?.status, 'Decommissioned');
  assert.is(world.stations.schedules.of(METER).length, 0);
  assert.is(await world.refusal('8.3', { deviceId: METER }), 'DEVICE_STATUS');
  assert.is(await world.refusal('5.1', schedule), 'DEVICE_STATUS');
});

test('only the supplier of the metering point decommissions, and only what was fitted', async () => {
  assert.is(await world.refusal('8.3', { deviceId: METER }, RIVAL), 'DEVICE_UNKNOWN');
  assert.is(await world.refusal('8.3', { deviceId: METER }, GAS_SUPPLIER), 'NOT_RESPONSIBLE');
  assert.is(await world.refusal('8.3', { deviceId: STRANGER }), 'DEVICE_UNKNOWN');
  await world.ask('12.2', announced);
  assert.is(await world.refusal('8.3', { deviceId: STRANGER }), 'DEVICE_STATUS');
  const hub = await world.ask('8.3', { deviceId: HUB }, GAS_SUPPLIER);
  assert.equal(it.told(hub), [`N1 ${SUPPLIER}`, `N1 ${NETWORK}`]);
  assert.match(hub.notice ?? '', /hub alone/);
});

test('a status is changed as the table says, of a hub and of other devices apart', async () => {
  const change = (deviceId: string, change: object) => world.refusal('8.4', { deviceId, change });
  await world.ask('12.2', announced);
  assert.is(await change(STRANGER, { status: 'InstalledNotCommissioned' }), undefined);
  assert.is(await change(STRANGER, { status: 'InstalledNotCommissioned' }), 'DEVICE_STATUS');
  assert.is(await change(METER, { status: 'Pending' }), 'DEVICE_STATUS');
  assert.is(await change(HUB, { status: 'Pending' }), 'SERVICE_NOT_FOR_DEVICE');
  assert.is(await change(METER, { hubStatus: 'Withdrawn' }), 'SERVICE_NOT_FOR_DEVICE');
  assert.is(await change(HUB, { hubStatus: 'InstalledNotCommissioned' }), 'DEVICE_STATUS');
  assert.is(await change(HUB, { hubStatus: 'Withdrawn' }), undefined);
  await world.ask('8.3', { deviceId: METER });
  assert.is(await change(METER, { status: 'Pending' }), undefined);
  const { mpxn, hub, notifiedBy } = world.device(METER) ?? {};
  assert.equal([mpxn, hub, notifiedBy], [undefined, undefined, SUPPLIER]);
});

test('nobody else may change, detail or delete what somebody told of', async () => {
  await world.ask('12.2', announced);
  const changes = [{ status: 'InstalledNotCommissioned' }, { deleteDevice: {} }];
  for (const change of [...changes, { details: { deviceModel: 'Other' } }])
    assert.is(await world.refusal('8.4', { deviceId: STRANGER, change }, RIVAL), 'NOT_RESPONSIBLE');
  const change = { details: { deviceModel: 'Other', esmeVariant: 'BD' } };
  await world.ask('8.4', { deviceId: STRANGER, change });
  assert.is(world.device(STRANGER)?.record.model, 'Other');
  assert.is(world.device(STRANGER)?.record.manufacturer, 'AB01');
  assert.is(world.device(STRANGER)?.esmeVariant, 'BD');
  await world.ask('8.4', { deviceId: STRANGER, change: { deleteDevice: {} } });
  assert.is(world.device(STRANGER), undefined);
  const use = { deviceId: METER, change: { deleteDevice: {} } };
  assert.is(await world.refusal('8.4', use), 'DEVICE_STATUS');
});

test('whoever told of a device hears when its supplier deletes it', async () => {
  await world.ask('12.2', announced, RIVAL);
  world.with(STRANGER, { mpxn: it.MPAN });
  const outcome = await world.ask('8.4', { deviceId: STRANGER, change: { deleteDevice: {} } });
  assert.equal(it.told(outcome), [`N9 ${RIVAL}`]);
});

test('what the maker has said with the keys is not changed by a user', async () => {
  world.with(METER, { status: 'InstalledNotCommissioned' });
  const details = (details: object) =>
    world.refusal('8.4', { deviceId: METER, change: { details } });
  assert.is(await details({ firmwareVersion: '1' }), 'INVENTORY_CONTRADICTS');
  assert.is(await details({ esmeVariant: 'AD', smetsVersion: '2' }), undefined);
  world.stations.inventory.take(
    it.labelled(DISPLAY, 'PPMID', { status: 'Pending', notifiedBy: SUPPLIER }),
  );
  const variant = { deviceId: DISPLAY, change: { details: { esmeVariant: 'AD' } } };
  assert.is(await world.refusal('8.4', variant), 'INVENTORY_CONTRADICTS');
});

test('a device goes to a metering point of the user, from one of the user or from none', async () => {
  const move = (deviceId: string, supplyPoint: object, by = SUPPLIER) =>
    world.refusal('8.4', { deviceId, change: { supplyPoint } }, by);
  await world.ask('12.2', announced);
  assert.is(await move(STRANGER, { importMpxn: it.RIVAL_MPAN }), 'NOT_RESPONSIBLE');
  assert.is(await move(STRANGER, { importMpxn: it.RIVAL_MPAN }, RIVAL), 'NOT_RESPONSIBLE');
  assert.is(await move(STRANGER, { importMpxn: it.MPRN }, GAS_SUPPLIER), 'NOT_RESPONSIBLE');
  // Another meter is in use there.
  assert.is(await move(STRANGER, { importMpxn: it.MPAN }), 'INVENTORY_CONTRADICTS');
  assert.is(await move(METER, { importMpxn: it.RIVAL_MPAN }, RIVAL), 'DEVICE_UNKNOWN');
  await world.ask('8.3', { deviceId: METER });
  assert.is(await move(STRANGER, { importMpxn: it.MPAN }), undefined);
  assert.is(world.device(STRANGER)?.mpxn, it.MPAN);
  assert.is(await move(GAS_METER, { exportMpan: it.RIVAL_MPAN }, RIVAL), 'DEVICE_UNKNOWN');
});

test('the supplier of the export is at the meter of its own property alone', async () => {
  const move = (exportMpan: string) =>
    world.refusal('8.4', { deviceId: METER, change: { supplyPoint: { exportMpan } } }, RIVAL);
  assert.is(await move(it.RIVAL_MPAN), 'DEVICE_UNKNOWN');
  assert.is(await move(it.EXPORT_MPAN), undefined);
  assert.is(world.device(METER)?.exportMpan, it.EXPORT_MPAN);
  // What another supplies already is not taken from it.
  world.with(METER, { exportMpan: it.MPAN });
  assert.is(await move(it.EXPORT_MPAN), 'DEVICE_UNKNOWN');
});

test('a device that is no electricity meter has one metering point', async () => {
  const display = it.labelled(DISPLAY, 'PPMID', { status: 'Commissioned', mpxn: it.MPAN });
  world.stations.inventory.take(display);
  for (const name of ['exportMpan', 'secondaryImportMpan'])
    assert.is(
      await world.refusal('8.4', {
        deviceId: DISPLAY,
        change: { supplyPoint: { [name]: it.MPAN } },
      }),
      'INVENTORY_CONTRADICTS',
    );
});

test('what is out of use is not moved, and what is in use is not described anew', async () => {
  const change = (change: object) => world.refusal('8.4', { deviceId: METER, change });
  assert.is(await change({ supplyPoint: { importMpxn: it.MPAN } }), undefined);
  assert.is(await change({ details: { smetsVersion: '2' } }), 'DEVICE_STATUS');
  world.with(METER, { status: 'Decommissioned' });
  assert.is(await change({ supplyPoint: { importMpxn: it.MPAN } }), 'DEVICE_STATUS');
});

test('nobody places what is in a home of others at a point of its own', async () => {
  const { inventory } = world.stations;
  inventory.take(it.labelled(DISPLAY, 'PPMID', { status: 'Commissioned', hub: HUB }));
  const taken = { deviceId: DISPLAY, change: { supplyPoint: { importMpxn: it.RIVAL_MPAN } } };
  assert.is(await world.refusal('8.4', taken, RIVAL), 'DEVICE_UNKNOWN');
  inventory.take(it.labelled(HUB, 'CHF', { status: 'Commissioned' }));
  assert.is(await world.refusal('8.4', taken, RIVAL), 'DEVICE_UNKNOWN');
  const hub = { deviceId: HUB, change: taken.change };
  assert.is(await world.refusal('8.4', hub, RIVAL), 'DEVICE_UNKNOWN');
});

test('what is at a point that nobody has registered is shown to nobody', async () => {
  const place = { status: 'Commissioned', mpxn: '1200000000011' } as const;
  world.stations.inventory.take(it.labelled(STRANGER, 'ESME', place));
  assert.is(await world.refusal('8.2', { deviceId: STRANGER }, RIVAL), 'DEVICE_UNKNOWN');
});

test('of a home with more than an answer holds, what is in use is shown', async () => {
  const { inventory } = world.stations;
  const gone = { status: 'Decommissioned', mpxn: it.MPAN } as const;
  const old = (index: number) => `00-DB-12-34-56-78-91-${10 + index}`;
  for (let index = 0; index < 17; index++) inventory.take(it.labelled(old(index), 'ESME', gone));
  inventory.take(it.labelled(DISPLAY, 'PPMID', { status: 'Commissioned', mpxn: it.MPAN }));
  const shown = (await rows({ uprn: it.UPRN })).map(({ deviceId }) => deviceId);
  assert.is(shown.length, 17);
  for (const inUse of [METER, GAS_METER, HUB, DISPLAY]) assert.ok(shown.includes(inUse), inUse);
  assert.is((await rows({ deviceId: old(16) }))[0]?.deviceId, old(16));
});

const daily = {
  ...{ scheduleFrequency: 'Daily', scheduleStartDate: it.TODAY, deviceId: METER },
  ...{ serviceReference: '4.16', serviceReferenceVariant: '4.16' },
  read: { activePowerImport: {} },
};

test('a device that goes back, or is deleted, leaves no schedule behind', async () => {
  world.with(METER, { status: 'InstalledNotCommissioned' });
  for (const owner of [SUPPLIER, NETWORK]) await world.ask('5.1', daily, owner);
  const back = await world.ask('8.4', { deviceId: METER, change: { status: 'Pending' } });
  assert.equal(it.told(back), [`N5 ${NETWORK}`]);
  assert.is(world.stations.schedules.of(METER).length, 0);
});

test.run();
