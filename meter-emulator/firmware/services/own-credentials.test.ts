import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DerReader, TAG } from '../../../protocol/certificates/der.ts';
import { fromCborValue } from '../../../protocol/definition/cbor.ts';
import { openSigned, receive as receiveMessage } from '../../../protocol/envelope/open.ts';
import { Pair } from '../../../protocol/envelope/pair.ts';
import { sealMac } from '../../../protocol/envelope/seal.ts';
import { refusalCode, serviceNumber } from '../../../protocol/services/index.ts';
import { issueSecurityCredentials } from '../../../protocol/services/issue-security-credentials.ts';
import { readSupplyStatus } from '../../../protocol/services/read-supply-status.ts';
import { retrieveDeviceSecurityCredentialsDevice } from '../../../protocol/services/retrieve-device-security-credentials-device.ts';
import { updateSecurityCredentialsDevice } from '../../../protocol/services/update-security-credentials-device.ts';
import { Bench, crypto, HEAD_END, headEndSecret, METER } from '../bench.testing.ts';
import { root } from '../security/replacement.testing.ts';

type Type = 'DigitalSignature' | 'KeyAgreement';
const MESSAGE_MAX = 16_384;

/** The new public key, out of the request that the meter hands out. */
function issued(bench: Bench, credentialType: Type): Uint8Array {
  const answer = bench.ask(issueSecurityCredentials, { credentialType });
  const { certificationRequest } = fromCborValue(
    issueSecurityCredentials.response,
    answer?.content,
  );
  const info = new DerReader(certificationRequest ?? new Uint8Array()).inside(TAG.sequence);
  const fields = info.inside(TAG.sequence);
  fields.take(TAG.integer);
  fields.take(TAG.sequence);
  const key = fields.inside(TAG.sequence);
  key.take(TAG.sequence);
  return key.take(TAG.bitString).content.slice(1);
}

const certified = (credentialType: Type, bytes: Uint8Array, eui64 = METER) =>
  root.certify({
    key: { kind: credentialType === 'KeyAgreement' ? 'X25519' : 'Ed25519', bytes },
    usage: credentialType === 'KeyAgreement' ? 'keyAgreement' : 'digitalSignature',
    eui64,
  });

const test = suite('the keys of the meter itself');

test('are in force with their certificate, not before', () => {
  const bench = new Bench();
  const before = bench.meter.record.signingPublic;
  const key = issued(bench, 'DigitalSignature');
  assert.equal(bench.meter.record.signingPublic, before);
  const deviceCertificate = certified('DigitalSignature', key);
  bench.meter.receive(
    'command',
    bench.headEnd.command(updateSecurityCredentialsDevice, { deviceCertificate }),
  );
  assert.equal(bench.meter.record.signingPublic, key);
  const answer = bench.sent.at(-1)?.message ?? new Uint8Array();
  const body = openSigned(crypto, key, 'response', HEAD_END, receiveMessage(answer, MESSAGE_MAX));
  assert.is(body.status, undefined, 'the answer is the first thing they sign');
  assert.equal(bench.reboot().record.signingPublic, key);
});

test('of which the certificate is of another pair are refused', () => {
  const bench = new Bench();
  const never = certified('DigitalSignature', crypto.ed25519.publicKey(new Uint8Array(32).fill(3)));
  const ask = (deviceCertificate: Uint8Array) =>
    bench.ask(updateSecurityCredentialsDevice, { deviceCertificate })?.status;
  assert.is(ask(never), refusalCode(updateSecurityCredentialsDevice, 'noSuchKeyPair'));
  const key = issued(bench, 'DigitalSignature');
  assert.is(ask(never), refusalCode(updateSecurityCredentialsDevice, 'noSuchKeyPair'));
  const ofOther = certified('DigitalSignature', key, HEAD_END);
  assert.is(ask(ofOther), refusalCode(updateSecurityCredentialsDevice, 'certificateSubject'));
  const code = refusalCode(updateSecurityCredentialsDevice, 'certificateMalformed');
  assert.is(ask(Uint8Array.of(48)), code);
});

test('to agree with: the one before is good until the head-end uses the new', () => {
  const bench = new Bench();
  const agreementPublic = issued(bench, 'KeyAgreement');
  const deviceCertificate = certified('KeyAgreement', agreementPublic);
  const command = bench.headEnd.command(updateSecurityCredentialsDevice, { deviceCertificate });
  assert.ok(bench.deliver(command));
  assert.ok(bench.deliver(command), 'the answer was lost, and the same bytes come again');
  assert.ok(bench.ask(readSupplyStatus, {}), 'under the key before');
  const own = { eui64: HEAD_END, agreementSecret: headEndSecret };
  const pair = new Pair(crypto, own, { eui64: METER, agreementPublic });
  const body = { originator: HEAD_END, recipient: METER, service: serviceNumber('7.4') };
  const sent = bench.sent.length;
  bench.meter.receive('command', sealMac(pair, 'command', { ...body, counter: 2000n }));
  assert.is(bench.sent.length, sent + 1);
  assert.is(bench.ask(readSupplyStatus, {}, { counter: 2001n }), undefined, 'no more');
  bench.reboot();
  assert.is(bench.meter.state.ownKeys?.previousAgreementSecret, undefined);
});

test('to agree with: exchanged twice, the one that the head-end still uses is good', () => {
  const bench = new Bench();
  for (const time of ['first', 'second']) {
    const deviceCertificate = certified('KeyAgreement', issued(bench, 'KeyAgreement'));
    const command = bench.headEnd.command(updateSecurityCredentialsDevice, { deviceCertificate });
    assert.ok(bench.deliver(command), time);
    assert.ok(bench.deliver(command), 'the answer was lost, and the same bytes come again');
  }
  assert.ok(bench.ask(readSupplyStatus, {}), 'under the key of the factory');
});

test('to agree with: of which the certificate is of another pair are refused', () => {
  const bench = new Bench();
  issued(bench, 'KeyAgreement');
  const other = crypto.x25519.publicKey(new Uint8Array(32).fill(3));
  const deviceCertificate = certified('KeyAgreement', other);
  const answer = bench.ask(updateSecurityCredentialsDevice, { deviceCertificate });
  assert.is(answer?.status, refusalCode(updateSecurityCredentialsDevice, 'noSuchKeyPair'));
});

test('are read as the certificates they have', () => {
  const bench = new Bench();
  const ask = () => {
    const credentialType = 'DigitalSignature';
    const answer = bench.ask(retrieveDeviceSecurityCredentialsDevice, { credentialType });
    return fromCborValue(retrieveDeviceSecurityCredentialsDevice.response, answer?.content);
  };
  assert.is(ask().statusCode?.asn1Status, 'noCertificateHeld');
  const key = issued(bench, 'KeyAgreement');
  const deviceCertificate = certified('KeyAgreement', key);
  bench.ask(updateSecurityCredentialsDevice, { deviceCertificate });
  const answer = bench.ask(retrieveDeviceSecurityCredentialsDevice, {
    credentialType: 'KeyAgreement',
  });
  const { response } = retrieveDeviceSecurityCredentialsDevice;
  assert.equal(fromCborValue(response, answer?.content).certificate, deviceCertificate);
});
test.run();
