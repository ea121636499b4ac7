import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readInstantaneousImportRegisters } from '../../../protocol/services/read-instantaneous-import-registers.ts';
import { decide } from '../../access/decide.ts';
import { questionOf } from '../../access/question.ts';
import type { Stations } from '../../dispatch/stations.ts';
import { testDevice } from '../../inventory/device.testing.ts';
import { type LegacyStation, openStation } from '../../market/legacy/station.testing.ts';
import { NETWORK, NOW_MILLIS, OLD } from '../../market/legacy/world.testing.ts';
import type { MarketMessage, ServiceRequest } from '../../service-request.ts';
import { memoryStore, temporaryDirectory } from '../../store/store.testing.ts';
import type { Store } from '../../store/store.ts';
import { detailsAt, type PointDetails } from '../details/details.ts';
import { hear, isUnheard } from './heard.ts';

const test = suite('early smart meters heard of');
const SCOPES = ['smart-sites', 'all-sites'] as const;
const ADDRESS = { network: 'mqtt', address: 'meters/00DB1234567890A0' } as const;
const MPANS = ['2000000000006', '2000000000015', '2000000000024', '2000000000033', '2000000000042'];
let used = 0;

/** The store is all tests': each has a home of its own. */
function nextHome() {
  const mpan = MPANS[used++] ?? '2000000000051';
  const meter = `00-DB-12-34-56-78-90-A${used}`;
  return { mpan, meter, device: testDevice(meter, mpan) };
}

let store: Store;
let last: LegacyStation | undefined;
test.before(async () => {
  store = await memoryStore();
});
test.after(async () => {
  await last?.stop();
  await store.close();
});

/** A meter in service at a point whose supplier is OLD. */
async function site(
  scope: (typeof SCOPES)[number],
  detailsOf: (meter: string) => Partial<PointDetails>,
) {
  const { mpan, meter, device } = nextHome();
  const messages: MarketMessage[] = [];
  const bridge = (message: MarketMessage) => {
    messages.push(message);
    return { contentType: 'text/plain', content: new Uint8Array(1) };
  };
  // What it leaves in the store would go out by the next one.
  await last?.stations.outbox.idle();
  await last?.stop();
  const station = await openStation(store, temporaryDirectory(), scope);
  last = station;
  const { stations } = station;
  await stations.parties.put({
    ...{ eui64: OLD, name: 'Supplier', roles: ['IS'], status: 'active', channel: 'bridge' },
  });
  const given = { effectiveFromUtcSeconds: 0, knownFromMillis: 0, value: detailsOf(meter) };
  await stations.register.put({
    ...{ mpxn: mpan, fuel: 'electricity', networkOperator: NETWORK },
    registrations: [{ supplier: OLD, effectiveFromUtcSeconds: 0 }],
    details: [given],
  });
  await stations.inventory.put(device);
  await stations.register.hold([mpan]);
  const told = () =>
    messages.flatMap((one) => (one.kind === 'registrationEvent' ? Object.keys(one.body) : []));
  return {
    ...{ station, device, mpan, told },
    stations: { ...stations, formats: { bridge } } as unknown as Stations,
    door: () => doorOf(stations, meter),
    now: () => detailsAt(stations.register.get(mpan)?.details, NOW_MILLIS / 1000),
  };
}

const early = (specificationVersion: string) => (device: string) => ({
  smart: { standing: 'treatedAsNotSmart' as const, device, specificationVersion },
});

/** What the supplier is told who reads the meter. */
function doorOf(stations: Stations, target: string): string {
  const request = { originator: OLD, target, service: readInstantaneousImportRegisters };
  const rest = { body: {}, commandVariant: 1, endpoint: 'bridge' };
  const now = NOW_MILLIS / 1000;
  const decision = decide(
    questionOf(stations, { ...request, ...rest } as unknown as ServiceRequest, now),
  );
  return decision.allowed ? 'allowed' : `${decision.fault}: ${decision.detail}`;
}

for (const scope of SCOPES)
  test(`P22: ${scope}: nothing may be asked of an early meter until it has been heard of`, async () => {
    const { stations, device, door, now, told } = await site(scope, early('SMETS2 V4.2'));
    assert.match(door(), /^NOT_RESPONSIBLE: .*until it is first heard of/);
    assert.is(isUnheard(stations, device), true);
    await hear(stations, device, ADDRESS);
    assert.is(door(), 'allowed');
    assert.is(isUnheard(stations, device), false);
    const { smart, communications } = now();
    assert.is(smart?.standing, 'smart');
    assert.equal(communications, { wanAddress: ADDRESS.address, network: 'mqtt' });
    assert.is(told().includes('earlyMeterAdopted'), true);
    const count = told().length;
    await hear(stations, device, ADDRESS);
    assert.is(told().length, count);
  });

test('P22: one of a version that is not taken on stays closed when it is heard of', async () => {
  const { stations, device, door, told } = await site('all-sites', early('SMETS1 V1.2'));
  await hear(stations, device, ADDRESS);
  assert.match(door(), /^NOT_RESPONSIBLE: .*first generation/);
  assert.is(told().includes('meterNotEligible'), true);
});

test('P12: 2A tells the legacy register of an early meter that is heard of', async () => {
  const { station, stations, device } = await site('smart-sites', early('SMETS2 V4.2'));
  await hear(stations, device, ADDRESS);
  await stations.outbox.idle();
  const files = await station.sentOut();
  assert.equal(files.map(({ flow }) => flow.name).sort(), ['D0150', 'D0205']);
});

for (const scope of SCOPES)
  test(`P23: ${scope}: a customer that is not domestic is served when its supplier has elected`, async () => {
    const customer = { customerType: 'nonDomestic' as const };
    const { door, stations, mpan } = await site(scope, () => ({ customer }));
    assert.match(door(), /^NOT_RESPONSIBLE: .*not elected/);
    // Registered all the same: its supplier is known, and the site can be asked about.
    assert.is(stations.register.get(mpan)?.registrations.length, 1);
    const details = { effectiveFromUtcSeconds: 1, knownFromMillis: 1 };
    const value = { customer: { ...customer, usesDcc: true } };
    stations.register.take({
      ...{ kind: 'detailsGiven', mpxn: mpan, details: { ...details, value } },
    });
    assert.is(door(), 'allowed');
  });

test.run();
