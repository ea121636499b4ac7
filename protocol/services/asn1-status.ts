/** ra:StatusASN1: how a device answers to keys, joining, firmware and, if it is for gas, its clock. */
import { enumeration, int32 } from '../definition/scalars.ts';
import { attribute, required, struct } from '../definition/words.ts';

// The last three speak of a clock, those before of everything else.
const meaning = enumeration({
  success: 1,
  notKnown: 2,
  badCertificate: 3,
  noTrustAnchor: 4,
  insufficientMemory: 5,
  resourcesBusy: 6,
  other: 7,
  invalidCertificate: 8,
  wrongDeviceIdentity: 9,
  invalidKeyUsage: 10,
  noCorrespondingKeyPairGenerated: 11,
  wrongPublicKey: 12,
  certificateStorageFailed: 13,
  privateKeyChangeFailed: 14,
  keyPairGenerationFailed: 15,
  cRProductionFailed: 16,
  trustAnchorNotFound: 17,
  noCertificateHeld: 18,
  certificateRetrievalFailure: 19,
  invalidMessageCodeForJoinMethodAndRole: 20,
  invalidJoinMethodAndRole: 21,
  incompatibleWithExistingEntry: 22,
  deviceLogFull: 23,
  writeFailure: 24,
  keyAgreementNoResources: 25,
  keyAgreementUnknownIssuer: 26,
  keyAgreementUnsupportedSuite: 27,
  keyAgreementBadMessage: 28,
  keyAgreementBadKeyConfirm: 29,
  invalidOrMissingCertificate: 30,
  noPartnerLinkKeyReceived: 31,
  noCBKEResponse: 32,
  otherDeviceNotInDeviceLog: 33,
  otherFailure: 34,
  readFailure: 35,
  noImageHeld: 36,
  hashMismatch: 37,
  activationFailure: 38,
  reliable: 39,
  invalid: 40,
  unreliable: 41,
});

export const asn1Status = struct({
  code: attribute(1, int32, 'The status number of the device.', { element: 'ResponseCode' }),
  asn1Status: required(2, meaning, 'What it means.', { element: 'ASN1Status' }),
});
