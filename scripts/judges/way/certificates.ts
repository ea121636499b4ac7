/** An authority for the judge's world: its certificates take the place of published ones, whose keys meters here have not. */

import { nodeCrypto } from '../../../platform/node-crypto.ts';
import type { CertifiedKey, KeyUsage } from '../../../protocol/certificates/certificate.ts';
import { TestAuthority } from '../../../protocol/certificates/certificates.testing.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import { LOAD_CONTROLLER, type Market, NETWORK_OPERATOR, SUPPLIER } from './market.ts';

const root = new TestAuthority('root', 1);
const issuer = new TestAuthority('issuing', 2);
/** Ed25519: under it is every certificate here. */
export const ROOT_PUBLIC = root.key.bytes;

const OTHER_SECRET = new Uint8Array(32).fill(7);
/** Of keys that no message of the judge is protected with. */
const AGREEMENT: CertifiedKey = {
  kind: 'X25519',
  bytes: nodeCrypto.x25519.publicKey(OTHER_SECRET),
};

/** Whom a request gives keys to: who asks, unless it names a role. */
function holderOf(xml: string, market: Market): { eui64: Eui64; signingSecret: Uint8Array } {
  if (xml.includes('>NetworkOperator<'))
    return { eui64: NETWORK_OPERATOR, signingSecret: market.networkOperatorSecret };
  if (xml.includes('>LoadController<'))
    return { eui64: LOAD_CONTROLLER, signingSecret: OTHER_SECRET };
  return { eui64: SUPPLIER, signingSecret: market.supplier.signingSecret };
}

/** The certificate in each element of these names, of the same party, in its place. */
export function withOwnCertificates(xml: string, market: Market): string {
  const { eui64, signingSecret } = holderOf(xml, market);
  const { ed25519, p256 } = nodeCrypto;
  const signing: CertifiedKey = { kind: 'Ed25519', bytes: ed25519.publicKey(signingSecret) };
  const topUp: CertifiedKey = {
    kind: 'P-256',
    bytes: p256.publicKey(market.supplier.prepaymentSecret),
  };
  const certified = (key: CertifiedKey, usage: KeyUsage) => issuer.certify({ key, usage, eui64 });
  const places = {
    DigitalSigningCertificate: certified(signing, 'digitalSignature'),
    KeyAgreementCertificate: certified(AGREEMENT, 'keyAgreement'),
    KeyAgreementTopUpCertificate: certified(topUp, 'keyAgreement'),
    Certificate: root.certifyAuthority(issuer),
  };
  return Object.entries(places).reduce(
    (text, [element, bytes]) => replaced(text, element, bytes),
    xml,
  );
}

/** SubjectPublicKeyInfo of Ed25519 and X25519 (RFC 8410), before the 32 bytes of the key. */
const ED25519_INFO = '302a300506032b6570032100';

/** The certificate for the key that a device has asked one for. */
export function withDeviceCertificate(xml: string, device: Eui64, request: Uint8Array): string {
  const text = Buffer.from(request).toString('hex');
  const at = text.indexOf(ED25519_INFO) + ED25519_INFO.length;
  const bytes = new Uint8Array(Buffer.from(text.slice(at, at + 64), 'hex'));
  const wanted = { key: { kind: 'Ed25519', bytes }, usage: 'digitalSignature' } as const;
  return replaced(xml, 'DeviceCertificate', issuer.certify({ ...wanted, eui64: device }));
}

function replaced(xml: string, element: string, bytes: Uint8Array): string {
  const base64 = Buffer.from(bytes).toString('base64');
  return xml.replaceAll(new RegExp(`<sr:${element}>[^<]*<`, 'g'), `<sr:${element}>${base64}<`);
}
