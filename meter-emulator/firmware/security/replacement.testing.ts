/** Certificates for the parties of the bench, under a root of its own. */
import type { CborMap } from '../../../protocol/cbor/canonical.ts';
import type { KeyUsage } from '../../../protocol/certificates/certificate.ts';
import { TestAuthority } from '../../../protocol/certificates/certificates.testing.ts';
import type { TrustAnchors } from '../../../protocol/credentials.ts';
import { toCborValue } from '../../../protocol/definition/cbor.ts';
import type { ValueOf } from '../../../protocol/definition/words.ts';
import { serviceNumber } from '../../../protocol/services/index.ts';
import { updateSecurityCredentialsKrp as krp } from '../../../protocol/services/update-security-credentials-krp.ts';
import { anchors, type Bench, crypto } from '../bench.testing.ts';
import type { SignerSlot } from './stored.ts';

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

export type KrpRequest = ValueOf<(typeof krp)['request']>;
/** A request of 6.15.1, of the supplier's keys where nothing else is said. */
export const ofParty = (
  ofParty: KrpRequest['replacementCertificates']['ofParty'],
  over: Partial<KrpRequest> = {},
): KrpRequest => ({
  remotePartyRole: 'Supplier',
  replacementCertificates: { ofParty },
  certificationPathCertificates: path,
  applyTimeBasedCpvChecks: false,
  ...over,
});

/** Its answer, signed by whom it may. */
export function krpBy(bench: Bench, by: SignerSlot, request: KrpRequest) {
  const service = serviceNumber(krp.reference);
  const content = toCborValue(krp.request, request) as CborMap;
  const signed = bench.headEnd.signed(service, content, {}, by);
  return bench.deliver(bench.headEnd.inside(signed, { service }));
}
