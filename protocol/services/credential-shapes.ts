/** Shapes of the keys a device trusts: what 6.15.1, 6.21 and 6.23 replace, and what 6.24 reads. */
import { big, boolean, bytes, enumeration, eui64, unsigned64 } from '../definition/scalars.ts';
import type { Problem } from '../definition/service.ts';
import { inline, list, optional, required, struct } from '../definition/words.ts';
import { asn1Status } from './asn1-status.ts';
import { certificate, outcome } from './shared.ts';

/** sr:RemotePartyRole: the parties a device holds keys of. */
export const remotePartyRole = enumeration(
  {
    ACB: 1,
    NetworkOperator: 2,
    Recovery: 3,
    Root: 4,
    Supplier: 5,
    TransCoS: 6,
    LoadController: 7,
  },
  { token: true },
);
/** sr:floorSequenceNumber: the counter from which on the new party's commands are obeyed. */
export const floorSequenceNumber = big(0n, 2n ** 63n - 1n);
/** sr:CredentialType: which of the device's own two keys. */
export const credentialType = enumeration(
  { DigitalSignature: 1, KeyAgreement: 2 },
  { texts: { DigitalSignature: 'Digital Signature', KeyAgreement: 'Key Agreement' } },
);
/** ra:CertificateType and ra:CertificateUsage. */
export const certificateUsage = enumeration({
  DigitalSigning: 1,
  KeyAgreement: 2,
  KeyAgreementTopUp: 3,
  KeyCertSign: 4,
});
/** ra:SHA1 has no length in the schema. */
export const certificateHash = bytes(1, 64);

const keyAgreementKeys = {
  keyAgreementCertificate: optional(2, certificate, 'The key that MACs and encrypts.'),
  keyAgreementTopUpCertificate: optional(3, certificate, 'The key of UTRNs; of suppliers alone.'),
};
/** sr:ReplacementCertificatesCoS and sr:ReplacementCertificatesDCCHandover. */
export const handedOverCertificates = struct(
  {
    digitalSigningCertificate: required(1, certificate, 'The key that signs.'),
    ...keyAgreementKeys,
  },
  'HandedOverCertificates',
);
/** sr:SupplierOrNetworkOperatorCertificatesKRP. */
export const replacedCertificates = struct(
  {
    digitalSigningCertificate: optional(1, certificate, 'The key that signs.'),
    ...keyAgreementKeys,
  },
  'ReplacedCertificates',
);
/** sr:CertificationPathCertificates. */
export const certificationPath = struct(
  {
    certificates: inline(1, list('Certificate', certificate, 1, 3), 'Of the authorities between.'),
  },
  'CertificationPath',
);
/** Spread into a request that names the party itself; keys 2 to 4, own keys start at 7. */
export const remoteParty = {
  remotePartyRole: required(2, remotePartyRole, 'Whose keys.'),
  remotePartyFloorSeqNumber: optional(3, floorSequenceNumber, 'First counter of its commands.'),
  remotePartyPrepaymentTopUpFloorSeqNumber: optional(
    4,
    floorSequenceNumber,
    'First counter of its UTRNs.',
  ),
};
/** Spread into every request that replaces keys, after the certificates. */
export const pathAndChecks = {
  certificationPathCertificates: required(5, certificationPath, 'How they lead to the root.'),
  applyTimeBasedCpvChecks: required(6, boolean, 'Refuse certificates that are out of date.', {
    element: 'ApplyTimeBasedCPVChecks',
  }),
};

const counterChange = struct({
  remotePartyRole: optional(1, remotePartyRole, 'Whose.'),
  remotePartyFloorSeqNumber: optional(2, unsigned64, 'First counter of its commands.'),
  remotePartyPrepaymentTopUpFloorSeqNumber: optional(3, unsigned64, 'First counter of its UTRNs.'),
});
const replacementOutcome = struct({
  statusCode: optional(1, asn1Status, 'How it went.'),
  certificateType: optional(2, certificateUsage, 'Which key.'),
  remotePartyRole: optional(3, remotePartyRole, 'Whose.'),
  existingRemotePartyId: optional(4, eui64, 'Whose it was.', { element: 'ExistingRemotePartyID' }),
  newRemotePartyId: optional(5, eui64, 'Whose it is to be.', { element: 'NewRemotePartyID' }),
  existingCertificateHash: optional(6, certificateHash, 'SHA-1 of the certificate before.'),
  newCertificateHash: optional(7, certificateHash, 'SHA-1 of the certificate after.'),
});
const executionOutcome = struct(
  {
    authorisingRemotePartyOriginatorCounter: optional(1, unsigned64, 'Of the command obeyed.'),
    credentialsReplacementMode: optional(
      2,
      enumeration({
        ACBByACB: 1,
        SupplierBySupplier: 2,
        NetworkOperatorByNetworkOperator: 3,
        LoadControllerBySupplier: 4,
        SupplierByTransCoS: 5,
      }),
      'Whose keys, by whose right.',
    ),
    remotePartySeqNumberChange: optional(3, counterChange, 'The counters now.'),
    replacementOutcomes: inline(
      4,
      list('ReplacementOutcome', replacementOutcome, 0, 3),
      'For each certificate.',
    ),
  },
  'ExecutionOutcome',
);
/** What 6.15.1, 6.21 and 6.23 answer: the outcome for each certificate, good or bad. */
export const replacementAnswer = struct(
  { ...outcome, executionOutcome: optional(2, executionOutcome, 'What became of them.') },
  'ReplacementAnswer',
);

type Replacement = {
  readonly remotePartyRole: string;
  readonly remotePartyPrepaymentTopUpFloorSeqNumber?: bigint;
};
const REPLACED_BY_USERS: readonly string[] = [
  'Supplier',
  'NetworkOperator',
  'LoadController',
  'Root',
];
/** A user may replace what is its own, or bring a new root under the old; only a supplier makes UTRNs. `topUpPath` is that key's. */
export function replacementRules(
  { remotePartyRole: role, remotePartyPrepaymentTopUpFloorSeqNumber: floor }: Replacement,
  topUpPath: string,
  topUpCertificate: Uint8Array | undefined,
): readonly Problem[] {
  const noSupplier = { reason: 'of a party that is no supplier' };
  const problems: Problem[] = [];
  if (!REPLACED_BY_USERS.includes(role))
    problems.push({ path: 'remotePartyRole', reason: 'not for a user to replace' });
  if (role !== 'Supplier' && floor !== undefined)
    problems.push({ path: 'remotePartyPrepaymentTopUpFloorSeqNumber', ...noSupplier });
  if (role !== 'Supplier' && topUpCertificate) problems.push({ path: topUpPath, ...noSupplier });
  return problems;
}
