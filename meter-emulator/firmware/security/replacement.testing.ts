/** Certificates for the parties of the bench, under a root of its own. */
import type { KeyUsage } from '../../../protocol/certificates/certificate.ts';
import { TestAuthority } from '../../../protocol/certificates/certificates.testing.ts';
import type { TrustAnchors } from '../../../protocol/credentials.ts';
import { anchors, crypto } from '../bench.testing.ts';

export const root = new TestAuthority('root', 11);
export const issuing = new TestAuthority('issuing', 12);
export const path = { certificates: [root.certifyAuthority(issuing)] };
/** The anchors of the bench, and the root. */
export const rooted: TrustAnchors = { ...anchors, root: { signingPublic: root.key.bytes } };

export const secretOf = (byte: number) => new Uint8Array(32).fill(byte);

type Wanted = { readonly eui64: string; readonly byte: number; readonly usage?: KeyUsage };

export const signingCertificate = ({ eui64, byte, usage = 'digitalSignature' }: Wanted) =>
  issuing.certify({
    key: { kind: 'Ed25519', bytes: crypto.ed25519.publicKey(secretOf(byte)) },
    usage,
    eui64,
  });
export const agreementCertificate = ({ eui64, byte, usage = 'keyAgreement' }: Wanted) =>
  issuing.certify({
    key: { kind: 'X25519', bytes: crypto.x25519.publicKey(secretOf(byte)) },
    usage,
    eui64,
  });
export const topUpCertificate = ({ eui64, byte, usage = 'keyAgreement' }: Wanted) =>
  issuing.certify({
    key: { kind: 'P-256', bytes: crypto.p256.publicKey(secretOf(byte)) },
    usage,
    eui64,
  });
