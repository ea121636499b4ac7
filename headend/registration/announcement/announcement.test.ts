/** Devices that say who they are: put on record when all is as it was told of; else nothing changes. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Identity } from '../../../meter-emulator/firmware/state.ts';
import { makePki } from '../../../pki/pki.testing.ts';
import { TrustStore } from '../../../pki/trust-store.ts';
import { nodeCrypto } from '../../../platform/node-crypto.ts';
import { readAnnouncement } from '../../../protocol/announcement/announcement.ts';
import { Refused } from '../../../protocol/refused.ts';
import type { OtherDevice } from '../../inventory/device.ts';
import { announcementOf, certifiedDevice } from './device.testing.ts';
import { type Grounds, judgeAnnouncement } from './judge-announcement.ts';
import { AnnouncementRefused } from './refusals.ts';

const HEAD_END = '90-B3-D5-1F-30-00-00-01';
const NOW = Math.floor(Date.now() / 1000);

const pki = await makePki(NOW - 86_400);
const foreign = await makePki(NOW - 86_400);
const meter = await certifiedDevice(pki, 1);
const other = await certifiedDevice(pki, 2);
const stranger = await certifiedDevice(foreign, 1);
const grounds: Grounds = {
  crypto: nodeCrypto,
  trust: TrustStore.load(pki.directory),
  headEnd: HEAD_END,
  atUtcSeconds: NOW,
};

const told = (more: object = {}, status: OtherDevice['status'] = 'Pending'): OtherDevice => {
  const { eui64, deviceType, manufacturer, model } = meter;
  return { record: { eui64, deviceType, manufacturer, model, ...more }, status };
};

type Otherwise = Parameters<typeof announcementOf>[3];
/** The code it is refused with; undefined when it is believed. */
function refusal(
  who: Identity,
  otherwise: Otherwise = {},
  device: OtherDevice | undefined = told(),
  on: Grounds = grounds,
): string | undefined {
  return refusalOf(announcementOf(who, HEAD_END, 1n, otherwise), device, on);
}

function refusalOf(message: Uint8Array, device: OtherDevice | undefined, on = grounds) {
  try {
    const read = readAnnouncement(message);
    if (!read) return 'none';
    judgeAnnouncement(on, device, meter.eui64, read);
    return undefined;
  } catch (error) {
    if (error instanceof AnnouncementRefused || error instanceof Refused) return error.code;
    throw error;
  }
}

const test = suite('announcement');
test.after(() => {
  pki.remove();
  foreign.remove();
});

test('P13: a device that was told of is believed under its certificates, and has their keys', () => {
  const read = readAnnouncement(announcementOf(meter, HEAD_END, 1n));
  const keys = read && judgeAnnouncement(grounds, told(), meter.eui64, read);
  const { signingPublic, agreementPublic, prepaymentPublic } = meter;
  assert.equal(keys, { signingPublic, agreementPublic, prepaymentPublic });
});

test('P13: a gas meter is believed as a gas meter, and not where an electricity meter was told of', async () => {
  const gas = await certifiedDevice(pki, 4, 'gas');
  const { eui64, deviceType, manufacturer, model, agreementPublic } = gas;
  assert.is(deviceType, 'GSME');
  const read = readAnnouncement(announcementOf(gas, HEAD_END, 1n));
  const judged = (more: object) => {
    const record = { eui64, deviceType, manufacturer, model, ...more };
    return read && judgeAnnouncement(grounds, { record, status: 'Pending' }, eui64, read);
  };
  assert.equal(judged({})?.agreementPublic, agreementPublic);
  assert.throws(() => judged({ deviceType: 'ESME' }), /ANNOUNCEMENT_DIFFERS/);
});

test('one that nobody told of is not believed', () => {
  const message = announcementOf(meter, HEAD_END, 1n);
  assert.is(refusalOf(message, undefined), 'ANNOUNCEMENT_UNKNOWN');
});

test('without certificates of the head-end’s own nobody is believed', () => {
  assert.is(refusal(meter, {}, told(), { ...grounds, trust: undefined }), 'ANNOUNCEMENT_NO_TRUST');
});

test('certificates of another root, of another device, for another use or out of date do not count', () => {
  const refused = 'ANNOUNCEMENT_CERTIFICATE';
  assert.is(refusal(stranger), refused);
  const said = (name: string, certificate: Uint8Array | undefined) =>
    refusal(meter, { said: { [name]: certificate } });
  assert.is(said('agreementCertificate', other.agreementCertificate), refused);
  assert.is(said('signingCertificate', other.signingCertificate), refused);
  assert.is(said('prepaymentCertificate', meter.agreementCertificate), refused);
  assert.is(said('signingCertificate', new Uint8Array(300).fill(0x30)), refused);
  const late = { ...grounds, atUtcSeconds: NOW + 30 * 366 * 86_400 };
  assert.is(refusal(meter, {}, told(), late), refused);
});

test('a device that shows another’s certificates cannot sign for it', () => {
  const { signingSecret } = other;
  assert.is(refusal({ ...meter, signingSecret }), 'ENVELOPE_AUTHENTICATION');
});

test('what was meant for another head-end, or is said in the name of another device, is refused', () => {
  const body = { recipient: '90-B3-D5-1F-30-00-00-09' };
  assert.is(refusal(meter, { body }), 'ENVELOPE_AUTHENTICATION');
  assert.is(refusalOf(announcementOf(other, HEAD_END, 1n), told()), 'ENVELOPE_ORIGINATOR');
});

test('another plate than was told of, or a status that is past it, is refused', () => {
  assert.is(refusal(meter, {}, told({ model: 'Other' })), 'ANNOUNCEMENT_DIFFERS');
  assert.is(refusal(meter, {}, told({ manufacturer: 'Other' })), 'ANNOUNCEMENT_DIFFERS');
  assert.is(refusal(meter, {}, told({ deviceType: 'GSME' })), 'ANNOUNCEMENT_DIFFERS');
  for (const status of ['Commissioned', 'Decommissioned', 'Withdrawn', 'Suspended'] as const)
    assert.is(refusal(meter, {}, told({}, status)), 'ANNOUNCEMENT_STATUS');
  for (const status of ['Pending', 'Whitelisted', 'InstalledNotCommissioned'] as const)
    assert.is(refusal(meter, {}, told({}, status)), undefined);
});

test('no announcement with a byte otherwise, or cut off, is believed', () => {
  const message = announcementOf(meter, HEAD_END, 1n);
  let tried = 0;
  for (let at = 0; at < message.length; at += 3) {
    const bad = message.slice();
    bad[at] = (bad[at] as number) ^ (1 << (at % 8));
    assert.ok(refusalOf(bad, told()), `byte ${at}`);
    if (at % 30 === 0) assert.ok(refusalOf(message.slice(0, at), told()), `cut at ${at}`);
    tried++;
  }
  assert.ok(tried > 300);
});

test('one that is longer than can be is refused before it is looked into', () => {
  const content = new Map([[1, new Uint8Array(9_000)]]);
  assert.is(refusal(meter, { body: { content } }), 'ENVELOPE_FORM');
});

test('a revoked certificate does not count', async () => {
  const { revokeIn } = await import('../../../pki/revoke.ts');
  const doomed = await certifiedDevice(pki, 3);
  await revokeIn(pki.directory, doomed.signingCertificate as Uint8Array, 'keyCompromise', NOW - 1);
  const trust = TrustStore.load(pki.directory);
  const read = readAnnouncement(announcementOf(doomed, HEAD_END, 1n));
  const { eui64 } = doomed;
  const device = { ...told(), record: { ...told().record, eui64 } };
  assert.throws(
    () => read && judgeAnnouncement({ ...grounds, trust }, device, eui64, read),
    (error: AnnouncementRefused) =>
      error.code === 'ANNOUNCEMENT_CERTIFICATE' && error.reason.includes('revoked'),
  );
});

test.run();
