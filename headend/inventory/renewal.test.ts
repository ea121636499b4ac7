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
import { renewedKeyOf, withoutRenewed, withRenewed } from './renewal.ts';

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

function certificateOf(kind: 'Ed25519' | 'X25519' | 'P-256'): Uint8Array {
  const bytes = kind === 'P-256' ? new Uint8Array(65).fill(4) : KEY;
  const usage = kind === 'Ed25519' ? 'digitalSignature' : 'keyAgreement';
  return new TestAuthority('root', 1).certify({ key: { kind, bytes }, usage, eui64: METER });
}

const test = suite('keys that a meter has made anew');

test('the key of a certificate on its way is known; of another kind, or none, is nothing', () => {
  assert.equal(renewedKeyOf(asked(certificateOf('Ed25519'))), { signingPublic: KEY });
  assert.equal(renewedKeyOf(asked(certificateOf('X25519'))), { agreementPublic: KEY });
  assert.is(renewedKeyOf(asked(certificateOf('P-256'))), undefined);
  assert.is(renewedKeyOf(asked(Uint8Array.of(1, 2, 3))), undefined);
});

test('it outlives a restart, and takes the place of the key before, or is forgotten', async () => {
  const saved: unknown[] = [];
  const storage = {
    saveDevice: async (_: string, record: object) => {
      saved.push(JSON.parse(JSON.stringify(record)));
    },
    async *loadDevices() {
      yield* saved;
    },
  };
  const device = { ...testDevice(METER, '2012345678385'), renewed: { signingPublic: KEY } };
  await new Inventory(storage).put(device);
  const after = new Inventory(storage);
  await after.load();
  assert.equal(after.answering(METER), device);
  assert.equal(withRenewed(device).record.signingPublic, KEY);
  assert.equal(withoutRenewed(device), testDevice(METER, '2012345678385'));
});

test.run();
