import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nodeCrypto } from '../../platform/node-crypto.ts';
import { TestAuthority } from '../../protocol/certificates/certificates.testing.ts';
import { encodeBody } from '../../protocol/envelope/body.ts';
import { signBody } from '../../protocol/envelope/seal.ts';
import { serviceNumber } from '../../protocol/services/index.ts';
import { updateSecurityCredentialsDevice as service } from '../../protocol/services/update-security-credentials-device.ts';
import type { ServiceRequest } from '../service-request.ts';
import { testDevice } from './device.testing.ts';
import { Inventory } from './inventory.ts';
import {
  expecting,
  renewedKeyOf,
  withEachRenewed,
  withoutRenewed,
  withRenewed,
} from './renewal.ts';

const METER = '00-DB-12-34-56-78-90-A0';
const SUPPLIER = '90-B3-D5-1F-30-01-00-00';
const KEY = new Uint8Array(32).fill(9);

function asked(deviceCertificate: Uint8Array): ServiceRequest {
  const content = new Map([[1, deviceCertificate]]);
  const number = serviceNumber(service.reference);
  const body = { originator: SUPPLIER, recipient: METER, counter: 1n, service: number, content };
  return {
    requestId: `${SUPPLIER}:${METER}:1`,
    originator: SUPPLIER,
    target: METER,
    counter: 1n,
    service,
    commandVariant: 5,
    body: undefined,
    signedPreCommand: signBody(nodeCrypto, new Uint8Array(32), 'command', encodeBody(body)),
    channel: 'duis',
    endpoint: 'send',
  };
}

function certificateOf(kind: 'Ed25519' | 'X25519' | 'P-256', eui64 = METER): Uint8Array {
  const bytes = kind === 'P-256' ? new Uint8Array(65).fill(4) : KEY;
  const usage = kind === 'Ed25519' ? 'digitalSignature' : 'keyAgreement';
  return new TestAuthority('root', 1).certify({ key: { kind, bytes }, usage, eui64 });
}

const test = suite('keys that a meter has made anew');

test('the key of a certificate on its way is known; of another kind, or none, is nothing', () => {
  assert.equal(renewedKeyOf(asked(certificateOf('Ed25519'))), {
    name: 'signingPublic',
    bytes: KEY,
  });
  assert.is(renewedKeyOf(asked(certificateOf('X25519')))?.name, 'agreementPublic');
  assert.is(renewedKeyOf(asked(certificateOf('P-256'))), undefined);
  assert.is(renewedKeyOf(asked(Uint8Array.of(1, 2, 3))), undefined);
});

test('a certificate of somebody else makes its holder’s word no meter’s', () => {
  assert.is(renewedKeyOf(asked(certificateOf('Ed25519', SUPPLIER))), undefined);
});

test('each of its two keys is taken or forgotten by itself', () => {
  const device = testDevice(METER, '2012345678385');
  const other = new Uint8Array(32).fill(8);
  const first = expecting(device, { name: 'signingPublic', bytes: KEY });
  const both = expecting(first, { name: 'agreementPublic', bytes: other });
  assert.equal(both.renewed, { signingPublic: KEY, agreementPublic: other });
  const [signs, agrees] = withEachRenewed(both);
  assert.equal(signs?.record, { ...device.record, signingPublic: KEY });
  assert.equal(signs?.renewed, { agreementPublic: other });
  assert.equal(agrees?.record, { ...device.record, agreementPublic: other });
  assert.equal(withoutRenewed(both, 'agreementPublic'), first);
  assert.equal(withRenewed(device, 'signingPublic'), device);
});

test('they outlive a restart', async () => {
  const saved: unknown[] = [];
  const storage = {
    saveDevice: async (_: string, record: object) => {
      saved.push(JSON.parse(JSON.stringify(record)));
    },
    async *loadDevices() {
      yield* saved;
    },
  };
  const renewed = { signingPublic: KEY, agreementPublic: KEY };
  const device = { ...testDevice(METER, '2012345678385'), renewed };
  await new Inventory(storage).put(device);
  const after = new Inventory(storage);
  await after.load();
  assert.equal(after.answering(METER), device);
});

test.run();
