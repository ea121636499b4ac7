/** What `duis sign`, `verify` and `correlate` say, and how they end. */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { duisRequest } from '../../headend/market/client/duis-messages.ts';
import { DuisFormat } from '../../headend/market/duis/format.ts';
import { readRequest, writeRequest } from '../../headend/market/duis/request.ts';
import { preCommandOf, serviceNamed } from '../../headend/market/market.testing.ts';
import { unverifiedBody } from '../../headend/market/signed-pre-command.ts';
import { signerOf } from '../../headend/security.ts';
import { credentialOf, rawSecret } from '../../pki/credentials.ts';
import { HEAD_END, METER, makePki, OTHER_SUPPLIER, SUPPLIER } from '../../pki/pki.testing.ts';
import { TrustStore } from '../../pki/trust-store.ts';
import { nodeCrypto } from '../../platform/node-crypto.ts';
import { signBody } from '../../protocol/envelope/seal.ts';
import { meterwright } from '../run-here.testing.ts';

const now = Math.floor(Date.now() / 1000);
const pki = await makePki(now);
const broker = { role: 'accessControlBroker', name: 'Data company' } as const;
for (const use of ['digitalSigning', 'xmlSigning', 'transport'] as const) await pki.supplier(use);
await pki.supplier('xmlSigning', { eui64: OTHER_SUPPLIER });
for (const use of ['keyAgreement', 'xmlSigning'] as const)
  await pki.issue({ eui64: HEAD_END, use, party: broker });

const folder = mkdtempSync(join(tmpdir(), 'meterwright-duis-'));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const keyOf = (use: string, holder = '90b3d51f30010000') => pki.file('private', `${holder}-${use}`);
const certificateOf = (use: string, holder = '90b3d51f30010000') =>
  pki.file('certificates', `${holder}-${use}`);

const service = serviceNamed('UpdatePaymentMode');
const value = { mode: { credit: {} } };
const requestId = `${SUPPLIER}:${METER}:1002`;
const request = writeRequest(duisRequest({ requestId, service, commandVariant: 4, body: value }));
const requestFile = file('request.xml', request);
const credential = credentialOf(TrustStore.load(pki.directory), HEAD_END, 'xmlSigning', now);
const format = new DuisFormat({ nowMillis: () => now * 1000 }, signerOf(credential));

const answerFile = (preCommand: Uint8Array, id = requestId): string => {
  const message = { kind: 'preCommand', requestId: id, service, preCommand } as const;
  const { content } = format.formatted(message, { eui64: SUPPLIER }, 'a');
  return file('answer.xml', new TextDecoder().decode(content));
};
const sign = (xml: string, key = keyOf('xmlSigning'), certificate = certificateOf('xmlSigning')) =>
  meterwright('duis', 'sign', xml, '--key', key, '--certificate', certificate);
const verify = (xml: string) => meterwright('duis', 'verify', xml, '--pki', pki.directory);
const correlate = (answer: string, ...more: string[]) =>
  meterwright('duis', 'correlate', requestFile, answer, ...more);

const test = suite('duis sign, verify and correlate');
test.after(() => {
  pki.remove();
  rmSync(folder, { recursive: true });
});

test('a signed request is its originator’s', async () => {
  const signed = await sign(requestFile);
  assert.is(signed.code, 0, signed.err);
  const { code, out } = await verify(file('signed.xml', signed.out));
  assert.is(code, 0);
  assert.match(out, `signed by ${SUPPLIER}`);
});

test('a document that is signed again has one signature, with its indents', async () => {
  const indented = request.replaceAll('><', '>\n  <');
  const once = await sign(file('indented.xml', indented));
  const twice = await sign(file('once.xml', once.out));
  assert.is(twice.out.match(/<ds:SignatureValue>/g)?.length, 1);
  assert.is((await verify(file('twice.xml', twice.out))).code, 0);
});

test('what is not signed, altered or signed by another does not count', async () => {
  const { out: signed } = await sign(requestFile);
  const other = await sign(
    requestFile,
    keyOf('xmlSigning', '90b3d51f30020000'),
    certificateOf('xmlSigning', '90b3d51f30020000'),
  );
  const cases: readonly (readonly [string, RegExp])[] = [
    [request, /is not signed/],
    [signed.replace(':1002', ':1003'), /over another document/],
    [other.out, /signed by another than its originator/],
  ];
  for (const [xml, expected] of cases) {
    const { code, out, err } = await verify(file('bad.xml', xml));
    assert.is(code, 1);
    assert.is(out, '');
    assert.match(err, expected);
  }
});

test('an answer is the head-end’s, and no party’s', async () => {
  const answer = answerFile(preCommandOf(service, value, 1002n));
  assert.match((await verify(answer)).out, `signed by ${HEAD_END}`);
  const resigned = await sign(answer);
  assert.is((await verify(file('resigned.xml', resigned.out))).code, 1);
});

test('a key that is not the certificate’s, or of another kind, signs nothing', async () => {
  const other = await sign(requestFile, keyOf('transport'));
  assert.is(other.code, 2);
  assert.match(other.err, /is not the key of/);
  const kind = await sign(requestFile, keyOf('digitalSigning'));
  assert.match(kind.err, /on P-256/);
  assert.match((await sign(requestFile, requestFile)).err, /is no private key/);
  assert.is(other.out + kind.out, '');
});

test('the pre-command that was asked for is signed into a request', async () => {
  const preCommand = preCommandOf(service, value, 1002n);
  const key = keyOf('digitalSigning');
  const { code, out, err } = await correlate(answerFile(preCommand), '--sign', key);
  assert.is(code, 0, err);
  const { header, body } = readRequest(out);
  assert.is(header.requestId, requestId);
  assert.is(header.commandVariant, 5);
  assert.ok(body.kind === 'signedPreCommand');
  assert.is(unverifiedBody(body.value.gbcsPayload).counter, 1002n);
  const secret = rawSecret(
    credentialOf(TrustStore.load(pki.directory), SUPPLIER, 'digitalSigning', now).key,
  );
  assert.equal(body.value.gbcsPayload, signBody(nodeCrypto, secret, 'command', preCommand));
});

test('it may be asked back, to be brought to the device', async () => {
  const answer = answerFile(preCommandOf(service, value, 1002n));
  const { out } = await correlate(answer, '--sign', keyOf('digitalSigning'), '--deliver', 'given');
  assert.is(readRequest(out).header.commandVariant, 6);
  assert.is((await correlate(answer, '--deliver', 'nowhere')).code, 2);
});

test('another pre-command is not signed, and each difference is said', async () => {
  const lie = preCommandOf(service, { executionDateTime: 1_800_000_000, ...value }, 1003n);
  const answer = answerFile(lie, `${SUPPLIER}:${METER}:1003`);
  const { code, out } = await correlate(answer, '--sign', keyOf('digitalSigning'));
  assert.is(code, 1);
  assert.equal(out.trim().split('\n'), [
    `RequestID: asked for ${requestId}, found ${SUPPLIER}:${METER}:1003`,
    'counter: asked for 1002, found 1003',
    'value.executionDateTime: asked for nothing, found 1800000000',
  ]);
});

test('says which of the two files is not what it should be', async () => {
  const preCommand = answerFile(preCommandOf(service, value, 1002n));
  const { code, err } = await meterwright('duis', 'correlate', requestFile, requestFile);
  assert.is(code, 2);
  assert.match(err, /request\.xml: expected <Response>/);
  const swapped = await meterwright('duis', 'correlate', preCommand, preCommand);
  assert.match(swapped.err, /answer\.xml: expected <Request>/);
  const harmless = writeRequest(
    duisRequest({
      requestId,
      service: serviceNamed('ReadInstantaneousImportRegisters'),
      commandVariant: 1,
      body: {},
    }),
  );
  const read = await meterwright('duis', 'correlate', file('read.xml', harmless), preCommand);
  assert.match(read.err, /4\.1\.1 is not critical/);
});

test('a pre-command is signed with a key of Ed25519 alone', async () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = file('p256.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }) as string);
  const answer = answerFile(preCommandOf(service, value, 1002n));
  const { code, out, err } = await correlate(answer, '--sign', key);
  assert.is(code, 2);
  assert.is(out, '');
  assert.match(err, /Ed25519/);
});

test.run();
