/**
 * How a device that nobody has the keys of says who it is: a message on the channel of alerts, signed by the very
 * key whose certificate is in it. Alerts are kept by the network until they are durable at the head-end, and each
 * has a counter that counts once: an announcement needs both.
 */
import { fromCborValue, toCborValue } from '../definition/cbor.ts';
import { bytes, enumeration, text } from '../definition/scalars.ts';
import { required, struct, type ValueOf } from '../definition/words.ts';
import type { Body } from '../envelope/body.ts';
import { decodeBody, MESSAGE_BYTES_MAX } from '../envelope/body.ts';
import { type Received, receive } from '../envelope/open.ts';
import { Refused } from '../refused.ts';

/** Stands where an alert has its code; those have 16 bits, so none is this. */
export const ANNOUNCEMENT_NUMBER = 0x1_0000;
/** Three certificates and a label take some two thousand. */
export const ANNOUNCEMENT_BYTES_MAX = 8192;

const label = text(1, 30, { pattern: /[ -~]+/ });
const certificate = bytes(1, 2000);

export const announcement = struct(
  {
    deviceType: required(
      1,
      enumeration({ ESME: 1, GSME: 2, GPF: 3, CHF: 4, HCALCS: 5, PPMID: 6 }),
      'What it is on the market.',
    ),
    manufacturer: required(2, label, 'Who made it.'),
    model: required(3, label, 'What it is sold as.'),
    firmwareVersion: required(4, text(8, 8, { pattern: /[0-9A-F]{8}/ }), 'That it runs.'),
    signingCertificate: required(5, certificate, 'Ed25519: of the key that signs this.'),
    agreementCertificate: required(6, certificate, 'X25519.'),
    prepaymentCertificate: required(7, certificate, 'P-256.'),
  },
  'Announcement',
);
export type Announcement = ValueOf<typeof announcement>;

/** The content of the body that the device signs. */
export const announcementContent = (value: Announcement): NonNullable<Body['content']> =>
  toCborValue(announcement, value) as NonNullable<Body['content']>;

export type ReadAnnouncement = {
  readonly received: Received;
  readonly counter: bigint;
  readonly said: Announcement;
};

/**
 * What an announcement says, believed by nobody yet: the signature is to be verified with the key of the
 * certificate in it. Undefined for a message that is none. Throws Refused for one of another form.
 */
export function readAnnouncement(message: Uint8Array): ReadAnnouncement | undefined {
  const received = receive(message, MESSAGE_BYTES_MAX);
  if (received.protection !== 'signed') return undefined;
  const { service, content, counter } = decodeBody(received.cose.payload);
  if (service !== ANNOUNCEMENT_NUMBER) return undefined;
  if (message.length > ANNOUNCEMENT_BYTES_MAX)
    throw new Refused(
      '',
      `longer than ${ANNOUNCEMENT_BYTES_MAX} bytes`,
      undefined,
      'ENVELOPE_FORM',
    );
  return { received, counter, said: fromCborValue(announcement, content ?? new Map()) };
}
