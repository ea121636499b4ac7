/** What the one profile does not have is refused by its name, though whoever sends it has signed it so. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Fault } from '../../../faults.ts';
import { duisRequest } from '../../client/duis-messages.ts';
import { SUPPLIER, samples } from '../../market.testing.ts';
import { readRequest, writeRequest } from '../request.ts';
import { EXCLUSIVE_C14N, XMLDSIG } from './profile.ts';
import { certificatesOf, type Forgery, newSigner, signedAnyhow } from './signature.testing.ts';
import { verifyRequest } from './verify.ts';

const signer = newSigner();
const certificates = certificatesOf([SUPPLIER, signer]);
const [, topUp] = samples();
assert.ok(topUp);
const plain = writeRequest(duisRequest(topUp));

function refusalOf(forgery: Forgery): string {
  const xml = signedAnyhow(plain, signer, forgery);
  assert.is.not(xml, signedAnyhow(plain, signer));
  try {
    verifyRequest(readRequest(xml), xml, certificates, 0);
  } catch (error) {
    if (error instanceof Fault && error.code === 'SIGNATURE_FORM') return error.detail;
    throw error;
  }
  throw new Error('not refused');
}

type Change = readonly [from: string | RegExp, to: string];
const replaced = (text: string, [from, to]: Change) => {
  const changed = text.replace(from, to);
  assert.is.not(changed, text, `nothing to change: ${from}`);
  return changed;
};

/** In ds:SignedInfo, before it is signed. */
const inSignedInfo: Readonly<Record<string, readonly [...Change, reason: string]>> = {
  'inclusive form of ds:SignedInfo': [
    `CanonicalizationMethod Algorithm="${EXCLUSIVE_C14N}"`,
    'CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"',
    '/Signature/SignedInfo/CanonicalizationMethod: attribute Algorithm: expected',
  ],
  'form with comments': [
    EXCLUSIVE_C14N,
    `${EXCLUSIVE_C14N}WithComments`,
    '/Signature/SignedInfo/CanonicalizationMethod: attribute Algorithm: expected',
  ],
  'a list of prefixes': [
    /(<ds:Transform Algorithm="[^"]*exc-c14n#")\/>/,
    `$1><ec:InclusiveNamespaces xmlns:ec="${EXCLUSIVE_C14N}" PrefixList="sr"/></ds:Transform>`,
    `/Transforms/Transform[2]/InclusiveNamespaces: unexpected element <{${EXCLUSIVE_C14N}}InclusiveNamespaces>`,
  ],
  RSA: ['ecdsa-sha256', 'rsa-sha256', '/SignatureMethod: attribute Algorithm: expected'],
  'ECDSA over SHA-1': [
    'ecdsa-sha256',
    'ecdsa-sha1',
    '/SignatureMethod: attribute Algorithm: expected',
  ],
  'a MAC': [
    '2001/04/xmldsig-more#ecdsa-sha256',
    '2000/09/xmldsig#hmac-sha1',
    '/SignatureMethod: attribute Algorithm: expected',
  ],
  'a length of the MAC': [
    /(<ds:SignatureMethod [^>]*)\/>/,
    '$1><ds:HMACOutputLength>8</ds:HMACOutputLength></ds:SignatureMethod>',
    '/SignatureMethod/HMACOutputLength: unexpected element <HMACOutputLength>',
  ],
  'SHA-1': [
    '2001/04/xmlenc#sha256',
    '2000/09/xmldsig#sha1',
    '/Reference/DigestMethod: attribute Algorithm: expected',
  ],
  'no name of an algorithm': [/ Algorithm="[^"]*ecdsa-sha256"/, '', 'found none'],
  'a reference to an element': [
    'URI=""',
    'URI="#body"',
    '/Reference: attribute URI: expected "", found "#body"',
  ],
  'a reference to a file': [
    'URI=""',
    'URI="file:///etc/passwd"',
    '/Reference: attribute URI: expected ""',
  ],
  'a reference to nothing': [' URI=""', '', '/Reference: attribute URI: expected "", found none'],
  'an XPointer': ['URI=""', 'URI="#xpointer(/)"', '/Reference: attribute URI: expected ""'],
  'a type of the reference': [
    'URI=""',
    'URI="" Type="http://www.w3.org/2000/09/xmldsig#Object"',
    'unexpected attribute Type',
  ],
  'an Id': ['<ds:SignedInfo>', '<ds:SignedInfo Id="a">', '/SignedInfo: unexpected attribute Id'],
  'an attribute of another namespace': [
    '<ds:SignedInfo>',
    '<ds:SignedInfo xmlns:w="urn:w" w:Id="a">',
    '/SignedInfo: unexpected attribute w:Id',
  ],
  'two references': [
    /(<ds:Reference .*<\/ds:Reference>)/,
    '$1$1',
    '/SignedInfo/Reference[2]: unexpected element <Reference>',
  ],
  'no reference': [/<ds:Reference .*<\/ds:Reference>/, '', 'expected <Reference>'],
  'no transforms': [
    /<ds:Transforms>.*<\/ds:Transforms>/,
    '',
    'expected <Transforms>, found <DigestMethod>',
  ],
  'an empty list of transforms': [
    /<ds:Transforms>.*<\/ds:Transforms>/,
    '<ds:Transforms/>',
    'expected <Transform>',
  ],
  'transforms without the enveloped one': [
    /<ds:Transform [^>]*enveloped-signature"\/>/,
    '',
    '/Transforms/Transform: attribute Algorithm: expected',
  ],
  'transforms in another order': [
    /(<ds:Transform [^>]*>)(<ds:Transform [^>]*>)/,
    '$2$1',
    '/Transforms/Transform: attribute Algorithm: expected',
  ],
  'a third transform': [
    /(<ds:Transform [^>]*exc-c14n#"\/>)/,
    '$1$1',
    '/Transforms/Transform[3]: unexpected element <Transform>',
  ],
  XPath: [
    /<ds:Transform [^>]*exc-c14n#"\/>/,
    '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><ds:XPath>not(//sr:UTRN)</ds:XPath></ds:Transform>',
    '/Transforms/Transform[2]: attribute Algorithm: expected',
  ],
  'XPath within a transform that is known': [
    /(<ds:Transform [^>]*enveloped-signature")\/>/,
    '$1><ds:XPath>self::a</ds:XPath></ds:Transform>',
    'unexpected element <XPath>',
  ],
  XSLT: [
    'xml-exc-c14n#"/></ds:Transforms>',
    'xslt"/></ds:Transforms>',
    'attribute Algorithm: expected',
  ],
  'a digest of another length': [/(DigestValue>).{4}/, '$1', 'expected 32 bytes in base64'],
  'a digest with other unused bits': [
    /(DigestValue>[^<]{42})[^<](=)/,
    '$1B$2',
    'expected 32 bytes in base64',
  ],
  'a digest that is not base64': [/(DigestValue>)./, '$1*', 'expected 32 bytes in base64'],
  'text between elements': ['<ds:SignedInfo>', '<ds:SignedInfo>a', 'text between elements'],
  'an element of another namespace': [
    '<ds:SignedInfo>',
    '<ds:SignedInfo><SignedInfo xmlns="urn:x"/>',
    'found <{urn:x}SignedInfo>',
  ],
};

/** Around it, after it is signed. */
const aroundIt: Readonly<Record<string, readonly [...Change, reason: string]>> = {
  'an Id of the signature': [
    '<ds:Signature ',
    '<ds:Signature Id="a" ',
    '/Signature: unexpected attribute Id',
  ],
  'an object': [
    '</ds:Signature>',
    '<ds:Object><a/></ds:Object></ds:Signature>',
    '/Signature/Object: unexpected element <Object>',
  ],
  'a signature in the signature': [
    /^(.*)(<\/ds:Signature>)$/,
    '$1$1$2$2',
    'unexpected element <Signature>',
  ],
  'two ds:SignedInfo': [
    /(<ds:SignedInfo>.*<\/ds:SignedInfo>)/,
    '$1$1',
    '/SignedInfo[2]: expected <SignatureValue>, found <SignedInfo>',
  ],
  'no ds:SignedInfo': [
    /<ds:SignedInfo>.*<\/ds:SignedInfo>/,
    '',
    'expected <SignedInfo>, found <SignatureValue>',
  ],
  'an Id of the value': [
    '<ds:SignatureValue>',
    '<ds:SignatureValue Id="v">',
    'unexpected attribute Id',
  ],
  'a value that is too short': [/(SignatureValue>).{4}/, '$1', 'expected 64 bytes in base64'],
  'a value that is too long': [
    '<ds:SignatureValue>',
    '<ds:SignatureValue>AAAA',
    'expected 64 bytes in base64',
  ],
  'a value in DER': [/(SignatureValue>)[^<]*/, '$1MEUCIQ==', 'expected 64 bytes in base64'],
  'no key information': [/<ds:KeyInfo>.*<\/ds:KeyInfo>/, '', 'expected <KeyInfo>'],
  'a bare key': [
    /<ds:X509Data>.*<\/ds:X509Data>/,
    '<ds:KeyValue/>',
    '/KeyInfo/KeyValue: expected <X509Data>, found <KeyValue>',
  ],
  'the name of a key': [
    '<ds:KeyInfo>',
    '<ds:KeyInfo><ds:KeyName>a</ds:KeyName>',
    'found <KeyName>',
  ],
  'a certificate': [
    /<ds:X509IssuerSerial>.*<\/ds:X509IssuerSerial>/,
    '<ds:X509Certificate>AA==</ds:X509Certificate>',
    'found <X509Certificate>',
  ],
  'a certificate beside its name': [
    '</ds:X509IssuerSerial>',
    '</ds:X509IssuerSerial><ds:X509Certificate>AA==</ds:X509Certificate>',
    'unexpected element <X509Certificate>',
  ],
  'two certificates': [
    /(<ds:X509IssuerSerial>.*<\/ds:X509IssuerSerial>)/,
    '$1$1',
    'unexpected element <X509IssuerSerial>',
  ],
  'a name without end': [
    /(IssuerName>)/,
    `$1${'CN=a,'.repeat(200)}`,
    '/X509IssuerSerial/X509IssuerName: expected a name of at most 1000 characters',
  ],
  'a serial number in hexadecimal': [/(SerialNumber>)[0-9]+/, '$1ff', 'expected a serial number'],
  'a serial number below 0': [/(SerialNumber>)/, '$1-', 'expected a serial number'],
  'a serial number without end': [
    /(SerialNumber>)/,
    `$1${'1'.repeat(50)}`,
    'expected a serial number',
  ],
};

const test = suite('a signature of another form');

for (const [what, [from, to, reason]] of Object.entries(inSignedInfo))
  test(`with ${what} is refused`, () => {
    const found = refusalOf({ signedInfo: (text) => replaced(text, [from, to]) });
    assert.ok(found.includes(reason), found);
  });
for (const [what, [from, to, reason]] of Object.entries(aroundIt))
  test(`with ${what} is refused`, () => {
    const found = refusalOf({ signature: (text) => replaced(text, [from, to]) });
    assert.ok(found.includes(reason), found);
  });

test('is not what is made here', () => {
  // Else all the others would be refused for what they have in common.
  const xml = signedAnyhow(plain, signer);
  assert.is(verifyRequest(readRequest(xml), xml, certificates, 0), SUPPLIER);
  assert.match(xml, XMLDSIG);
});

test.run();
