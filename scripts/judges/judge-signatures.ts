/**
 * Judges XML signatures with two programs that have nothing of this project: xmlsec1 and xml-crypto
 * verify ours, and ours are asked about theirs, over the published requests and made documents.
 */
import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { Fault } from '../../headend/faults.ts';
import { readRequest, writeRequest } from '../../headend/market/duis/request.ts';
import { EXCLUSIVE_C14N } from '../../headend/market/duis/signature/profile.ts';
import { signedDocument } from '../../headend/market/duis/signature/sign.ts';
import { signedAnyhow } from '../../headend/market/duis/signature/signature.testing.ts';
import {
  type SigningCertificates,
  verifyRequest,
} from '../../headend/market/duis/signature/verify.ts';
import { xmlDocument } from '../../headend/market/duis/signature/xml-document.testing.ts';
import { parseRequestId } from '../../protocol/identifiers/request-id.ts';
import type { JudgeRow } from './judge-matrix.ts';
import { inFolder } from './judge-xmllint.ts';
import { signedByXmlCrypto, verifiedByXmlCrypto } from './xml-crypto-peer.ts';

const MADE_DOCUMENTS = 500;
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const signer = { key: privateKey, issuerName: 'CN=Judge,OU=07', serialNumber: 2n ** 120n + 1n };
const PRIVATE_PEM = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
const PUBLIC_PEM = String(publicKey.export({ type: 'spki', format: 'pem' }));
const OF_THE_ROOT = ['--node-xpath', "/*/*[local-name()='Signature']"];

type Document = { readonly name: string; readonly xml: string };

function published(data: string): readonly Document[] {
  return readdirSync(`${data}/duis/requests`).map((name) => ({
    name,
    xml: readFileSync(`${data}/duis/requests/${name}`, 'utf8'),
  }));
}

/** Where the transform of exclusive form is in the list, and where it is not. */
const LISTS: Readonly<Record<string, string>> = {
  enveloped: '',
  'enveloped, exclusive': `<ds:Transform Algorithm="${EXCLUSIVE_C14N}"/>`,
};

/** The published document with an empty signature of the same shape, for xmlsec1 to fill in. */
function template(xml: string, second: string): string {
  return xml
    .replace('</ds:Transforms>', `${second}</ds:Transforms>`)
    .replace(/(<ds:(DigestValue|SignatureValue)>)[^<]*/g, '$1')
    .replace(/(X509IssuerName>)[^<]*/, `$1${signer.issuerName}`)
    .replace(/(X509SerialNumber>)[^<]*/, `$1${signer.serialNumber}`);
}

/** The document signed by xmlsec1, which fills in its template. */
function signedByXmlsec(document: string): string {
  return inFolder((folder) => {
    writeFileSync(`${folder}/key.pem`, PRIVATE_PEM);
    writeFileSync(`${folder}/in.xml`, document);
    const key = ['--privkey-pem', `${folder}/key.pem`];
    const files = ['--output', `${folder}/out.xml`, `${folder}/in.xml`];
    const { status, error, stderr } = spawnSync('xmlsec1', [
      '--sign',
      ...key,
      ...OF_THE_ROOT,
      ...files,
    ]);
    if (error) throw error;
    if (status !== 0) throw new Error(String(stderr));
    return readFileSync(`${folder}/out.xml`, 'utf8');
  });
}

/** Which of the documents xmlsec1 verifies. It stops at the first that it does not. */
function verifiedByXmlsec(documents: readonly string[]): readonly boolean[] {
  return inFolder((folder) => {
    writeFileSync(`${folder}/key.pem`, PUBLIC_PEM);
    const files = documents.map((document, at) => {
      writeFileSync(`${folder}/${at}.xml`, document);
      return `${folder}/${at}.xml`;
    });
    const args = ['--verify', '--pubkey-pem', `${folder}/key.pem`, ...OF_THE_ROOT];
    const verified: boolean[] = [];
    while (verified.length < files.length) {
      const { error, stderr } = spawnSync('xmlsec1', [...args, ...files.slice(verified.length)]);
      if (error) throw error;
      const said = String(stderr).match(/^(?:OK|FAIL)$/gm) ?? [];
      // Of one that it cannot even read it says nothing.
      verified.push(...(said.length > 0 ? said.map((one) => one === 'OK') : [false]));
    }
    return verified;
  });
}

/** Whether this project takes the document for its originator's. */
function isVerifiedHere(xml: string): boolean {
  const read = readRequest(xml);
  const eui64 = parseRequestId(read.header.requestId).originator;
  const certificates: SigningCertificates = {
    find: (issuerName, serialNumber) =>
      issuerName === signer.issuerName && serialNumber === signer.serialNumber
        ? { eui64, publicKey }
        : undefined,
    problemOf: () => undefined,
    has: () => true,
  };
  try {
    return verifyRequest(read, xml, certificates, 0) === eui64;
  } catch (error) {
    if (error instanceof Fault && error.code === 'SIGNATURE_WRONG') return false;
    throw error;
  }
}

function row(
  name: string,
  documents: readonly Document[],
  isRight: (xml: string) => boolean,
): JudgeRow {
  const failed = documents.flatMap((one) => {
    try {
      return isRight(one.xml) ? [] : [`${one.name}: not verified`];
    } catch (error) {
      return [`${one.name}: ${(error as Error).message}`];
    }
  });
  return { name, checked: documents.length, failed };
}

/** Each wrong one costs a process of its own. */
const WRONG_ONES_EVERY = 5;

/** xmlsec1 must say this of every one of the documents. */
function rowOfXmlsec(name: string, documents: readonly Document[], expected: boolean): JudgeRow {
  const verified = verifiedByXmlsec(documents.map(({ xml }) => xml));
  const failed = documents.flatMap((one, at) => (verified[at] === expected ? [] : [one.name]));
  return { name, checked: documents.length, failed };
}

/** Documents that test canonical form harder than any request does, within a root of their own. */
const made = () =>
  fc.sample(xmlDocument, { numRuns: MADE_DOCUMENTS, seed: 20_261_124 }).map(({ text }, at) => ({
    name: `document ${at}`,
    xml: `<all xmlns:a="urn:a" xmlns="urn:b">\r\n${text.replace(/^<\?.*?\?>/, '')}</all>`,
  }));

const each = (documents: readonly Document[], change: (xml: string) => string) =>
  documents.map(({ name, xml }) => ({ name, xml: change(xml) }));

/** `data` holds duis/requests. */
export function judgeSignatures(data: string): readonly JudgeRow[] {
  const requests = published(data);
  const written = each(requests, (xml) => writeRequest(readRequest(xml)));
  const ours = each(written, (xml) => signedDocument(signer, xml));
  const some = ours.filter((_, at) => at % WRONG_ONES_EVERY === 0);
  const changed = each(some, (xml) =>
    xml.replace(/(RequestID>[^<]*)([0-9])</, (_, before, digit) => `${before}${9 - digit}<`),
  );
  return [
    rowOfXmlsec('ours over published requests, verified by xmlsec1', ours, true),
    rowOfXmlsec('the same with one digit changed, refused by xmlsec1', changed, false),
    row('the same with one digit changed, refused here', changed, (xml) => !isVerifiedHere(xml)),
    ...Object.entries(LISTS).map(([list, second]) =>
      row(`published requests signed by xmlsec1 (${list}), verified here`, requests, (xml) =>
        isVerifiedHere(signedByXmlsec(template(xml, second))),
      ),
    ),
    ...(['exclusive', 'inclusive'] as const).map((method) =>
      rowOfXmlsec(
        `made documents in ${method} form here, verified by xmlsec1`,
        each(made(), (xml) => signedAnyhow(xml, signer, { method })),
        true,
      ),
    ),
    row('ours over published requests, verified by xml-crypto', ours, (xml) =>
      verifiedByXmlCrypto(xml, PUBLIC_PEM),
    ),
    row('published requests signed by xml-crypto, verified here', written, (xml) =>
      isVerifiedHere(signedByXmlCrypto(xml, PRIVATE_PEM, signer)),
    ),
  ];
}
