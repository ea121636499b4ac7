/** What becomes of announcements at the head-end: on record once, told to whom it concerns, and never undone by others. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { seededIdentity } from '../../../meter-emulator/board/factory.ts';
import type { Identity } from '../../../meter-emulator/firmware/state.ts';
import { makePki } from '../../../pki/pki.testing.ts';
import { TrustStore } from '../../../pki/trust-store.ts';
import { nodeCrypto } from '../../../platform/node-crypto.ts';
import type { OtherDevice, Place } from '../../inventory/device.ts';
import { type Device, hasKeys } from '../../inventory/inventory.ts';
import { detailsAt } from '../details/details.ts';
import {
  closeSwitchBench,
  HEAD_END,
  MPAN,
  makeSwitchBench,
  NETWORK,
  NEW,
  NOON,
  OLD,
} from '../switching/switching.testing.ts';
import { Announcements } from './announcements.ts';
import { announcementOf, certifiedDevice } from './device.testing.ts';

const AT = { network: 'mqtt', address: 'meter/v1/x' } as const;
const pki = await makePki(NOON - 86_400);
const meter = await certifiedDevice(pki, 1);
const { eui64 } = meter;

/** `told`: the device as it was pre-notified, at the metering point. */
async function bench(told: Partial<Place> = {}, withTrust = true) {
  const on = await makeSwitchBench();
  const { stations } = on;
  const trust = TrustStore.load(pki.directory);
  const audit: string[] = [];
  const commit = stations.store.commit.bind(stations.store);
  stations.store.commit = (write) => {
    audit.push(...(write.audit ?? []).map(({ step }) => step));
    return commit(write);
  };
  const { deviceType, manufacturer, model } = meter;
  const record: OtherDevice['record'] = { eui64, deviceType, manufacturer, model };
  stations.inventory.take({ record, status: 'Pending', mpxn: MPAN, notifiedBy: NEW, ...told });
  const announcements = new Announcements(
    withTrust ? { ...stations, trust } : stations,
    on.requests.alone,
  );
  const says = async (message: Uint8Array, from = eui64) => {
    const verdict = await announcements.take(from, message, AT);
    return verdict?.kind === 'refused' ? verdict.code : verdict?.kind;
  };
  return { on, says, audit, device: () => stations.inventory.get(eui64) };
}
/** Alerts are remembered by device: each test counts on. */
let counter = 0n;
const announcementNow = (who: Identity = meter) => announcementOf(who, HEAD_END, ++counter);

const test = suite('announcements at the head-end');
test.after(async () => {
  await closeSwitchBench();
  pki.remove();
});

test('P13, P22: keys, version, address and status are on record, and supplier and installer are told', async () => {
  const { on, says, device, audit } = await bench();
  assert.is(await says(announcementNow()), 'taken');
  const now = device() as Device;
  assert.is(now.status, 'InstalledNotCommissioned');
  assert.is(now.wanAddress, AT.address);
  assert.is(now.record.firmwareVersion, meter.firmwareVersion);
  assert.equal(now.record.signingPublic, meter.signingPublic);
  assert.equal(now.record.prepaymentPublic, meter.prepaymentPublic);
  const point = await on.stations.register.find(MPAN);
  const { communications } = detailsAt(point?.details, NOON);
  assert.equal(communications, { wanAddress: AT.address, network: 'mqtt' });
  for (const party of [OLD, NEW]) assert.is(on.events(party, 'deviceAnnounced').length, 1);
  assert.is(on.events(NETWORK, 'deviceAnnounced').length, 0);
  assert.ok(audit.includes('deviceAnnounced') && audit.includes('inventoryChanged'));
});

test('once it is known, it may say so again and nothing changes', async () => {
  const { on, says, device } = await bench();
  await says(announcementNow());
  const before = device();
  assert.is(await says(announcementNow()), 'ignored');
  assert.is(device(), before);
  assert.is(on.events(OLD, 'deviceAnnounced').length, 1);
});

test('one that was recorded and is played again, to a device taken back, is refused', async () => {
  const first = await bench();
  const recorded = announcementNow();
  assert.is(await first.says(recorded), 'taken');
  // Another meter’s record under the same number, as after an exchange.
  const { deviceType, manufacturer, model } = meter;
  const record: OtherDevice['record'] = { eui64, deviceType, manufacturer, model };
  first.on.stations.inventory.take({ record, status: 'Pending' });
  assert.is(await first.says(recorded), 'ENVELOPE_REPLAY');
  assert.not(hasKeys(first.device()));
  assert.is(first.device()?.status, 'Pending');
});

test('unknown, untrusted and foreign ones change nothing', async () => {
  const known = await bench();
  known.on.stations.inventory.drop(eui64);
  assert.is(await known.says(announcementNow()), 'ANNOUNCEMENT_UNKNOWN');
  assert.is(known.device(), undefined);
  const untrusting = await bench({}, false);
  assert.is(await untrusting.says(announcementNow()), 'ANNOUNCEMENT_NO_TRUST');
  assert.not(hasKeys(untrusting.device()));
  const other = seededIdentity(nodeCrypto, 'others', 9);
  const { signingSecret } = other;
  const foreign = await bench();
  assert.is(
    await foreign.says(announcementNow({ ...meter, signingSecret })),
    'ENVELOPE_AUTHENTICATION',
  );
  assert.is(await foreign.says(announcementNow(), other.eui64), 'ENVELOPE_ORIGINATOR');
  assert.is(foreign.device()?.status, 'Pending');
  assert.is(foreign.on.told.length, 0);
});

test('what is no announcement is nobody’s', async () => {
  const { says } = await bench();
  assert.is(await says(new Uint8Array(0)), undefined);
  assert.is(await says(Uint8Array.of(1, 2, 3)), undefined);
  const alert = announcementOf(meter, HEAD_END, ++counter, { body: { service: 0x8f3f } });
  assert.is(await says(alert), undefined);
});

test.run();
