/**
 * A meter that no command has reached yet says who it is, with the certificates it left the factory with. That it
 * is not known yet follows from the counter of the head-end, so nothing more is kept on flash and no power cut can
 * lose it.
 */
import {
  ANNOUNCEMENT_NUMBER,
  announcementContent,
} from '../../../protocol/announcement/announcement.ts';
import type { Crypto } from '../../../protocol/cose/crypto.ts';
import { sealSigned } from '../../../protocol/envelope/seal.ts';
import { utcSecondsOf } from '../metrology/metrology.ts';
import type { MeterState } from '../state.ts';

/** Until it is heard: the head-end may come to know of it only later (own). */
export const ANNOUNCE_AGAIN_SECONDS = 900;

/** Has it all its certificates, and has the head-end never said anything to it? */
export function isToAnnounce({ identity, counters }: MeterState): boolean {
  const { signingCertificate, agreementCertificate, prepaymentCertificate } = identity;
  return (
    counters.headEnd === 0n &&
    signingCertificate !== undefined &&
    agreementCertificate !== undefined &&
    prepaymentCertificate !== undefined
  );
}

/** With a counter of its own that is durable. Undefined for a meter that lacks a certificate. */
export function sealAnnouncement(
  crypto: Crypto,
  state: MeterState,
  counter: bigint,
): Uint8Array | undefined {
  const { identity, anchors, clock } = state;
  const { eui64, deviceType, manufacturer, model, firmwareVersion, signingSecret } = identity;
  const { signingCertificate, agreementCertificate, prepaymentCertificate } = identity;
  if (!signingCertificate || !agreementCertificate || !prepaymentCertificate) return undefined;
  const certificates = { signingCertificate, agreementCertificate, prepaymentCertificate };
  const said = { deviceType, manufacturer, model, firmwareVersion, ...certificates };
  return sealSigned(crypto, signingSecret, 'alert', {
    originator: eui64,
    recipient: anchors.headEnd.eui64,
    counter,
    service: ANNOUNCEMENT_NUMBER,
    deviceUtcSeconds: Math.max(0, utcSecondsOf(state)),
    clockStatus: clock.status,
    content: announcementContent(said),
  });
}
