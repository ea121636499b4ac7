/** SRV 6.11. Sets the clock; it is critical because every price, limit and date rests on it. */
import { enumeration, int32, integer, utcDateTime } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import {
  attribute,
  choice,
  optional,
  optionalInline,
  required,
  struct,
} from '../definition/words.ts';
import { outcome } from './shared.ts';

/** ra:ElecTimeStatusType; what the meter thinks of its own clock. */
export const clockStatus = enumeration({ reliable: 1, invalid: 2, unreliable: 3 });
const electricityStatus = struct({
  code: attribute(1, int32, 'The status octet of the meter.', { element: 'TimeStatusCode' }),
  timeStatus: required(2, clockStatus, 'What it means.'),
});
// ra:StatusASN1 is shared by many services in MMC; only the last three speak of a clock.
const asn1Status = enumeration({
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
const gasStatus = struct({
  code: attribute(1, int32, 'The status number of the meter.', { element: 'ResponseCode' }),
  asn1Status: required(2, asn1Status, 'What it means.', { element: 'ASN1Status' }),
});

export const synchroniseClock = service({
  reference: '6.11',
  name: 'SynchroniseClock',
  summary:
    'Has the meter set its clock to the time of the network, in a window the supplier signs.',
  roles: ['IS', 'GS'],
  critical: true,
  modes: ['onDemand'],
  responseTime: '30 s',
  personal: false,
  request: struct({
    currentDateTime: required(1, utcDateTime, 'The time now, and the start of the window.'),
    tolerancePeriod: required(
      2,
      integer(0, 86_400, { unit: 's' }),
      'How long the window is: how late the command may be and still be obeyed.',
    ),
  }),
  response: struct({
    ...outcome,
    deviceTime: optional(2, utcDateTime, 'The clock after it was set.'),
    status: optionalInline(
      3,
      choice({
        electricity: required(
          1,
          struct({
            clockTimeStatus: optional(1, electricityStatus, 'Of the clock.', {
              element: 'ElecClockTimeStatus',
            }),
          }),
          'Of an electricity meter.',
        ),
        gas: required(
          2,
          struct({
            clockTimeStatus: optional(1, gasStatus, 'Of the clock.', {
              element: 'GasClockTimeStatus',
            }),
          }),
          'Of a gas meter.',
        ),
      }),
      'Whether the meter trusts its clock.',
    ),
  }),
  refusals: {
    outsideTolerance: {
      code: 38,
      doc: 'The time of the network is not in the window that was signed; the clock stays.',
    },
  },
});
