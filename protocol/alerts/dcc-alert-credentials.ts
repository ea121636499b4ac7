/** DCC alerts about parties and their keys: changes of supplier, replaced credentials, what was held back. */
import { enumeration, eui64, text } from '../definition/scalars.ts';
import { choice, inline, list, optional, required, struct } from '../definition/words.ts';
import {
  certificateHash,
  floorSequenceNumber,
  remotePartyRole,
} from '../services/credential-shapes.ts';
import { deviceType, meterMpxns } from '../services/inventory-shapes.ts';
import { requestId } from '../services/shared.ts';
import { label, remark, wholeNumber } from './dcc-alert-shapes.ts';

const element = (name: string) => ({ element: name });
/** An X.509 serial number has at most 20 octets. */
const SERIAL_DIGITS_MAX = 49;

const changedDevice = struct(
  {
    deviceId: required(1, eui64, 'The device.', element('DeviceID')),
    deviceType: required(2, deviceType, 'What it is.'),
    mpxns: required(3, meterMpxns, 'Where it measures.', element('MPxNs')),
  },
  'ChangedDevice',
);
/** sr:ChangeOfSupplier: to whoever asked, or to whoever had the device before. */
export const changeOfSupplier = choice(
  {
    request: inline(
      1,
      struct({
        requestId: required(
          1,
          requestId,
          'Of the change.',
          element('ChangeOfSupplierServiceRequestID'),
        ),
        errorCode: optional(2, text(3, 3), 'Why it was not done.', element('ECoSErrorCode')),
      }),
      'What became of a request.',
    ),
    device: required(2, changedDevice, 'That has another supplier.', {
      element: 'DeviceChangeOfSupplier',
    }),
  },
  'ChangeOfSupplier',
);

/** Which of a party's keys a certificate is of. */
export const certificateKind = enumeration({
  DigitalSigning: 1,
  KeyAgreement: 2,
  KeyAgreementTopUp: 3,
});
const replacedCertificate = struct(
  {
    certificateType: required(1, certificateKind, 'Which key.'),
    certificateHash: required(2, certificateHash, 'SHA-1 of the certificate now.'),
  },
  'ReplacedCertificate',
);
const counterFloors = struct(
  {
    commands: required(
      1,
      floorSequenceNumber,
      'First counter of its commands.',
      element('RemotePartyFloorSeqNumber'),
    ),
    topUps: optional(
      2,
      floorSequenceNumber,
      'First counter of its UTRNs.',
      element('RemotePartyPrepaymentTopUpFloorSeqNumber'),
    ),
  },
  'CounterFloors',
);
/** sr:SecurityCredentialsUpdated. */
export const securityCredentialsUpdated = struct(
  {
    deviceId: required(1, eui64, 'The device.', element('DeviceID')),
    remotePartyRole: required(2, remotePartyRole, 'Whose keys.'),
    counters: optional(3, counterFloors, 'If new.', element('RemotePartySeqNumberChange')),
    certificates: inline(
      4,
      list('Certificates', replacedCertificate, 1, 3),
      'What is trusted now.',
    ),
  },
  'SecurityCredentialsUpdated',
);

/** sr:ECoSAlert, of the party that carries out changes of supplier. */
export const ecosAlert = struct(
  {
    alertId: required(1, requestId, 'Of the alert itself.', element('AlertID')),
    requestId: optional(2, requestId, 'Of the change.', element('RequestID')),
    code: required(3, label, 'That party’s own.', element('ECoSAlertCode')),
    deviceId: required(4, eui64, 'The device.', element('DeviceID')),
    information: optional(5, remark, 'In words.', element('AdditionalInformation')),
  },
  'EcosAlert',
);
/** sr:CoSCertificateAlert. */
export const cosCertificateAlert = struct(
  {
    deviceId: required(1, eui64, 'The device.', element('DeviceID')),
    serialNumber: optional(
      2,
      wholeNumber(SERIAL_DIGITS_MAX),
      'Of the certificate of the change-of-supplier party.',
      element('CertificateSerialNumber'),
    ),
  },
  'CosCertificateAlert',
);

const breach = struct(
  {
    requestId: required(1, requestId, 'Of what is held back.', element('RequestID')),
    quarantineEventRef: required(2, wholeNumber(20), 'By which it is released, or deleted.'),
  },
  'ThresholdBreach',
);
/** sr:QuarantinedRequest. */
export const quarantinedRequest = choice(
  {
    userThreshold: required(
      1,
      breach,
      'Above what the user set itself.',
      element('ADUserThresholdBreach'),
    ),
    dccThreshold: required(2, breach, 'Above what the DCC set.', element('ADDCCThresholdBreach')),
    attributeLimits: required(
      3,
      breach,
      'A value outside its limits.',
      element('ADAttributeLimitsBreach'),
    ),
  },
  'QuarantinedRequest',
);
