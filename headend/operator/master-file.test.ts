import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Refused } from '../../protocol/refused.ts';
import { Parties } from '../access/parties.ts';
import { type Device, hasKeys, Inventory } from '../inventory/inventory.ts';
import { WanCoverage } from '../non-device/wan-coverage.ts';
import { registerInMemory } from '../registration/register.testing.ts';
import { applyMasterFile } from './master-file.ts';

const nothing = async () => {};
async function* none() {}
const master = () => ({
  parties: new Parties({ saveParty: nothing, loadParties: none }),
  register: registerInMemory(),
  inventory: new Inventory({ saveDevice: nothing, loadDevices: none }),
  coverage: new WanCoverage({ saveCoverage: nothing, loadCoverage: none }),
  flow: { alone: <T>(work: () => Promise<T>) => work() },
});
const PARTY = {
  eui64: '90-b3-d5-1f-30-01-00-00',
  name: 'Supplier',
  roles: ['IS'],
  status: 'active',
  channel: 'duis',
  receiveUrl: 'http://127.0.0.1:8490/',
  signingPublic: '00'.repeat(32),
};
const GPF = '00-DB-12-34-56-78-90-A3';
const POINT = {
  mpxn: '2012345678385',
  fuel: 'electricity',
  networkOperator: '90-B3-D5-1F-30-00-00-02',
  registrations: [{ supplier: PARTY.eui64, effectiveFromUtcSeconds: 0 }],
};
const DEVICE = {
  record: {
    eui64: '00-DB-12-34-56-78-90-A0',
    deviceType: 'ESME',
    manufacturer: 'Maker',
    model: 'Model',
    firmwareVersion: '00010000',
    signingPublic: '00'.repeat(32),
    agreementPublic: '00'.repeat(32),
    prepaymentPublic: '00'.repeat(65),
  },
  status: 'Commissioned',
  mpxn: '2012345678385',
};

const test = suite('master file');

test('adds parties, metering points and devices', async () => {
  const to = master();
  const file = { parties: [PARTY], meteringPoints: [POINT], devices: [DEVICE] };
  const counts = { parties: 1, meteringPoints: 1, devices: 1, wanCoverage: 0 };
  assert.equal(await applyMasterFile(file, to), counts);
  assert.is(to.parties.get('90-B3-D5-1F-30-01-00-00')?.name, 'Supplier');
  assert.is(to.register.get('2012345678385')?.registrations.length, 1);
  assert.is(to.inventory.get('00-DB-12-34-56-78-90-A0')?.status, 'Commissioned');
  assert.is(to.inventory.fittedAt('2012345678385').length, 1);
});

test('takes devices beside meters, export metering points and grants', async () => {
  const to = master();
  const { eui64, manufacturer, model, firmwareVersion } = DEVICE.record;
  const label = { manufacturer, model, firmwareVersion };
  const proxy = {
    record: { eui64: GPF, deviceType: 'GPF', ...label },
    status: 'Commissioned',
    mpxn: '3938424401',
  };
  const grant = { party: PARTY.eui64, role: 'OU', effectiveFromUtcSeconds: 5 };
  const gas = { ...POINT, mpxn: '3938424401', fuel: 'gas', grants: [grant] };
  const meter = {
    ...DEVICE,
    record: { ...DEVICE.record, deviceType: 'GSME' },
    mpxn: '3938424401',
    exportMpan: POINT.mpxn,
  };
  await applyMasterFile({ meteringPoints: [gas], devices: [proxy, meter] }, to);
  assert.is(to.inventory.answering(GPF)?.record.eui64, eui64);
  assert.is(to.inventory.get(eui64)?.exportMpan, POINT.mpxn);
  assert.is(to.register.get('3938424401')?.grants?.[0]?.role, 'OU');
  const wrong = { meteringPoints: [{ ...gas, grants: [{ ...grant, role: 'IS' }] }] };
  const refused = await applyMasterFile(wrong, to).catch((error) => error);
  assert.is(refused.path, 'meteringPoints[0].role');
});

test('gives keys to a device that is known, and leaves where it is in its life', async () => {
  const to = master();
  const { eui64 } = DEVICE.record;
  const label = { eui64, deviceType: 'ESME', manufacturer: 'M', model: 'M' } as const;
  await to.inventory.put({ record: label, status: 'Pending', notifiedBy: PARTY.eui64 });
  await applyMasterFile({ devices: [DEVICE] }, to);
  const device = to.inventory.get(eui64);
  assert.is(device?.status, 'Pending');
  assert.is(device?.notifiedBy, PARTY.eui64);
  assert.is(hasKeys(device), true);
});

test('read again as it is, leaves the keys and the place that a device has had since', async () => {
  const to = master();
  await applyMasterFile({ devices: [DEVICE] }, to);
  const { eui64 } = DEVICE.record;
  const device = to.inventory.get(eui64) as Device;
  const signingPublic = new Uint8Array(32).fill(7);
  const now = { ...device, mpxn: '1200000000011', record: { ...device.record, signingPublic } };
  await to.inventory.put(now);
  await applyMasterFile({ devices: [DEVICE] }, to);
  assert.equal(to.inventory.get(eui64), now);
  const corrected = { ...DEVICE, record: { ...DEVICE.record, model: 'Other' } };
  await applyMasterFile({ devices: [corrected] }, to);
  const { record, mpxn } = to.inventory.get(eui64) as Device;
  assert.equal([record.model, mpxn], ['Other', DEVICE.mpxn]);
  assert.equal(record.signingPublic, new Uint8Array(32));
});

test('with the label of a device alone, takes no keys from it', async () => {
  const to = master();
  await applyMasterFile({ devices: [DEVICE] }, to);
  const { eui64, deviceType, manufacturer } = DEVICE.record;
  const record = { eui64, deviceType, manufacturer, model: 'Other' };
  await applyMasterFile({ devices: [{ record, status: 'Commissioned' }] }, to);
  const device = to.inventory.get(eui64);
  assert.ok(hasKeys(device));
  assert.is(device.record.model, 'Other');
});

test('P8: a row that is as it was leaves a supplier who came since; one that is changed replaces', async () => {
  const to = master();
  const next = { supplier: GPF, effectiveFromUtcSeconds: 100 };
  await applyMasterFile({ meteringPoints: [POINT] }, to);
  const ends = { effectiveFromUtcSeconds: 0, effectiveToUtcSeconds: 100 };
  to.register.take({ kind: 'registrationEnds', mpxn: POINT.mpxn, ...ends });
  to.register.take({ kind: 'registrationBegins', mpxn: POINT.mpxn, ...next });
  await applyMasterFile({ meteringPoints: [POINT] }, to);
  assert.equal(to.register.get(POINT.mpxn)?.registrations[1], next);
  await applyMasterFile({ meteringPoints: [{ ...POINT, uprn: 5 }] }, to);
  assert.is(to.register.get(POINT.mpxn)?.registrations.length, 1);
});

test('P19: master data is taken with its dates, and refused where it cannot be', async () => {
  const to = master();
  const value = { customer: { customerType: 'domestic', paymentMode: 'credit' } };
  const row = { ...POINT, status: 'dormant', details: [{ effectiveFromUtcSeconds: 9, value }] };
  await applyMasterFile({ meteringPoints: [row] }, to, 1_000);
  const point = to.register.get(POINT.mpxn);
  assert.is(point?.status, 'dormant');
  assert.equal(point?.details, [{ effectiveFromUtcSeconds: 9, value, knownFromMillis: 1_000 }]);
  const gas = { settlementGas: { annualQuantityKwh: 5 } };
  const wrong = { ...POINT, details: [{ effectiveFromUtcSeconds: 9, value: gas }] };
  const refused = await applyMasterFile({ meteringPoints: [wrong] }, to).catch((error) => error);
  assert.match(refused.path, /^meteringPoints\[0\]\.details\[0\]\.value\.settlementGas/);
});

test('waits for the request that is being decided, and loses nothing of what it changes', async () => {
  const to = master();
  await applyMasterFile({ devices: [DEVICE] }, to);
  const { eui64 } = DEVICE.record;
  const inTurn = async <T>(work: () => Promise<T>) => {
    const device = to.inventory.get(eui64) as Device;
    to.inventory.take({ ...device, exportMpan: '1312345678333' });
    return work();
  };
  const row = { ...DEVICE, smetsVersion: 'SMETS V1.58' };
  await applyMasterFile({ devices: [row] }, { ...to, flow: { alone: inTurn } });
  const { exportMpan, smetsVersion } = to.inventory.get(eui64) as Device;
  assert.equal([exportMpan, smetsVersion], ['1312345678333', 'SMETS V1.58']);
});

test('suspends and restores a device, as no user can', async () => {
  const to = master();
  for (const status of ['Commissioned', 'Suspended', 'Commissioned', 'Decommissioned']) {
    await applyMasterFile({ devices: [{ ...DEVICE, status }] }, to);
    const expected = status === 'Decommissioned' ? 'Commissioned' : status;
    assert.is(to.inventory.get(DEVICE.record.eui64)?.status, expected);
  }
});

test('refuses a status to which the life of a device has no step of the operator’s, and changes nothing', async () => {
  const { eui64 } = DEVICE.record;
  for (const [from, to] of [
    ['Pending', 'Suspended'],
    ['Decommissioned', 'Suspended'],
    ['Suspended', 'Decommissioned'],
    ['Suspended', 'Pending'],
    ['Commissioned', 'Recovered'],
  ] as const) {
    const at = master();
    await applyMasterFile({ devices: [{ ...DEVICE, status: from }] }, at);
    const file = { parties: [PARTY], devices: [{ ...DEVICE, status: to }] };
    const refused = await applyMasterFile(file, at).catch((error) => error);
    assert.instance(refused, Refused);
    assert.equal(
      [refused.path, refused.reason],
      ['devices[0].status', `${from} does not become ${to}`],
    );
    assert.is(at.inventory.get(eui64)?.status, from);
    assert.is(at.parties.get('90-B3-D5-1F-30-01-00-00'), undefined);
  }
});

test('a row that is as it was is refused nothing, whatever has become of its device', async () => {
  const to = master();
  const file = { devices: [{ ...DEVICE, status: 'Suspended' }] };
  await applyMasterFile(file, to);
  const { eui64 } = DEVICE.record;
  const device = to.inventory.get(eui64) as Device;
  to.inventory.take({ ...device, status: 'Decommissioned' });
  await applyMasterFile(file, to);
  assert.is(to.inventory.get(eui64)?.status, 'Decommissioned');
});

test('refuses a device with only some of its keys', async () => {
  const { signingPublic: _, ...rest } = DEVICE.record;
  const refused = await applyMasterFile({ devices: [{ ...DEVICE, record: rest }] }, master()).catch(
    (error) => error,
  );
  assert.is(refused.path, 'devices[0].signingPublic');
});

test('takes the coverage of areas', async () => {
  const to = master();
  const coverage = { isAvailable: true, wanTechnology: 'Cellular', connectivityLikelihood: 'High' };
  const regions = [{ cspRegion: 'North', coverage }];
  await applyMasterFile({ wanCoverage: [{ area: 'M22', regions }] }, to);
  assert.is(to.coverage.at('M22 0RR')[0]?.coverage?.wanTechnology, 'Cellular');
  const wrong = { wanCoverage: [{ area: 'M22', regions: [{ cspRegion: 'Moon' }] }] };
  const refused = await applyMasterFile(wrong, to).catch((error) => error);
  assert.is(refused.path, 'wanCoverage[0].regions[0].cspRegion');
});

test('says where it is wrong, and then changes nothing', async () => {
  const wrong: [object, string][] = [
    [{ parties: [{ ...PARTY, roles: ['XX'] }] }, 'parties[0].roles'],
    [{ parties: [{ ...PARTY, receiveUrl: 'nowhere' }] }, 'parties[0].receiveUrl'],
    [{ parties: [{ ...PARTY, bridgeFormat: 'xml' }] }, 'parties[0].bridgeFormat'],
    [{ parties: [{ ...PARTY, sealingPublic: '00' }] }, 'parties[0].sealingPublic'],
    [{ parties: [{ ...PARTY, sealingPublic: '00'.repeat(32) }] }, 'parties[0].sealingPublic'],
    [
      { parties: [PARTY], meteringPoints: [POINT, { ...POINT, mpxn: '2012345678384' }] },
      'meteringPoints[1]',
    ],
    [{ parties: [PARTY], meteringPoints: [{ ...POINT, fuel: 'coal' }] }, 'meteringPoints[0].fuel'],
    [{ parties: [PARTY], devices: [{ ...DEVICE, status: 'Fine' }] }, 'devices[0].status'],
    [
      {
        parties: [PARTY],
        devices: [{ ...DEVICE, record: { ...DEVICE.record, signingPublic: '00' } }],
      },
      'devices[0].signingPublic',
    ],
    [{ parties: [{ ...PARTY, receiveUrl: 'ftp://127.0.0.1/' }] }, 'parties[0].receiveUrl'],
    [
      {
        parties: [PARTY],
        meteringPoints: [
          { ...POINT, registrations: [...POINT.registrations, ...POINT.registrations] },
        ],
      },
      'meteringPoints[0].2012345678385',
    ],
    [
      { parties: [PARTY], meteringPoints: [{ ...POINT, registrations: [null] }] },
      'meteringPoints[0].registrations',
    ],
    [
      { parties: [PARTY], meteringPoints: [{ ...POINT, postCode: 7 }] },
      'meteringPoints[0].postCode',
    ],
    [{ parties: [PARTY], device: [DEVICE] }, 'device'],
    [{ parties: {} }, 'parties'],
    [{ parties: [null] }, 'parties[0]'],
  ];
  for (const [file, path] of wrong) {
    const to = master();
    const refused = await applyMasterFile(file, to).then(
      () => undefined,
      (error) => error,
    );
    assert.instance(refused, Refused);
    assert.is(refused.path, path);
    assert.is(to.parties.get('90-B3-D5-1F-30-01-00-00'), undefined, path);
  }
});

test.run();
