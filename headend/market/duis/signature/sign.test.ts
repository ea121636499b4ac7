/** XML signatures, judged by xmlsec1 with nothing but the public key. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Service } from '../../../../protocol/definition/service.ts';
import { formatRequestId, parseRequestId } from '../../../../protocol/identifiers/request-id.ts';
import type { ServiceRequest, Submission } from '../../../service-request.ts';
import { DEVICE, SUPPLIER, serviceNamed, testSigner, UTRN } from '../../market.testing.ts';
import { DuisFormat } from '../format.ts';
import { readResponse } from '../response.ts';
import { type Smets1Response, writeSignedResponse } from '../smets1.ts';
import { xmlSignature } from './sign.ts';

const signer = testSigner();

/** Whether xmlsec1 verifies the signature that is the last child of the root. */
function isVerified(document: string): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'xmlsec-'));
  try {
    const key = join(folder, 'key.pem');
    const file = join(folder, 'document.xml');
    writeFileSync(key, signer.publicKey.export({ type: 'spki', format: 'pem' }));
    writeFileSync(file, document);
    const { status, error } = spawnSync('xmlsec1', [
      ...['--verify', '--pubkey-pem', key, '--node-xpath', "/*/*[local-name()='Signature']"],
      file,
    ]);
    if (error) throw error;
    return status === 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const topUp: Service = serviceNamed('TopUpDevice');
const answered: Smets1Response = {
  header: { businessOriginatorId: DEVICE, businessTargetId: SUPPLIER, originatorCounter: 1000n },
  message: {
    kind: 'response',
    answer: { service: topUp, value: { messageSuccess: false } },
    errors: [{ code: 32, position: 1, error: 'a "word" & <more>' }],
  },
};
const signed = (response: Smets1Response) =>
  writeSignedResponse(response, xmlSignature(signer, writeSignedResponse(response)));

const test = suite('XML signature');

test('over an answer of a device verifies', () => {
  assert.ok(isVerified(signed(answered)));
});

test('over an alert verifies', () => {
  const message = {
    kind: 'alert',
    alertCode: 0x8f0f,
    description: 'Supply disabled: credit & emergency credit are used up.',
    utcSeconds: 1_795_510_861,
  } as const;
  assert.ok(isVerified(signed({ ...answered, message })));
});

test('does not verify when a character of the document is another', () => {
  const document = signed(answered);
  const other = document.replace('>1000<', '>1001<');
  assert.is.not(other, document);
  assert.not.ok(isVerified(other));
});

const format = new DuisFormat({ nowMillis: () => 1_795_510_861_000 }, signer);
const requestId = `${SUPPLIER}:${DEVICE}:1000`;
const answer = { device: DEVICE, counter: 1000n, result: { messageSuccess: true } };

test('over a whole response, with that of the answer inside, verifies', () => {
  const message = { kind: 'response', requestId, service: topUp, code: 'I0', answer } as const;
  const { content } = format.formatted(message, { eui64: SUPPLIER }, 'a');
  const xml = new TextDecoder().decode(content);
  assert.is(xml.match(/<ds:Signature /g)?.length, 2);
  assert.ok(isVerified(xml));
  assert.not.ok(isVerified(xml.replace('>I0<', '>I1<')));
});

const request: ServiceRequest = {
  ...parseRequestId(requestId),
  requestId: formatRequestId(parseRequestId(requestId)),
  service: topUp,
  commandVariant: 1,
  body: { utrn: UTRN },
  channel: 'duis',
  endpoint: 'send',
};
const submissions: Readonly<Record<string, Submission>> = {
  'an acknowledgement': { kind: 'acknowledged' },
  'a refusal': { kind: 'refused', fault: 'DEVICE_STATUS', detail: '' },
};
for (const [name, submission] of Object.entries(submissions))
  test(`over ${name} verifies`, () => {
    assert.ok(isVerified(format.submission(request, submission)));
  });

test('is still over the element when it is taken out of the response around it', () => {
  const { content } = format.formatted(
    { kind: 'response', requestId, service: topUp, code: 'I0', answer },
    { eui64: SUPPLIER },
    'a',
  );
  const xml = new TextDecoder().decode(content);
  const { smets1 } = readResponse(xml);
  assert.ok(smets1);
  const { signedResponse } = smets1;
  // By itself it must declare the prefix that the response around it declared.
  const inside = xml
    .slice(...(Object.values(signedResponse) as [number, number]))
    .replace('<sr:SMETS1SignedResponse ', `<sr:SMETS1SignedResponse xmlns:sr="${NAMESPACE}" `);
  assert.ok(isVerified(inside));
});

const NAMESPACE = 'http://www.dccinterface.co.uk/ServiceUserGateway';

test.run();
