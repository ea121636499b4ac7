import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Service } from '../../protocol/definition/service.ts';
import { formatRequestId } from '../../protocol/identifiers/request-id.ts';
import { serviceByReference } from '../../protocol/services/index.ts';
import { onAnswered } from './after-answer.ts';
import { takeChanges } from './take-changes.ts';
import * as it from './world.testing.ts';

const { DISPLAY, GAS_METER, GAS_SUPPLIER, HUB, METER, MPAN, NETWORK, RIVAL, SUPPLIER } = it;
const NEW_HUB = '00-DB-12-34-56-78-90-B2';

const test = suite('what follows from an answer');
let world: it.World;
test.before.each(async () => {
  world = await it.makeWorld();
  world.stations.inventory.take(it.labelled(DISPLAY, 'PPMID', { status: 'Pending' }));
});

/** The device has answered; what follows is taken into memory. */
function answered(
  reference: string,
  target: string,
  { body = {}, by = SUPPLIER, answer = {} }: { body?: object; by?: string; answer?: object } = {},
) {
  const id = { originator: by, target, counter: 1n };
  const service = serviceByReference.get(reference) as Service;
  const rest = { service, body, commandVariant: 1, channel: 'duis', endpoint: 'send' } as const;
  const request = { requestId: formatRequestId(id), ...id, ...rest };
  const said = { result: { messageSuccess: true }, ...answer };
  const follows = onAnswered(world.stations, request, said, it.NOW_MILLIS);
  takeChanges(world.stations, follows.changes ?? []);
  return follows;
}
const add = (deviceId: string, whitelisting: object = {}) => ({
  body: { deviceId, requestType: 'Add', whitelisting },
});
const remove = (deviceId: string) => ({ body: { deviceId, requestType: 'Remove' } });

test('a meter that was commissioned is so from this day on, and its parties are told which it is', () => {
  world.with(METER, { status: 'InstalledNotCommissioned', esmeVariant: 'AD' });
  const follows = answered('8.1.1', METER);
  const { status, commissionedDate } = world.device(METER) ?? {};
  assert.equal([status, commissionedDate], ['Commissioned', it.TODAY]);
  assert.equal(it.told(follows), [`N16 ${SUPPLIER}`, `N16 ${NETWORK}`]);
  const meterIdentity = { meterMpxns: { importMpxn: MPAN }, esmeVariant: 'AD' };
  assert.equal(follows.alerts?.[0]?.alert.alert.deviceStatusChange?.change, { meterIdentity });
});

test('nothing follows from a refusal, or for a device that is suspended or commissioned', () => {
  assert.equal(answered('8.1.1', METER), {});
  world.with(METER, { status: 'Suspended' });
  assert.equal(answered('8.1.1', METER), {});
  world.with(METER, { status: 'InstalledNotCommissioned' });
  assert.equal(answered('8.1.1', METER, { answer: { refusal: 'commissionedTooLate' } }), {});
  assert.equal(answered('4.1.1', METER), {});
});

test('a device that a hub lets in is whitelisted behind it, at a metering point of the user', () => {
  const follows = answered('8.11', HUB, add(DISPLAY, { importMpxn: MPAN }));
  const { status, hub, mpxn } = world.device(DISPLAY) ?? {};
  assert.equal([status, hub, mpxn], ['Whitelisted', HUB, MPAN]);
  assert.equal(it.told(follows), [`N24 ${SUPPLIER}`]);
});

test('a metering point that the user does not supply is not taken down', () => {
  answered('8.11', HUB, add(DISPLAY, { importMpxn: it.RIVAL_MPAN }));
  assert.is(world.device(DISPLAY)?.mpxn, undefined);
  assert.is(world.device(DISPLAY)?.status, 'Whitelisted');
});

test('a hub takes no device from another supplier, and no status from one in use', () => {
  answered('8.11', NEW_HUB, { ...add(METER), by: RIVAL });
  assert.is(world.device(METER)?.hub, HUB);
  answered('8.11', NEW_HUB, add(METER));
  const { status, hub } = world.device(METER) ?? {};
  assert.equal([status, hub], ['Commissioned', NEW_HUB]);
});

test('one that it lets in no more is Pending again, if it was not in use', () => {
  answered('8.11', HUB, add(DISPLAY, { importMpxn: MPAN }));
  answered('8.11', NEW_HUB, remove(DISPLAY));
  assert.is(world.device(DISPLAY)?.hub, HUB);
  answered('8.11', HUB, remove(DISPLAY));
  const { status, hub, mpxn } = world.device(DISPLAY) ?? {};
  assert.equal([status, hub, mpxn], ['Pending', undefined, undefined]);
  answered('8.11', HUB, remove(METER));
  assert.equal(
    [world.device(METER)?.status, world.device(METER)?.hub],
    ['Commissioned', undefined],
  );
});

test('one that a hub lets in no more has no schedules, if it was not in use', async () => {
  world.with(METER, { status: 'InstalledNotCommissioned' });
  await world.ask(
    '5.1',
    {
      ...{ scheduleFrequency: 'Daily', scheduleStartDate: it.TODAY, deviceId: METER },
      ...{ serviceReference: '4.16', serviceReferenceVariant: '4.16' },
      read: { activePowerImport: {} },
    },
    NETWORK,
  );
  assert.equal(it.told(answered('8.11', HUB, remove(METER))), [`N24 ${SUPPLIER}`, `N5 ${NETWORK}`]);
  assert.is(world.stations.schedules.of(METER).length, 0);
});

test('of a device that is not known nothing is made up', () => {
  const follows = answered('8.11', HUB, add(it.STRANGER));
  assert.is(follows.changes, undefined);
  assert.is(world.device(it.STRANGER), undefined);
});

test('behind a new hub is what was behind the old one, if both were the user’s', () => {
  const body = { oldHubId: HUB };
  answered('8.12.1', NEW_HUB, { body, by: RIVAL });
  assert.is(world.device(GAS_METER)?.hub, HUB);
  answered('8.12.1', NEW_HUB, { body, by: GAS_SUPPLIER });
  assert.equal([world.device(METER)?.hub, world.device(GAS_METER)?.hub], [NEW_HUB, NEW_HUB]);
});

test('the firmware that a device reports is what the inventory has', () => {
  const said = (firmwareVersion: string) => ({ answer: { result: { firmwareVersion } } });
  answered('11.2', METER, said('00020000'));
  assert.is(world.device(METER)?.record.firmwareVersion, '00020000');
  assert.equal(answered('11.2', METER, said('00020000')), {});
  assert.equal(answered('11.2', METER, said('not eight digits')), {});
});

test.run();
