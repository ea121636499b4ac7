/** The web services with certificates: who must sign, and what is answered, signed itself. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { duisRequest } from '../../client/duis-messages.ts';
import {
  HEAD_END,
  OTHER_SUPPLIER,
  RecordingIntake,
  SUPPLIER,
  samples,
} from '../../market.testing.ts';
import { DuisFormat } from '../format.ts';
import { writeRequest } from '../request.ts';
import { readResponse } from '../response.ts';
import { DuisServer, type DuisServerOptions } from '../server.ts';
import { signedDocument } from './sign.ts';
import { certificatesOf, newSigner } from './signature.testing.ts';
import { verifySigned } from './verify.ts';

const NOW = 1_795_510_861;
const clock = { nowMillis: () => NOW * 1000 };
const signer = newSigner();
const another = newSigner();
const headEnd = newSigner();
const format = new DuisFormat(clock, headEnd);
const [, topUp] = samples();
assert.ok(topUp);
const plain = writeRequest(duisRequest(topUp));
const PLACEHOLDER =
  '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo/></ds:Signature>';
const withPlaceholder = plain.replace('</sr:Request>', `${PLACEHOLDER}</sr:Request>`);

type Answer = {
  readonly code: string;
  readonly reports: readonly string[];
  readonly submitted: number;
};

/** Posts to a server of its own; the answer must be signed by the head-end. */
async function answered(xml: string, options: Partial<DuisServerOptions>): Promise<Answer> {
  const intake = new RecordingIntake();
  const server = new DuisServer({ intake, format, clock, ...options });
  try {
    const url = `http://127.0.0.1:${await server.listen(0, '127.0.0.1')}/api/v1/serviceS`;
    const response = await fetch(url, { method: 'POST', body: xml });
    const text = await response.text();
    assert.is(response.status, 200, text);
    const { header, signature } = readResponse(text);
    verifySigned(text, signature, HEAD_END, certificatesOf([HEAD_END, headEnd]), NOW);
    const reports = intake.reports.map(
      ({ channel, sender = '', code }) => `${channel} ${sender} ${code}`,
    );
    return { code: header.responseCode, reports, submitted: intake.submitted.length };
  } finally {
    await server.close();
  }
}

const known = certificatesOf([SUPPLIER, signer]);
const others = certificatesOf([OTHER_SUPPLIER, another]);
const taken: Answer = { code: 'I99', reports: [], submitted: 1 };
const refused = (code: string): Answer => ({
  code: 'E48',
  reports: [`duis  ${code}`],
  submitted: 0,
});

const cases: readonly (readonly [string, string, Partial<DuisServerOptions>, Answer])[] = [
  [
    'take what a party with a certificate has signed',
    signedDocument(signer, plain),
    { certificates: known },
    taken,
  ],
  ['refuse what it has not signed', plain, { certificates: known }, refused('SIGNATURE_MISSING')],
  ['refuse its placeholder', withPlaceholder, { certificates: known }, refused('SIGNATURE_FORM')],
  [
    'refuse what was changed since',
    signedDocument(signer, plain).replace('>7394', '>7395'),
    { certificates: known },
    refused('SIGNATURE_WRONG'),
  ],
  [
    'refuse what another party has signed',
    signedDocument(another, plain),
    { certificates: certificatesOf([SUPPLIER, signer], [OTHER_SUPPLIER, another]) },
    refused('SIGNATURE_SIGNER'),
  ],
  [
    'refuse a certificate that has expired',
    signedDocument(signer, plain),
    { certificates: certificatesOf([SUPPLIER, signer, 'expired']) },
    refused('SIGNATURE_CERTIFICATE'),
  ],
  [
    'take a placeholder of a party without certificate',
    withPlaceholder,
    { certificates: others },
    taken,
  ],
  ['take what such a party has not signed', plain, { certificates: others }, taken],
  [
    'refuse that where signatures are required',
    plain,
    { certificates: others, requireSignatures: true },
    refused('SIGNATURE_MISSING'),
  ],
  [
    'refuse its own signature there',
    signedDocument(signer, plain),
    { certificates: others, requireSignatures: true },
    refused('SIGNATURE_CERTIFICATE'),
  ],
  ['look at no signature without certificates', withPlaceholder, {}, taken],
];

const test = suite('DUIS web services with certificates');

for (const [what, xml, options, expected] of cases)
  test(what, async () => {
    assert.equal(await answered(xml, options), expected);
  });

test('say at the other end of which connection it was', async () => {
  const options = { certificates: known, senderOf: () => SUPPLIER };
  const { reports } = await answered(plain, options);
  assert.equal(reports, [`duis ${SUPPLIER} SIGNATURE_MISSING`]);
});

test('ask for the certificate as of now', async () => {
  const times: number[] = [];
  const certificates = {
    ...known,
    problemOf: (_: unknown, __: unknown, at: number) => {
      times.push(at);
      return undefined;
    },
  };
  await answered(signedDocument(signer, plain), { certificates });
  assert.equal(times, [NOW]);
});

test('do not start to require signatures without certificates', () => {
  const intake = new RecordingIntake();
  assert.throws(() => new DuisServer({ intake, format, requireSignatures: true }), 'certificates');
});

test.run();
