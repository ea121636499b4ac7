/**
 * A head-end as others reach it: HTTPS and MQTT over TLS, requests that are signed. Who has the right papers
 * gets everything as in the demonstration; who has not is refused at the door, and that is written down.
 */
import { request as httpsRequest } from 'node:https';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { certifiedKeys, type PartySecurity, partySecurity } from '../cli/party-security.ts';
import { type StartedMeter, startMeter } from '../cli/start-meter.ts';
import { supplierAnchor } from '../cli/supplier-keys.ts';
import type { HeadEnd } from '../headend/head-end.ts';
import { headEndAnchor } from '../headend/identity.ts';
import { duisRequest } from '../headend/market/client/duis-messages.ts';
import { DuisTransport } from '../headend/market/client/duis-transport.ts';
import { SupplierClient } from '../headend/market/client/supplier-client.ts';
import { VARIANT } from '../headend/market/client/transport.ts';
import { XML_DECLARATION } from '../headend/market/duis/document.ts';
import { WEB_SERVICE_PATHS } from '../headend/market/duis/endpoints.ts';
import { writeRequest } from '../headend/market/duis/request.ts';
import { signedDocument, type XmlSigner } from '../headend/market/duis/signature/sign.ts';
import { loadSecurity, type Security, signerOf } from '../headend/security.ts';
import { DEFAULT_SETTINGS } from '../meter-emulator/firmware/provision.ts';
import {
  credentialOf,
  type TransportCredential,
  transportCredentialOf,
} from '../pki/credentials.ts';
import { makePki, OTHER_SUPPLIER, type TestPki } from '../pki/pki.testing.ts';
import { revokeIn } from '../pki/revoke.ts';
import { TrustStore } from '../pki/trust-store.ts';
import { nodeCrypto } from '../platform/node-crypto.ts';
import { realTimer } from '../platform/time.ts';
import type { Eui64 } from '../protocol/identifiers/eui64.ts';
import { formatRequestId } from '../protocol/identifiers/request-id.ts';
import { disableSupply } from '../protocol/services/disable-supply.ts';
import { readFirmwareVersion } from '../protocol/services/read-firmware-version.ts';
import { auditOf, enrolMeter, enrolSupplier, openPlaces, startHere } from './cast.testing.ts';
import { inMemoryCounter, SUPPLIER, until } from './world.testing.ts';

const HEAD_END: Eui64 = '90-B3-D5-1F-30-00-00-01';
const hosts = ['127.0.0.1', 'localhost'];
const now = Math.floor(Date.now() / 1000);

async function certificates(): Promise<TestPki> {
  const pki = await makePki(now - 86_400);
  const party = { role: 'accessControlBroker', name: 'Head-end' } as const;
  for (const use of ['keyAgreement', 'xmlSigning'] as const)
    await pki.issue({ eui64: HEAD_END, use, party });
  await pki.issue({ eui64: HEAD_END, use: 'transport', party, hosts });
  for (const eui64 of [SUPPLIER, OTHER_SUPPLIER]) {
    for (const use of ['digitalSigning', 'prepaymentKeyAgreement', 'xmlSigning'] as const)
      await pki.supplier(use, { eui64 });
    await pki.supplier('transport', { eui64, hosts });
  }
  return pki;
}

const test = suite('over TLS');
const places = await openPlaces();
const pki = await certificates();
const security: Security = loadSecurity(pki.directory, now);
const keys = certifiedKeys(pki.directory, SUPPLIER, '');
const party: PartySecurity = partySecurity(pki.directory, SUPPLIER);
let headEnd: HeadEnd;
let meter: StartedMeter;
let device: Eui64;
let supplier: SupplierClient;
let counter = 1_000_000n;

test.before(async () => {
  headEnd = await startHere(await places.next(), { security });
  const { tls, signer, verify } = party;
  const transport = new DuisTransport({
    party: SUPPLIER,
    url: `https://127.0.0.1:${headEnd.httpPort}`,
    receive: { host: '127.0.0.1', port: 0 },
    tls,
    signer,
    verify,
  });
  supplier = await SupplierClient.open({
    transport,
    crypto: nodeCrypto,
    timer: realTimer,
    signingSecret: keys.signingSecret,
    requestCounter: inMemoryCounter(),
    prepayment: { secret: keys.prepaymentSecret, storageOf: inMemoryCounter },
  });
  const receiveUrl = `https://127.0.0.1:${transport.receivePort}/`;
  await enrolSupplier(headEnd, keys, { channel: 'duis', receiveUrl });
  const identity = await enrolMeter(headEnd, 1);
  device = identity.eui64;
  await pki.issue({ eui64: device, use: 'transport' });
  const own = transportCredentialOf(TrustStore.load(pki.directory), device, now);
  const anchors = {
    headEnd: headEndAnchor(nodeCrypto, headEnd.identity),
    supplier: supplierAnchor(keys),
  };
  meter = await startMeter({
    identity,
    anchors,
    settings: DEFAULT_SETTINGS,
    seed: 'tls',
    network: { kind: 'mqtt', url: `mqtts://127.0.0.1:${headEnd.mqttPort}`, tls: own },
  });
});

test.after(async () => {
  await meter.stop();
  await supplier.close();
  await headEnd.stop();
  await places.remove();
  pki.remove();
});

/** One request from whoever it says, signed by whoever it is said, over a connection of anybody. */
function requestOf(originator: Eui64, signer?: XmlSigner): string {
  counter += 1n;
  const xml = writeRequest(
    duisRequest({
      requestId: formatRequestId({ originator, target: device, counter }),
      service: readFirmwareVersion,
      commandVariant: VARIANT.command,
      body: {},
    }),
  );
  return XML_DECLARATION + (signer ? signedDocument(signer, xml) : xml);
}

type Answer = { readonly status: number; readonly text: string };

function post(shown: Partial<TransportCredential>, xml: string): Promise<Answer> {
  const { ca, crl } = party.transport;
  const url = `https://127.0.0.1:${headEnd.httpPort}${WEB_SERVICE_PATHS.send}`;
  const headers = { 'content-type': 'application/xml' };
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', headers, agent: false, ...shown, ca, crl };
    const outgoing = httpsRequest(url, options, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode ?? 0, text });
    });
    outgoing.once('error', reject);
    outgoing.end(xml);
  });
}

/** The connection ends without an answer, and the audit says why, and of whom if that is known. */
async function expectShut(shown: Partial<TransportCredential>, why: RegExp, who?: Eui64) {
  const before = headEnd.counts.get('TLS_REFUSED') ?? 0;
  const answer = await post(shown, requestOf(SUPPLIER, party.signer)).catch(() => undefined);
  assert.is(answer, undefined);
  assert.is(headEnd.counts.get('TLS_REFUSED'), before + 1);
  await expectAudited('TLS_REFUSED', why, who);
}

async function expectAudited(code: string, why: RegExp, who?: Eui64): Promise<void> {
  const written = async () =>
    (await auditOf(headEnd)).some(
      ({ party: named, detail }) =>
        detail?.['code'] === code && why.test(String(detail?.['reason'])) && named === who,
    );
  await until(`${code} ${why}`, written);
}

test('a supplier reads a meter, and both are who their certificates say', async () => {
  const result = await supplier.ask(readFirmwareVersion, device, {});
  assert.is(result.kind, 'done', JSON.stringify(result));
});

test('a critical command is signed with the certified key, and done', async () => {
  const result = await supplier.ask(disableSupply, device, {});
  assert.is(result.kind, 'done', JSON.stringify(result));
});

test('software that knows nothing but HTTPS and XML signatures is acknowledged', async () => {
  const { status, text } = await post(party.transport, requestOf(SUPPLIER, party.signer));
  assert.is(status, 200);
  assert.match(text, /ResponseCode>I99</);
});

test('without a certificate the connection ends', () => expectShut({}, /no certificate was shown/));

test('with a certificate of another root the connection ends', async () => {
  const other = await certificates();
  const shown = transportCredentialOf(TrustStore.load(other.directory), SUPPLIER, now);
  await expectShut(shown, /issued by no authority/);
  other.remove();
});

test('with a revoked certificate the connection ends', async () => {
  const shown = transportCredentialOf(TrustStore.load(pki.directory), OTHER_SUPPLIER, now);
  const revoked = pki.bytes('90b3d51f30020000-transport');
  await revokeIn(pki.directory, revoked, 'keyCompromise', now);
  security.trust.reload();
  await expectShut(shown, /revoked/, OTHER_SUPPLIER);
});

test('a request in another’s name is refused, although it is signed', async () => {
  const { signer } = partySecurityOfOther();
  const { text } = await post(party.transport, requestOf(OTHER_SUPPLIER, signer));
  assert.match(text, /ResponseCode>E1</);
  await expectAudited('PARTY_NOT_SENDER', /is 90-B3-D5-1F-30-01-00-00's/, SUPPLIER);
});

test('a request without a signature, or under another’s, is refused', async () => {
  const bare = await post(party.transport, requestOf(SUPPLIER));
  assert.match(bare.text, /ResponseCode>E48</);
  await expectAudited('SIGNATURE_MISSING', /^/, SUPPLIER);
  const { signer } = partySecurityOfOther();
  const other = await post(party.transport, requestOf(SUPPLIER, signer));
  assert.match(other.text, /ResponseCode>E48</);
  await expectAudited('SIGNATURE_SIGNER', /90-B3-D5-1F-30-02-00-00/, SUPPLIER);
});

/** Its transport certificate is revoked by then; its signature's is not. */
function partySecurityOfOther(): { readonly signer: XmlSigner } {
  const store = TrustStore.load(pki.directory);
  return { signer: signerOf(credentialOf(store, OTHER_SUPPLIER, 'xmlSigning', now)) };
}

test.run();
