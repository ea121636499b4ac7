/** What a meter keeps of itself and of the parties it knows. */
import { bytes, enumeration, eui64, text } from '../../../protocol/definition/scalars.ts';
import { optional, required, struct } from '../../../protocol/definition/words.ts';
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

export const identity = struct({
  eui64: required(1, eui64, 'Who it is.'),
  deviceType: required(2, enumeration({ ESME: 1, GSME: 2 }), 'Electricity or gas.'),
  manufacturer: required(3, label, 'Who made it.'),
  model: required(4, label, 'What it is sold as.'),
  firmwareVersion: required(5, text(8, 8), 'Eight hexadecimal digits.'),
  signingSecret: required(6, secret, 'Ed25519.'),
  signingPublic: required(7, publicKey, 'Ed25519.'),
  agreementSecret: required(8, secret, 'X25519.'),
  agreementPublic: required(9, publicKey, 'X25519.'),
  prepaymentSecret: required(10, secret, 'P-256.'),
  prepaymentPublic: required(11, point, 'P-256.'),
});

export const anchors = struct({
  headEnd: required(
    1,
    struct({
      eui64: required(1, eui64, 'Who it is.'),
      agreementPublic: required(2, publicKey, 'X25519.'),
    }),
    'The access control broker: every command comes through it.',
  ),
  supplier: required(
    2,
    struct({
      eui64: required(1, eui64, 'Who it is.'),
      signingPublic: required(2, publicKey, 'Ed25519: critical commands.'),
      prepaymentPublic: required(3, point, 'P-256: UTRNs.'),
    }),
    'The supplier of record.',
  ),
});

export const counters = struct({
  headEnd: required(1, counter, 'The last command accepted.'),
  headEndDigest: optional(2, bytes(16, 16), 'Of the bytes of that command.'),
  supplier: required(3, counter, 'The last critical command accepted.'),
  reservedUntil: required(4, counter, 'Own counters below it may have been used.'),
});

/** What a result or a refusal may take, bytes; the answers of changes are short. */
export const ANSWER_CONTENT_BYTES_MAX = 48;
export const answer = struct({
  responseTo: required(1, counter, 'The command answered.'),
  counter: required(2, counter, 'Its own.'),
  service: required(3, number32, 'The number of the service.'),
  status: required(4, number32, '0 is done.'),
  utcSeconds: required(5, seconds, 'When.'),
  clockStatus: required(6, clockStatus, 'Then.'),
  content: optional(7, bytes(1, ANSWER_CONTENT_BYTES_MAX), 'The result, as canonical CBOR.'),
});
