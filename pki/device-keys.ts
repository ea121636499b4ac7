/** The keys in a device's public record, as certificates are made of them. */
import { createPublicKey, type KeyObject } from 'node:crypto';
import type { DeviceRecord } from '../protocol/credentials.ts';
import type { CertificateUse } from './uses.ts';

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

const edwards = (crv: 'Ed25519' | 'X25519', key: Uint8Array): KeyObject =>
  createPublicKey({ key: { kty: 'OKP', crv, x: base64url(key) }, format: 'jwk' });

/** `key` uncompressed, 65 bytes. */
const p256 = (key: Uint8Array): KeyObject => {
  const [x, y] = [key.subarray(1, 33), key.subarray(33)].map(base64url);
  return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y } as never, format: 'jwk' });
};

/** Of every use but transport: what a device says over TLS is not with a key of its messages. */
export function deviceKeys(
  record: Pick<DeviceRecord, 'signingPublic' | 'agreementPublic' | 'prepaymentPublic'>,
): Partial<Record<CertificateUse, KeyObject>> {
  return {
    digitalSigning: edwards('Ed25519', record.signingPublic),
    keyAgreement: edwards('X25519', record.agreementPublic),
    prepaymentKeyAgreement: p256(record.prepaymentPublic),
  };
}
