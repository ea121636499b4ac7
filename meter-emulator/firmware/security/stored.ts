/** What a meter keeps of itself and of the parties it knows. */
import { bytes, enumeration, eui64, text } from '../../../protocol/definition/scalars.ts';
import {
  list,
  optional,
  required,
  struct,
  type ValueOf,
} from '../../../protocol/definition/words.ts';
import { mpan } from '../../../protocol/services/shared.ts';
import {
  clockStatus,
  counter,
  number32,
  point,
  publicKey,
  seconds,
  secret,
} from '../stored-words.ts';

const label = text(1, 40);
const CERTIFICATE_BYTES_MAX = 2000;

export const identity = struct({
  eui64: required(1, eui64, 'Who it is.'),
  deviceType: required(
    2,
    enumeration({ ESME: 1, GSME: 2, GPF: 3, CHF: 4, HCALCS: 5, PPMID: 6 }),
    'What it is on the market.',
  ),
  manufacturer: required(3, label, 'Who made it.'),
  model: required(4, label, 'What it is sold as.'),
  firmwareVersion: required(5, text(8, 8), 'Eight hexadecimal digits.'),
  signingSecret: required(6, secret, 'Ed25519.'),
  signingPublic: required(7, publicKey, 'Ed25519.'),
  agreementSecret: required(8, secret, 'X25519.'),
  agreementPublic: required(9, publicKey, 'X25519.'),
  prepaymentSecret: required(10, secret, 'P-256.'),
  prepaymentPublic: required(11, point, 'P-256.'),
  signingCertificate: optional(
    12,
    bytes(1, CERTIFICATE_BYTES_MAX),
    'Of that key, once it has one.',
  ),
  agreementCertificate: optional(13, bytes(1, CERTIFICATE_BYTES_MAX), 'Of that key.'),
  prepaymentCertificate: optional(14, bytes(1, CERTIFICATE_BYTES_MAX), 'Of that key.'),
});

/** SHA-1 of a certificate, by which users know it; absent for keys that came without one, at the factory. */
const fingerprint = bytes(20, 20);
const fingerprints = {
  signingFingerprint: optional(5, fingerprint, 'Of the certificate of that key.'),
  agreementFingerprint: optional(6, fingerprint, 'Of the certificate of that key.'),
  prepaymentFingerprint: optional(7, fingerprint, 'Of the certificate of that key.'),
};
const who = required(1, eui64, 'Who it is.');
const signs = required(2, publicKey, 'Ed25519.');
const agrees = optional(3, publicKey, 'X25519.');
const party = struct({
  eui64: who,
  signingPublic: signs,
  agreementPublic: agrees,
  ...fingerprints,
});

export const anchors = struct({
  headEnd: required(
    1,
    struct({
      eui64: who,
      signingPublic: optional(2, publicKey, 'Ed25519.'),
      agreementPublic: required(3, publicKey, 'X25519.'),
      ...fingerprints,
    }),
    'The access control broker: every command comes through it.',
  ),
  supplier: required(
    2,
    struct({
      eui64: who,
      signingPublic: signs,
      agreementPublic: agrees,
      prepaymentPublic: required(4, point, 'P-256: UTRNs.'),
      ...fingerprints,
    }),
    'The supplier of record.',
  ),
  root: optional(
    3,
    struct({ signingPublic: signs, ...fingerprints }),
    'Under which certificates must be.',
  ),
  recovery: optional(4, party, 'May replace any key.'),
  networkOperator: optional(5, party, 'The distributor or transporter.'),
  changeOfSupplier: optional(6, party, 'Gives the meter the keys of its new supplier.'),
  loadController: optional(7, party, 'May limit auxiliary loads.'),
});

/** Whose signature a command may carry. The numbers are those on flash. */
export const signerSlot = enumeration({
  supplier: 1,
  networkOperator: 2,
  recovery: 3,
  changeOfSupplier: 4,
  loadController: 5,
});
export type SignerSlot = ValueOf<typeof signerSlot>;
const lastSigned = 'The last signed command accepted.';

export const counters = struct({
  headEnd: required(1, counter, 'The last command accepted.'),
  headEndDigest: optional(2, bytes(16, 16), 'Of the bytes of that command.'),
  supplier: required(3, counter, lastSigned),
  reservedUntil: required(4, counter, 'Own counters below it may have been used.'),
  networkOperator: optional(5, counter, lastSigned),
  recovery: optional(6, counter, lastSigned),
  changeOfSupplier: optional(7, counter, lastSigned),
  loadController: optional(8, counter, lastSigned),
});

/** Of its own keys: those made and not certified yet, and the one that was in force before. */
export const ownKeys = struct({
  nextSigningSecret: optional(1, secret, 'Ed25519; in force once its certificate comes.'),
  nextAgreementSecret: optional(2, secret, 'X25519; in force once its certificate comes.'),
  previousAgreementSecret: optional(3, secret, 'Accepted until the first command under the new.'),
});

/** As device logs have it (ra:DeviceLogEntry); Type 2 only listens. */
export const joinedType = enumeration({
  ESME: 1,
  GSME: 2,
  GPF: 3,
  CHF: 4,
  HCALCS: 5,
  PPMID: 6,
  Type2: 7,
});
/** No home has as many. */
export const JOINED_MAX = 16;
export const joinedDevices = list(
  'Device',
  struct({
    eui64: required(1, eui64, 'Which.'),
    deviceType: required(2, joinedType, 'What it was joined as.'),
    utcSeconds: required(3, seconds, 'When.'),
  }),
  0,
  JOINED_MAX,
);

/** The supply points it was told it is at. */
export const supplyPoints = struct({
  importMpan: optional(1, mpan, 'Of the primary element.'),
  secondaryImportMpan: optional(2, mpan, 'Of the secondary element.'),
  exportMpan: optional(3, mpan, 'Of export.'),
  mprn: optional(4, text(1, 10), 'Of a gas meter.'),
});

/** What a result or a refusal of a change may take, bytes: the fates of three certificates are the longest. */
export const ANSWER_CONTENT_BYTES_MAX = 448;
export const answer = struct({
  responseTo: required(1, counter, 'The command answered.'),
  counter: required(2, counter, 'Its own.'),
  service: required(3, number32, 'The number of the service.'),
  status: required(4, number32, '0 is done.'),
  utcSeconds: required(5, seconds, 'When.'),
  clockStatus: required(6, clockStatus, 'Then.'),
  content: optional(7, bytes(1, ANSWER_CONTENT_BYTES_MAX), 'The result, as canonical CBOR.'),
});
