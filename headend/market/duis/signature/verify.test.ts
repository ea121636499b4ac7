/** Whose signature a request bears: every form that is accepted, and every reason to refuse one. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Fault } from '../../../faults.ts';
import { duisRequest } from '../../client/duis-messages.ts';
import { DEVICE, OTHER_SUPPLIER, SUPPLIER, samples } from '../../market.testing.ts';
import { readRequest, writeRequest } from '../request.ts';
import { signedDocument } from './sign.ts';
import { certificatesOf, type Forgery, newSigner, signedAnyhow } from './signature.testing.ts';
import { type SigningCertificates, verifyRequest } from './verify.ts';

const NOW = 1_795_510_861;
const signer = newSigner();
const certificates = certificatesOf([SUPPLIER, signer]);
const [, topUp] = samples();
assert.ok(topUp);
const plain = writeRequest(duisRequest(topUp));
/** As a supplier's tool writes it: declared beforehand, indented, in its own quotes and line ends. */
const pretty = `\ufeff<?xml version="1.0" encoding="UTF-8"?>\r\n<!-- a -->${plain
  .replace(
    ' schemaVersion="5.4"',
    ` xmlns:ds='http://www.w3.org/2000/09/xmldsig#'\r\n\tschemaVersion='5.4' xmlns:xsi="urn:x"`,
  )
  .replaceAll('><sr:', '>\r\n  <!-- b --><sr:')
  .replace('>7394', '>73<!-- c --><![CDATA[9]]>&#52;')}\r\n`;
const defaulted = plain.replaceAll('sr:', '').replace('xmlns:sr', 'xmlns');

const signerOf = (xml: string, known: SigningCertificates = certificates) =>
  verifyRequest(readRequest(xml), xml, known, NOW);

function faultOf(xml: string, known?: SigningCertificates): readonly [string, string] {
  try {
    signerOf(xml, known);
  } catch (error) {
    if (error instanceof Fault) return [error.code, error.detail];
    throw error;
  }
  throw new Error('not refused');
}

const test = suite('the signature of a request');

test('is verified as this project writes it', () => {
  assert.is(signerOf(signedDocument(signer, plain)), SUPPLIER);
});

for (const method of ['exclusive', 'inclusive'] as const)
  for (const [form, xml] of Object.entries({ plain, pretty, defaulted }))
    test(`over ${form} text, by ${method} form, is verified`, () => {
      assert.is(signerOf(signedAnyhow(xml, signer, { method })), SUPPLIER);
    });

const blanks = (text: string) => text.replaceAll('><', '>\n <!-- x -->\r\n<');
/** Changes what follows ds:SignedInfo, which is not signed. */
const after = (change: (text: string) => string) => (text: string) => {
  const at = text.indexOf('</ds:SignedInfo>');
  return text.slice(0, at) + change(text.slice(at));
};
const lines = (text: string) =>
  text.replace(/(Value>.{30})(.{4})/, '$1&#13;\n$2\r\n<!-- -->').replace('CN=', '\n CN=');

const written: Readonly<Record<string, Forgery>> = {
  'with blanks and comments between its elements': { signedInfo: blanks, signature: after(blanks) },
  'with another prefix': { prefix: 'dsig' },
  'with its digest in lines': { signedInfo: lines },
  'with its value in lines': { signature: after(lines) },
};
for (const [form, forgery] of Object.entries(written))
  test(`${form} is verified`, () => {
    assert.is(signerOf(signedAnyhow(plain, signer, forgery)), SUPPLIER);
  });

const signed = signedAnyhow(plain, signer);
const another = newSigner();
const certified = (problem: string) => certificatesOf([SUPPLIER, signer, problem]);
const onP384 = newSigner('P-384');
const refused: readonly (readonly [
  what: string,
  fault: string,
  detail: string,
  () => readonly [string, string],
])[] = [
  ['that is not there', 'SIGNATURE_MISSING', '', () => faultOf(plain)],
  [
    'over another value',
    'SIGNATURE_WRONG',
    'over another document',
    () => faultOf(signed.replace('>7394', '>7395')),
  ],
  [
    'over another attribute',
    'SIGNATURE_WRONG',
    'over another document',
    () => faultOf(signed.replace('<sr:Body>', '<sr:Body xmlns:a="urn:a" a:b="1">')),
  ],
  [
    'over a document without its blanks',
    'SIGNATURE_WRONG',
    'over another document',
    () => faultOf(signed.replace('<sr:Body>', ' <sr:Body>')),
  ],
  [
    'of another key under the same name',
    'SIGNATURE_WRONG',
    'of another key',
    () => faultOf(signedAnyhow(plain, { ...signer, key: another.key })),
  ],
  [
    'of a certificate nobody knows',
    'SIGNATURE_CERTIFICATE',
    'unknown',
    () => faultOf(signedAnyhow(plain, another)),
  ],
  [
    "of another party's certificate",
    'SIGNATURE_SIGNER',
    `the certificate is ${OTHER_SUPPLIER}'s`,
    () =>
      faultOf(
        signedAnyhow(plain, another),
        certificatesOf([SUPPLIER, signer], [OTHER_SUPPLIER, another]),
      ),
  ],
  [
    "of the device's certificate",
    'SIGNATURE_SIGNER',
    `the certificate is ${DEVICE}'s`,
    () => faultOf(signed, certificatesOf([DEVICE, signer])),
  ],
  [
    'of a certificate that has expired',
    'SIGNATURE_CERTIFICATE',
    'expired',
    () => faultOf(signed, certified('expired')),
  ],
  [
    'of a certificate that was revoked',
    'SIGNATURE_CERTIFICATE',
    'revoked',
    () => faultOf(signed, certified('revoked')),
  ],
  [
    'by a key on another curve',
    'SIGNATURE_CERTIFICATE',
    'not a key on P-256',
    () => faultOf(signed, certificatesOf([SUPPLIER, { ...signer, publicKey: onP384.publicKey }])),
  ],
];
for (const [what, code, detail, found] of refused)
  test(`${what} is refused`, () => {
    assert.equal(found(), [code, detail]);
  });

test('is judged by the certificate as it is at the time', () => {
  const asked: [string, number][] = [];
  const known: SigningCertificates = {
    ...certificates,
    problemOf: (_, use, at) => {
      asked.push([use, at]);
      return undefined;
    },
  };
  signerOf(signed, known);
  assert.equal(asked, [['xmlSigning', NOW]]);
});

test('is looked at before the document is gone through', () => {
  // Both are wrong: who has no key is told so, and has no megabytes worked through.
  const changed = signedAnyhow(plain, { ...signer, key: another.key }).replace('>7394', '>7395');
  assert.equal(faultOf(changed), ['SIGNATURE_WRONG', 'of another key']);
});

test('is refused when any one bit of it is another', () => {
  const value = /SignatureValue>([^<]+)</.exec(signed)?.[1] ?? '';
  for (let bit = 0; bit < 512; bit += 1) {
    const bytes = Buffer.from(value, 'base64');
    bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
    const [code] = faultOf(signed.replace(value, bytes.toString('base64')));
    assert.is(code, 'SIGNATURE_WRONG', `bit ${bit}`);
  }
});

test.run();
