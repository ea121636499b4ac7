/**
 * The services that no device is asked for, as a supplier's own system uses them: DUIS over HTTP, each once,
 * with what it changes seen by the next, the alerts it sends, and all of it there after a restart.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Party } from '../headend/access/parties.ts';
import type { HeadEnd } from '../headend/head-end.ts';
import { DuisTransport } from '../headend/market/client/duis-transport.ts';
import { type Reply, VARIANT } from '../headend/market/client/transport.ts';
import { applyMasterFile } from '../headend/operator/master-file.ts';
import type { Service } from '../protocol/definition/service.ts';
import { formatRequestId } from '../protocol/identifiers/request-id.ts';
import { serviceByReference, services } from '../protocol/services/index.ts';
import {
  auditOf,
  endingEach,
  OTHER_SUPPLIER,
  openPlaces,
  type Place,
  startHere,
} from './cast.testing.ts';
import { MPAN, NETWORK_OPERATOR, SUPPLIER, until } from './world.testing.ts';

const METER = '00-DB-12-34-56-78-90-A0';
const HUB = '00-DB-12-34-56-78-90-A2';
const NEW_DISPLAY = '00-DB-12-34-56-78-90-B0';
const NEW_HUB = '00-DB-12-34-56-78-90-B2';
const KEYS = {
  signingPublic: '00'.repeat(32),
  agreementPublic: '00'.repeat(32),
  prepaymentPublic: '00'.repeat(65),
};
const label = (eui64: string, deviceType: string) => ({
  ...{ eui64, deviceType, manufacturer: 'Maker', model: 'Model', firmwareVersion: '00010000' },
});
const coverage = { isAvailable: true, wanTechnology: 'Cellular', connectivityLikelihood: 'High' };
const MASTER = {
  meteringPoints: [
    {
      mpxn: MPAN,
      fuel: 'electricity',
      networkOperator: NETWORK_OPERATOR,
      registrations: [{ supplier: SUPPLIER, effectiveFromUtcSeconds: 0 }],
      uprn: 7,
      postCode: 'M22 0RR',
      addressIdentifier: 'Threapwood Road',
    },
  ],
  devices: [
    { record: { ...label(METER, 'ESME'), ...KEYS }, status: 'Commissioned', mpxn: MPAN },
    { record: label(HUB, 'CHF'), status: 'Pending' },
  ],
  wanCoverage: [{ area: 'M22', regions: [{ cspRegion: 'North', coverage }] }],
};
const PERIOD = { startDateOffset: -1, startTime: 0, endDateOffset: 0, endTime: 0 };
const schedule = {
  scheduleFrequency: 'Daily',
  scheduleStartDate: 2026_0101,
  serviceReference: '4.10',
  serviceReferenceVariant: '4.10',
  deviceId: METER,
  read: { networkData: PERIOD },
};
const installed = { mpxn: MPAN, aerialInstall: true, location: 'Outside' };
const checks = {
  metalObstructionCheck: true,
  connectivityObstructionCheck: true,
  sharedObstructionCheck: true,
};

const test = suite('services that no device is asked for');
const later = endingEach(test);
let places: Awaited<ReturnType<typeof openPlaces>>;
/** The tests of each service go on in it from where the one before has left it. */
let shared: Awaited<ReturnType<typeof open>>;
let place: Place;
const asked = new Set<string>();
test.before(async () => {
  places = await openPlaces();
  place = await places.next();
  shared = await open(place);
  await applyMasterFile(MASTER, shared.headEnd);
});
test.after(async () => {
  await shared.close();
  await places.remove();
});

function ask(reference: string, body: object, by?: string): Promise<Reply> {
  asked.add(reference);
  return shared.send(reference, body, by);
}

/** The notice; fails when the request is not done, or has data to give. */
async function done(reference: string, body: object): Promise<string> {
  const reply = await ask(reference, body);
  assert.is(reply.kind, 'acknowledged', `${reference}: ${JSON.stringify(reply)}`);
  return (reply as { notice?: string }).notice ?? '';
}

type Rows = { devices: { deviceId: string; deviceStatus: string }[] };
/** Each device of the home with its status. */
async function home(): Promise<string[]> {
  const { devices } = resultOf<Rows>(await ask('8.2', { uprn: 7 }));
  return devices.map(({ deviceId, deviceStatus }) => `${deviceId} ${deviceStatus}`).sort();
}

/** A head-end with its users, who send by DUIS; `alerts` are the DCC alerts that came to each. */
async function open(place: Place) {
  const headEnd = await startHere(place);
  const roles: readonly (readonly [string, Party['roles']])[] = [
    [SUPPLIER, ['IS']],
    [OTHER_SUPPLIER, ['IS']],
    [NETWORK_OPERATOR, ['ED']],
  ];
  const users = new Map<string, DuisTransport>();
  const alerts: string[] = [];
  for (const [party, own] of roles) users.set(party, await enrol(headEnd, party, own, alerts));
  let counter = Date.now() * 1000;
  const send = (reference: string, body: object, by = SUPPLIER, again?: string): Promise<Reply> => {
    counter += 1;
    const target = headEnd.identity.eui64;
    const id = { originator: by, target, counter: BigInt(counter) };
    const service = serviceByReference.get(reference) as Service;
    const requestId = again ?? formatRequestId(id);
    const request = { requestId, service, body, commandVariant: VARIANT.nonDevice };
    return (users.get(by) as DuisTransport).send(request, 10_000);
  };
  const close = async () => {
    for (const user of users.values()) await user.stop();
    await headEnd.stop();
  };
  return { headEnd, alerts, send, close };
}

/** One that is closed after the test. */
async function openHere(place: Place) {
  const opened = await open(place);
  later(opened.close);
  await applyMasterFile(MASTER, opened.headEnd);
  return opened;
}

async function enrol(headEnd: HeadEnd, party: string, roles: Party['roles'], alerts: string[]) {
  const transport = new DuisTransport({
    party,
    url: `http://127.0.0.1:${headEnd.httpPort}`,
    receive: { host: '127.0.0.1', port: 0 },
  });
  await transport.start(async ({ message }) => {
    if (message.kind === 'dccAlert') alerts.push(`${message.alertCode} ${party}`);
  });
  await headEnd.parties.put({
    ...{ eui64: party, name: 'User', roles, status: 'active', channel: 'duis' },
    receiveUrl: `http://127.0.0.1:${transport.receivePort}/`,
  });
  return transport;
}

/** What is answered; fails when the request is not done. */
function resultOf<T>(reply: Reply): T {
  assert.is(reply.kind, 'dccResponse', JSON.stringify(reply));
  return (reply as { result: T }).result;
}
const codeOf = (reply: Reply) => (reply.kind === 'refused' ? reply.code : reply.kind);

test('5.1, 5.2, 5.3: a schedule is created, read by its owner alone, and deleted', async () => {
  const created = resultOf<{ scheduleId: number }>(await ask('5.1', schedule, NETWORK_OPERATOR));
  const read = await ask('5.2', { deviceId: METER }, NETWORK_OPERATOR);
  assert.equal(resultOf(read), { schedules: [{ ...created, schedule }] });
  assert.is(codeOf(await ask('5.2', created)), 'E050201');
  const own = resultOf<{ scheduleId: number }>(await ask('5.1', schedule));
  await done('5.3', own);
  assert.is(codeOf(await ask('5.3', own)), 'E050301');
});

test('12.2, 8.4, 12.1: a device is told of and placed, where the network is known to reach', async () => {
  const announced = {
    ...{ deviceId: NEW_DISPLAY, deviceManufacturer: 'AB01', deviceModel: '010A030B' },
    deviceType: 'PPMID',
  };
  assert.match(await done('12.2', announced), /cannot be spoken to/);
  assert.is(codeOf(await ask('12.2', announced)), 'E120201');
  const change = { supplyPoint: { importMpxn: MPAN } };
  await done('8.4', { deviceId: NEW_DISPLAY, change });
  assert.is(codeOf(await ask('8.4', { deviceId: METER, change }, OTHER_SUPPLIER)), 'E19');
  const wan = resultOf<{ regions: object[] }>(await ask('12.1', { uprn: 7 }));
  assert.equal(wan.regions, [{ cspRegion: 'North', responseCode: 'I0', coverage }]);
});

test('11.1, 11.4: an image is stored, and nobody is told that it was sent', async () => {
  const image = { firmwareImage: Uint8Array.of(1, 2, 3), firmwareVersion: '00020000' };
  assert.match(await done('11.1', { ...image, deviceIdList: [METER] }), /not sent to any device/);
  const warned = await ask('11.4', { ...image, deviceIdList: [METER, NEW_HUB] });
  assert.equal(resultOf(warned), { invalidDevices: [NEW_HUB], notApplicable: [METER] });
});

test('8.14: a hub is installed without and with network, and goes back', async () => {
  const noNetwork = { ...installed, ...checks, premiseType: 'Terraced', installType: 'NoSmWan' };
  await done('8.14.2', { deviceId: HUB, ...noNetwork });
  await done('8.14.1', { deviceId: HUB, ...installed, installType: 'New' });
  assert.ok((await home()).includes(`${HUB} Commissioned`));
  const fault = { connectionMethod: 'ESME', faultReason: 'Led', returnType: 'AfterInstallation' };
  await done('8.14.3', { deviceId: HUB, otherDeviceId: METER, ...fault });
  assert.is(codeOf(await ask('8.14.4', { deviceId: HUB, returnType: 'LostOrStolen' })), 'E5');
});

test('8.3: a meter is decommissioned, and those whom it concerns are told', async () => {
  await done('8.3', { deviceId: METER });
  const expected = ['N1', 'N2', 'N3'].map((code) => `${code} ${NETWORK_OPERATOR}`);
  const { alerts } = shared;
  await until('the network operator is told', () => alerts.length >= expected.length);
  assert.equal([...alerts].sort(), expected);
  assert.is(codeOf(await ask('8.3', { deviceId: METER }, OTHER_SUPPLIER)), 'E19');
});

test('8.2: the home is read, and is the same after a restart, as is all else', async () => {
  const before = await home();
  assert.equal(before, [`${METER} Decommissioned`, `${HUB} Withdrawn`, `${NEW_DISPLAY} Pending`]);
  await shared.close();
  shared = await open(place);
  assert.equal(await home(), before);
  const { store, coverage: areas } = shared.headEnd;
  assert.is(codeOf(await ask('5.2', { deviceId: METER }, NETWORK_OPERATOR)), 'E050201');
  assert.is(areas.at('M22 0RR').length, 1);
  const entries = (await auditOf(shared.headEnd)).filter(({ step }) => step === 'inventoryChanged');
  const byUser = entries.filter(({ party }) => party === SUPPLIER).map(({ device }) => device);
  assert.equal(byUser, [NEW_DISPLAY, NEW_DISPLAY, HUB, HUB, HUB, METER]);
  const updates = store.database.selectFrom('firmware_updates').select('devices');
  assert.equal(await updates.execute(), [{ devices: [METER] }]);
  const reports = store.database.selectFrom('hub_reports').select('hub');
  assert.equal(await reports.execute(), [{ hub: HUB }, { hub: HUB }, { hub: HUB }]);
});

test('there is no other that a user may ask, but 8.13, which brings the answer to a local command', () => {
  const every = services.filter(({ modes, roles }) => modes.includes('nonDevice') && roles.length);
  const others = every.map(({ reference }) => reference).filter((one) => !asked.has(one));
  assert.equal(others, ['8.13']);
});

test('the same RequestID has the same answer, and is done once', async () => {
  const here = await places.next();
  const first = await openHere(here);
  const id = { originator: SUPPLIER, target: first.headEnd.identity.eui64, counter: 1n };
  const requestId = formatRequestId(id);
  const replies = await Promise.all(
    [1, 2, 3].map(() => first.send('5.1', schedule, SUPPLIER, requestId)),
  );
  for (const reply of replies) assert.equal(resultOf(reply), { scheduleId: 1 });
  await first.close();
  const second = await openHere(here);
  const again = await second.send('5.1', schedule, SUPPLIER, requestId);
  assert.equal(resultOf(again), { scheduleId: 1 });
  const next = resultOf<{ scheduleId: number }>(await second.send('5.1', schedule));
  assert.equal(next, { scheduleId: 2 });
  const read = resultOf<{ schedules: object[] }>(await second.send('5.2', { deviceId: METER }));
  assert.is(read.schedules.length, 2);
});

test('when the database refuses, nothing of it is done, in memory neither', async () => {
  const here = await places.next();
  const { send } = await openHere(here);
  const [, name = ''] = /@\/([a-z0-9]+)/.exec(here.databaseUrl ?? '') ?? [];
  const refuse = 'alter table schedules add constraint none check (schedule_id < 0)';
  await places.postgres.query(name, refuse);
  const failed = await send('5.1', schedule).catch((error: Error) => error);
  assert.instance(failed, Error);
  assert.is(codeOf(await send('5.2', { deviceId: METER })), 'E050201');
  await places.postgres.query(name, 'alter table schedules drop constraint none');
  assert.equal(resultOf(await send('5.1', schedule)), { scheduleId: 1 });
});

test('of a hundred that come at once each has a number of its own, and none is one too many', async () => {
  const { send } = await openHere(await places.next());
  const replies = await Promise.all(Array.from({ length: 105 }, () => send('5.1', schedule)));
  const numbers = replies.flatMap((reply) =>
    reply.kind === 'dccResponse' ? [(reply.result as { scheduleId: number }).scheduleId] : [],
  );
  assert.is(new Set(numbers).size, 99);
  assert.is(replies.filter((reply) => codeOf(reply) === 'E48').length, 6);
});

test.run();
