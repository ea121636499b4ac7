/** What a certificate is for: the key it has, what the key may do, and under which root it is. */
import type { Certificate, CertifiedKey, KeyUsage } from '../protocol/certificates/certificate.ts';
import { Refused } from '../protocol/refused.ts';
import { PKI_OID } from './object-identifiers.ts';
import type { PartyRole, RoleName } from './roles.ts';

export type CertificateUse =
  | 'digitalSigning'
  | 'keyAgreement'
  | 'prepaymentKeyAgreement'
  | 'xmlSigning'
  | 'transport';

/**
 * `message` is what devices know: they verify signatures of Ed25519 alone. `market` is for the software of
 * users, which has P-256 everywhere and Ed25519 seldom.
 */
export const HIERARCHIES = ['message', 'market'] as const;
export type Hierarchy = (typeof HIERARCHIES)[number];
export const AUTHORITY_KEYS: Readonly<Record<Hierarchy, CertifiedKey['kind']>> = {
  message: 'Ed25519',
  market: 'P-256',
};

export type UseProfile = {
  readonly hierarchy: Hierarchy;
  readonly key: CertifiedKey['kind'];
  readonly usage: KeyUsage;
  readonly years: number;
};

/** Meters keep what they have in their trust anchors for long; what only computers have is renewed often. */
export const USES: Readonly<Record<CertificateUse, UseProfile>> = {
  digitalSigning: { hierarchy: 'message', key: 'Ed25519', usage: 'digitalSignature', years: 10 },
  keyAgreement: { hierarchy: 'message', key: 'X25519', usage: 'keyAgreement', years: 10 },
  prepaymentKeyAgreement: { hierarchy: 'message', key: 'P-256', usage: 'keyAgreement', years: 10 },
  xmlSigning: { hierarchy: 'market', key: 'P-256', usage: 'digitalSignature', years: 2 },
  transport: { hierarchy: 'market', key: 'P-256', usage: 'digitalSignature', years: 2 },
};

/** What a role is given when nobody says otherwise (facts: the cells of a device; own for the rest). */
export const USES_OF_ROLE: Readonly<Record<PartyRole, readonly CertificateUse[]>> = {
  supplier: ['digitalSigning', 'keyAgreement', 'prepaymentKeyAgreement', 'xmlSigning', 'transport'],
  networkOperator: ['digitalSigning', 'keyAgreement', 'xmlSigning', 'transport'],
  accessControlBroker: ['keyAgreement', 'xmlSigning', 'transport'],
  transitionalCoS: ['digitalSigning'],
  wanProvider: ['transport'],
  loadController: ['digitalSigning', 'keyAgreement'],
  recovery: ['digitalSigning'],
  other: ['xmlSigning', 'transport'],
};
export const USES_OF_DEVICE: readonly CertificateUse[] = [
  'digitalSigning',
  'keyAgreement',
  'prepaymentKeyAgreement',
  'transport',
];

/** Throws Refused with the list of those there are. */
export function parseUse(text: string): CertificateUse {
  if (Object.hasOwn(USES, text)) return text as CertificateUse;
  throw new Refused('use', `expected one of ${Object.keys(USES).join(', ')}, found ${text}`);
}

const XML_ROLES: ReadonlySet<RoleName | 'device'> = new Set(['xmlSigning', 'xmlSigningDcc']);

/** The one use of a certificate, from its key, usage and role; undefined when it has none, or several. */
export function useOf(
  { key, usages }: Pick<Certificate, 'key' | 'usages'>,
  role: RoleName | 'device',
  extendedUsages: readonly string[],
): CertificateUse | undefined {
  const found = (Object.keys(USES) as CertificateUse[]).filter((use) => {
    const profile = USES[use];
    if (profile.key !== key.kind || usages.size !== 1 || !usages.has(profile.usage)) return false;
    if (use === 'transport' || use === 'xmlSigning') {
      const isTransport = extendedUsages.includes(PKI_OID.clientAuth);
      return use === 'transport' ? isTransport : !isTransport && XML_ROLES.has(role);
    }
    return true;
  });
  return found.length === 1 ? found[0] : undefined;
}
