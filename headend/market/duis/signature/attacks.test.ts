/** A signed request in the hands of somebody else: what verifies is what was signed, or nothing does. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Refused } from '../../../../protocol/refused.ts';
import { Fault } from '../../../faults.ts';
import { duisRequest } from '../../client/duis-messages.ts';
import { mutated, SUPPLIER, samples, seeded } from '../../market.testing.ts';
import { DUIS } from '../document.ts';
import { type DuisRequestRead, readRequest, writeRequest } from '../request.ts';
import { signedDocument } from './sign.ts';
import { certificatesOf, newSigner, signedAnyhow } from './signature.testing.ts';
import { verifyRequest } from './verify.ts';

const MUTATIONS = 4_000;
const signer = newSigner();
const certificates = certificatesOf([SUPPLIER, signer]);
const [read, topUp] = samples();
assert.ok(read && topUp);
const plain = writeRequest(duisRequest(topUp));
const signed = signedDocument(signer, plain);
const SIGNATURE = signed.slice(signed.indexOf('<ds:Signature'), signed.lastIndexOf('</'));
const otherRequest = writeRequest(duisRequest(read));

/** What was understood, and verified. */
function accepted(xml: string): DuisRequestRead {
  const request = readRequest(xml);
  verifyRequest(request, xml, certificates, 0);
  return request;
}
function codeOf(xml: string): string {
  try {
    accepted(xml);
    return 'accepted';
  } catch (error) {
    if (error instanceof Refused || error instanceof Fault) return error.code;
    throw error;
  }
}
const meaning = ({ header, body }: DuisRequestRead) =>
  JSON.stringify([header, body], (_, value) => (typeof value === 'bigint' ? `${value}n` : value));

const inside = (xml: string, more: string) =>
  xml.replace(/<\/sr:Request>$/, `${more}</sr:Request>`);
const bare = (xml: string) => xml.replace(/^<\?.*?\?>/, '');
const HEADER = /<sr:Header>.*<\/sr:Header>/;
const header = (HEADER.exec(plain) ?? [''])[0];

const test = suite('a signed request in other hands');

const attacks: Readonly<Record<string, readonly [xml: string, code: string]>> = {
  'the signature on another request': [inside(otherRequest, SIGNATURE), 'SIGNATURE_WRONG'],
  'the signed request moved into the signature of another': [
    inside(
      otherRequest,
      SIGNATURE.replace('</ds:Signature>', `<ds:Object>${plain}</ds:Object></ds:Signature>`),
    ),
    'SIGNATURE_FORM',
  ],
  'the signed request moved into the body of another': [
    otherRequest.replace('<sr:Body>', `<sr:Body>${signed}`),
    'XML_REFUSED',
  ],
  'the signed request beside the parts of another': [
    inside(otherRequest, `${signed}${SIGNATURE}`),
    'XML_REFUSED',
  ],
  'another root around it': [
    `<sr:Request xmlns:sr="${DUIS}" schemaVersion="5.4">${signed}</sr:Request>`,
    'XML_REFUSED',
  ],
  'a second root after it': [signed + otherRequest, 'XML_MALFORMED'],
  'a second root before it': [otherRequest + signed, 'XML_MALFORMED'],
  'the signature after the root': [plain + SIGNATURE, 'XML_MALFORMED'],
  'the signature before the header': [
    plain.replace('<sr:Header>', `${SIGNATURE}<sr:Header>`),
    'XML_REFUSED',
  ],
  'the signature in the body': [
    plain.replace('</sr:Body>', `${SIGNATURE}</sr:Body>`),
    'XML_REFUSED',
  ],
  'the signature in the header': [
    plain.replace('</sr:Header>', `${SIGNATURE}</sr:Header>`),
    'XML_REFUSED',
  ],
  'two signatures': [inside(signed, SIGNATURE), 'XML_REFUSED'],
  'two signatures, the first of nobody': [
    inside(plain, `<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/>${SIGNATURE}`),
    'XML_REFUSED',
  ],
  'a signature in a comment': [inside(plain, `<!--${SIGNATURE}-->`), 'SIGNATURE_MISSING'],
  'a signature in no namespace': [
    inside(plain, SIGNATURE.replaceAll('ds:', '').replace('xmlns:ds', 'a')),
    'XML_REFUSED',
  ],
  'a second header': [signed.replace('<sr:Body>', `${header}<sr:Body>`), 'XML_REFUSED'],
  'an element of another namespace': [
    signed.replace('<sr:Body>', '<x:Header xmlns:x="urn:x"/><sr:Body>'),
    'XML_REFUSED',
  ],
  'the prefix for another namespace inside': [
    signed.replace('<sr:UTRN>', '<sr:UTRN xmlns:sr="urn:x">'),
    'XML_REFUSED',
  ],
  'the same namespace by another prefix': [
    signed.replace('<sr:UTRN>', `<x:UTRN xmlns:x="${DUIS}">`).replace('</sr:UTRN>', '</x:UTRN>'),
    'SIGNATURE_WRONG',
  ],
  'an entity of its own': [
    `<!DOCTYPE a [<!ENTITY u "${'7'.repeat(20)}">]>${bare(signed)}`,
    'XML_FORBIDDEN',
  ],
  'an attribute of XML': [
    signed.replace('<sr:UTRN>', '<sr:UTRN xml:space="preserve">'),
    'SIGNATURE_WRONG',
  ],
  'the prefix of XML declared anew': [
    signed.replace('<sr:UTRN>', '<sr:UTRN xmlns:xml="urn:x">'),
    'XML_MALFORMED',
  ],
  'an attribute twice, by two prefixes': [
    signed.replace('<sr:UTRN>', '<sr:UTRN xmlns:a="urn:a" xmlns:b="urn:a" a:x="1" b:x="2">'),
    'XML_MALFORMED',
  ],
  'a line end as a reference': [signed.replace('<sr:Body>', '<sr:Body>&#13;'), 'XML_REFUSED'],
};
for (const [what, [xml, code]] of Object.entries(attacks))
  test(`${what}: ${code}`, () => {
    assert.is(codeOf(xml), code);
  });

/** Canonical form levels these, so each is still signed, and must be understood as it was. */
const harmless: Readonly<Record<string, string>> = {
  'a comment that splits the RequestID': signed.replace(
    '<sr:RequestID>90-B3',
    '<sr:RequestID>90<!-- -->-B3',
  ),
  'a comment that splits the UTRN': signed.replace('>7394', '>73<!-- 1 -->94'),
  'a CDATA section': signed.replace('>7394', '><![CDATA[73]]>94'),
  'references to characters': signed.replace('>7394', '>&#55;&#x33;94'),
  'attributes in other quotes': signed.replace('schemaVersion="5.4"', "schemaVersion='5.4'"),
  'attributes in another order': signed.replace(
    /( xmlns:sr="[^"]*")( schemaVersion="5.4")/,
    '$2\n$1',
  ),
  'a namespace that is not used': signed.replace(
    '<sr:Body>',
    '<sr:Body xmlns:unused="urn:unused">',
  ),
  'a byte order mark and a declaration': `\ufeff<?xml version='1.0'?>\n${bare(signed)}<!-- end -->`,
};
for (const [what, xml] of Object.entries(harmless))
  test(`${what}: understood as it was signed`, () => {
    assert.is.not(xml, signed);
    assert.is(meaning(accepted(xml)), meaning(readRequest(plain)));
  });

test('by inclusive form, a namespace more is another document', () => {
  const inclusive = signedAnyhow(plain, signer, { method: 'inclusive' });
  assert.is(codeOf(inclusive), 'accepted');
  const more = inclusive.replace('<sr:Body>', '<sr:Body xmlns:unused="urn:unused">');
  assert.is(codeOf(more), 'SIGNATURE_WRONG');
});

test('line ends of another system: understood as it was signed', () => {
  const indented = plain.replaceAll('><sr:', '>\n\t<sr:');
  const xml = signedAnyhow(indented, signer);
  assert.is(meaning(accepted(xml.replaceAll('\n', '\r\n'))), meaning(readRequest(plain)));
});

test('spoilt anywhere: refused, or understood as it was signed', () => {
  const random = seeded(20_261_124);
  const expected = meaning(readRequest(plain));
  const original = new TextEncoder().encode(signed);
  const codes = new Map<string, number>();
  for (let left = MUTATIONS; left > 0; left -= 1) {
    const xml = new TextDecoder().decode(mutated(original, random));
    const code = codeOf(xml);
    codes.set(code, (codes.get(code) ?? 0) + 1);
    if (code === 'accepted') assert.is(meaning(readRequest(xml)), expected, xml);
  }
  for (const code of ['SIGNATURE_WRONG', 'SIGNATURE_FORM', 'SIGNATURE_CERTIFICATE', 'accepted'])
    assert.ok((codes.get(code) ?? 0) > 0, `${code} never occurred`);
});

test.run();
