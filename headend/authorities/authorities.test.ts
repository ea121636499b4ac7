import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nodeCrypto } from '../../platform/node-crypto.ts';
import { TestAuthority } from '../../protocol/certificates/certificates.testing.ts';
import type { Service } from '../../protocol/definition/service.ts';
import { COMMAND_BYTES_MAX } from '../../protocol/envelope/body.ts';
import { openSigned, receive } from '../../protocol/envelope/open.ts';
import { requestHandoverOfDccControlledDevice } from '../../protocol/services/request-handover-of-dcc-controlled-device.ts';
import { topUpDevice } from '../../protocol/services/top-up-device.ts';
import { updateSecurityCredentialsCos } from '../../protocol/services/update-security-credentials-cos.ts';
import { Fault } from '../faults.ts';
import type { ServiceRequest } from '../service-request.ts';
import { anchorOf, expectSigned, isSignedHere, signedByAuthority } from './authorities.ts';

const METER = '00-DB-12-34-56-78-90-A0';
const SUPPLIER = '90-B3-D5-1F-30-01-00-00';
const changeOfSupplier = {
  eui64: '90-B3-D5-1F-30-00-00-04',
  signingSecret: new Uint8Array(32).fill(4),
};
const asked = (service: Service, body: object): ServiceRequest => ({
  requestId: `${SUPPLIER}:${METER}:1`,
  originator: SUPPLIER,
  target: METER,
  counter: 1n,
  service,
  commandVariant: 1,
  body,
  channel: 'duis',
  endpoint: 'send',
});
const OTHER = '90-B3-D5-1F-30-07-00-00';
const NETWORK_OPERATOR = '90-B3-D5-1F-30-02-00-00';
const MPAN = '2012345678385';
const at = (mpxn: string) => ({ mpxn, networkOperator: NETWORK_OPERATOR });
const certificateOf = (eui64: string) =>
  new TestAuthority('root', 1).certify({
    key: { kind: 'Ed25519', bytes: new Uint8Array(32).fill(9) },
    usage: 'digitalSignature',
    eui64,
  });
const fault = (act: () => void) => {
  try {
    act();
    return 'none';
  } catch (error) {
    assert.instance(error, Fault);
    return (error as Fault).code;
  }
};

const test = suite('authorities beside the head-end');

test('what an absent party would have to sign is not offered', () => {
  const change = asked(updateSecurityCredentialsCos, { importMpxn: '1' });
  const handover = asked(requestHandoverOfDccControlledDevice, {});
  assert.is(
    fault(() => expectSigned({}, change, at('1'))),
    'SERVICE_NOT_FOR_DEVICE',
  );
  assert.is(
    fault(() => expectSigned({ changeOfSupplier }, handover, at('1'))),
    'SERVICE_NOT_FOR_DEVICE',
  );
  assert.is(
    fault(() => expectSigned({}, asked(topUpDevice, {}), at('1'))),
    'none',
  );
});

test('a change of supplier is for the metering point where the device is', () => {
  const change = asked(updateSecurityCredentialsCos, { importMpxn: MPAN });
  const asking = (mpxn: string) =>
    fault(() => expectSigned({ changeOfSupplier }, change, at(mpxn)));
  assert.is(asking(MPAN), 'none');
  assert.is(asking('2012345678386'), 'NOT_RESPONSIBLE');
});

test('a supplier that takes a meter over gives it its own keys, not another’s', () => {
  const taking = (
    digitalSigningCertificate: Uint8Array,
    keyAgreementTopUpCertificate?: Uint8Array,
  ) => {
    const supplierReplacementCertificates = {
      digitalSigningCertificate,
      ...(keyAgreementTopUpCertificate ? { keyAgreementTopUpCertificate } : {}),
    };
    const body = { importMpxn: MPAN, supplierReplacementCertificates };
    const request = asked(updateSecurityCredentialsCos, body);
    return fault(() => expectSigned({ changeOfSupplier }, request, at(MPAN)));
  };
  assert.is(taking(certificateOf(SUPPLIER)), 'none');
  assert.is(taking(certificateOf(OTHER)), 'NOT_RESPONSIBLE');
  assert.is(taking(certificateOf(SUPPLIER), certificateOf(OTHER)), 'NOT_RESPONSIBLE');
  assert.is(taking(Uint8Array.of(1)), 'none', 'of one that cannot be read the meter says so');
});

test('a meter is handed over to its supplier and the network operator of its area', () => {
  const handing = (remotePartyRole: string, to: string) => {
    const replacementCertificates = { digitalSigningCertificate: certificateOf(to) };
    const body = { remotePartyRole, replacementCertificates };
    const request = asked(requestHandoverOfDccControlledDevice, body);
    return fault(() => expectSigned({ handover: changeOfSupplier }, request, at(MPAN)));
  };
  assert.is(handing('Supplier', SUPPLIER), 'none');
  assert.is(handing('NetworkOperator', NETWORK_OPERATOR), 'none');
  for (const [role, to] of [
    ['Supplier', NETWORK_OPERATOR],
    ['NetworkOperator', SUPPLIER],
    ['LoadController', SUPPLIER],
  ] as const)
    assert.is(handing(role, to), 'NOT_RESPONSIBLE', role);
});

test('the command verifies with the anchor a meter is given, as the party’s own', () => {
  assert.ok(isSignedHere(updateSecurityCredentialsCos));
  const command = { recipient: METER, counter: 9n, service: 25_968, content: new Map() };
  const authorities = { changeOfSupplier };
  const signed = signedByAuthority(nodeCrypto, authorities, updateSecurityCredentialsCos, command);
  const { signingPublic } = anchorOf(nodeCrypto, changeOfSupplier);
  const received = receive(signed, COMMAND_BYTES_MAX);
  const body = openSigned(nodeCrypto, signingPublic, 'command', METER, received);
  assert.equal([body.originator, body.counter], [changeOfSupplier.eui64, 9n]);
});

test.run();
