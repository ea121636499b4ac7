import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readInstantaneousImportRegisters } from '../../protocol/services/read-instantaneous-import-registers.ts';
import { relationOf } from '../access/relations.ts';
import { Bench, toldTo } from '../registration/master-data/bench.testing.ts';
import { testDevice } from './device.testing.ts';
import type { OtherDevice } from './device.ts';
import { meterAt, requireFuel, requireRoom } from './meters-at-point.ts';

const user = (n: number) => `90-B3-D5-1F-30-0${n}-00-00`;
const SUPPLIER = user(1);
const NETWORK = user(2);
const AGENT = user(3);
const RIVAL = user(4);
const NAMES = { [SUPPLIER]: 'supplier', [NETWORK]: 'network', [AGENT]: 'agent' };
const MPAN = '2012345678385';
const EXPORT_MPAN = '1312345678333';
const SECOND_MPAN = '1312345678111';
const MPRN = '3938424403';
const meter = (last: string) => `00-DB-12-34-56-78-90-${last}`;
const [OLD, NEW, GAS_OLD, GAS_NEW, HUB] = ['A0', 'B0', 'A1', 'B1', 'A2'].map(meter) as [
  string,
  string,
  string,
  string,
  string,
];
const NOON = 1_768_996_800;

const test = suite('exchange of meters');
let bench: Bench;
const told = (eui64: string, deviceType: OtherDevice['record']['deviceType'], more = {}) =>
  bench.stations.inventory.take({
    record: { eui64, deviceType, manufacturer: 'Maker', model: 'Model' },
    status: 'Pending',
    ...more,
  });
test.before.each(async () => {
  bench = new Bench();
  await bench.party(SUPPLIER, 'IS', 'GS');
  await bench.party(NETWORK, 'ED', 'GT');
  await bench.party(AGENT, 'RSA');
  await bench.party(RIVAL, 'IS', 'GS');
  const of = {
    networkOperator: NETWORK,
    registrations: [{ supplier: SUPPLIER, effectiveFromUtcSeconds: 0 }],
    grants: [{ party: AGENT, role: 'RSA', givenBy: SUPPLIER, effectiveFromUtcSeconds: 0 }] as const,
  };
  await bench.point({ ...of, mpxn: MPAN, fuel: 'electricity' });
  await bench.point({ ...of, mpxn: MPRN, fuel: 'gas' });
  await bench.stations.register.hold([MPAN, MPRN, EXPORT_MPAN, SECOND_MPAN]);
  const { inventory } = bench.stations;
  inventory.take({ ...testDevice(OLD, MPAN), hub: HUB, exportMpan: EXPORT_MPAN });
  inventory.take({ ...testDevice(GAS_OLD, MPRN, { deviceType: 'GSME' }), hub: HUB });
  told(NEW, 'ESME', { notifiedBy: SUPPLIER });
  told(GAS_NEW, 'GSME', { notifiedBy: AGENT });
});

const body = { mpxn: MPAN, oldDevice: OLD, newDevice: NEW, reason: 'fault' } as const;
const gas = { mpxn: MPRN, oldDevice: GAS_OLD, newDevice: GAS_NEW, reason: 'upgrade' } as const;
const exchange = (what: object = body, by = SUPPLIER) => bench.ask('96.1', what, by, NOON);
const refusal = (what: object, by = SUPPLIER) => bench.refusal('96.1', what, by, NOON);
const device = (eui64: string) => bench.stations.inventory.get(eui64);
const fuelOf = (mpxn: string) => ({ mpxn, fuel: mpxn === MPRN ? 'gas' : 'electricity' }) as const;
const inUse = (mpxn: string) => meterAt(bench.stations.inventory, fuelOf(mpxn))?.record.eui64;

test('the new meter is where the old one was, in the log of its hub; the old one is out of use', async () => {
  await exchange();
  const { status, mpxn, exportMpan, hub } = device(NEW) ?? {};
  assert.equal(
    { status, mpxn, exportMpan, hub },
    {
      status: 'InstalledNotCommissioned',
      mpxn: MPAN,
      exportMpan: EXPORT_MPAN,
      hub: HUB,
    },
  );
  assert.is(device(OLD)?.status, 'Decommissioned');
  assert.is(inUse(MPAN), NEW);
});

test('P2: access goes on unbroken: whoever might ask the old meter may ask the new one', async () => {
  const service = readInstantaneousImportRegisters;
  const asked = { service, atUtcSeconds: NOON };
  const may = () => {
    const mpxn = device(inUse(MPAN) ?? '')?.mpxn ?? '';
    const point = bench.stations.register.get(mpxn);
    if (!point) throw new Error('no such point');
    return [
      relationOf('IS', SUPPLIER, point, asked),
      relationOf('ED', NETWORK, point, asked),
      relationOf('RSA', AGENT, point, asked),
      relationOf('IS', RIVAL, point, asked),
    ].map((because) => because !== undefined);
  };
  const before = may();
  await exchange();
  assert.equal(may(), before);
  assert.equal(before, [true, true, true, false]);
});

test('the readings given are told to supplier and agent, and to nobody else', async () => {
  const closing = [{ registerId: 'S', valueThousandths: 56_311_000 }];
  const { events } = await exchange({ ...gas, closing }, AGENT);
  assert.equal(toldTo(NAMES, { events }), ['network meterExchanged', 'supplier meterExchanged']);
  const of = (recipient: string) =>
    events.find((one) => one.recipient === recipient)?.event.meterExchanged;
  assert.equal(of(SUPPLIER)?.closing, closing);
  assert.is(of(NETWORK)?.closing, undefined);
  assert.is(inUse(MPRN), GAS_NEW);
});

test('P19: the technical details of the new meter are in the record from that moment', async () => {
  await exchange({ ...body, exchangedAt: NOON - 3600, meter: { serialNumber: 'B0' } });
  const rows = bench.stations.register.get(MPAN)?.details ?? [];
  assert.equal(rows[0]?.value, { meter: { serialNumber: 'B0' } });
  assert.is(rows[0]?.effectiveFromUtcSeconds, NOON - 3600);
});

test('a smart meter comes after a traditional one, and a traditional one after it', async () => {
  await exchange({ mpxn: MPAN, oldDevice: OLD, reason: 'removal' });
  assert.is(inUse(MPAN), undefined);
  const [row] = bench.stations.register.get(MPAN)?.details ?? [];
  assert.is(row?.value.smart?.standing, 'treatedAsNotSmart');
  await exchange({ mpxn: MPAN, newDevice: NEW, reason: 'firstFitting' });
  assert.is(inUse(MPAN), NEW);
  assert.is(device(NEW)?.mpxn, MPAN);
});

test('two meters at one point, a meter of the other fuel, one that is elsewhere: refused', async () => {
  const { oldDevice: _, ...without } = body;
  const old = 'METER_EXCHANGE: oldDevice: ';
  assert.is(await refusal(without), `${old}a meter is in use at the metering point`);
  assert.is(
    await refusal({ ...body, oldDevice: GAS_OLD }),
    `${old}not in use at the metering point`,
  );
  assert.is(
    await refusal({ ...body, oldDevice: meter('FF') }),
    `${old}not in use at the metering point`,
  );
  told(meter('B3'), 'GSME', { notifiedBy: SUPPLIER });
  assert.is(
    await refusal({ ...body, newDevice: meter('B3') }),
    'METER_EXCHANGE: newDevice: a GSME at a point of electricity',
  );
  const unfit = 'METER_EXCHANGE: newDevice: none that the user may fit';
  assert.is(await refusal({ ...body, newDevice: GAS_OLD }), unfit);
  assert.is(await refusal({ ...body, newDevice: meter('FF') }), unfit);
  told(meter('B4'), 'ESME', { notifiedBy: RIVAL });
  assert.is(await refusal({ ...body, newDevice: meter('B4') }), unfit);
});

test('whoever neither supplies nor is its agent is answered as where there is no such point', async () => {
  assert.is(await refusal(body, RIVAL), 'NOT_RESPONSIBLE');
  assert.is(await refusal({ ...body, mpxn: '1900001059816' }), 'NOT_RESPONSIBLE');
  assert.is(await refusal(body, NETWORK), 'NOT_RESPONSIBLE');
  assert.match(
    (await refusal({ ...body, exchangedAt: NOON - 15 * 86_400 })) ?? '',
    /^DATE_REFUSED/,
  );
  assert.match((await refusal({ ...body, exchangedAt: NOON + 1 })) ?? '', /^DATE_REFUSED/);
  assert.is(inUse(MPAN), OLD);
});

test('a twin meter is replaced by one with two elements', async () => {
  bench.stations.inventory.take({ ...testDevice(OLD, MPAN), secondaryImportMpan: SECOND_MPAN });
  told(NEW, 'ESME', { notifiedBy: SUPPLIER, esmeVariant: 'AD' });
  assert.is(await refusal(body), 'METER_EXCHANGE: newDevice: it has no second element');
  told(NEW, 'ESME', { notifiedBy: SUPPLIER, esmeVariant: 'BD' });
  assert.is(await refusal(body), undefined);
  assert.is(device(NEW)?.secondaryImportMpan, SECOND_MPAN);
});

test('without an exchange a second meter finds no room at a point, nor a device of the other fuel', () => {
  const { inventory } = bench.stations;
  const room = (eui64: string, mpxn: string) => {
    const one = device(eui64);
    if (!one) throw new Error(`no device ${eui64}`);
    requireFuel(fuelOf(mpxn), one);
    requireRoom(inventory, fuelOf(mpxn), one);
  };
  assert.throws(() => room(NEW, MPAN), /another meter is in use/);
  assert.throws(() => room(NEW, MPRN), /a ESME at a point of gas/);
  room(OLD, MPAN);
  inventory.take({ ...testDevice(OLD, MPAN), status: 'Decommissioned' });
  room(NEW, MPAN);
});

test.run();
