/** Why an announcement is not believed, or changes nothing: counted and audited by these codes. */
import type { RefusalCode } from '../../../protocol/refused.ts';

export const ANNOUNCEMENT_REFUSALS = {
  ANNOUNCEMENT_UNKNOWN: 'nobody has told of this device before it was fitted',
  ANNOUNCEMENT_NO_TRUST: 'without certificates of its own the head-end can believe none',
  ANNOUNCEMENT_CERTIFICATE: 'a certificate in it does not count',
  ANNOUNCEMENT_DIFFERS: 'the device is another than the one that was told of',
  ANNOUNCEMENT_STATUS: 'the status of the device forbids it',
} as const;
export type AnnouncementCode = keyof typeof ANNOUNCEMENT_REFUSALS;

export class AnnouncementRefused extends Error {
  readonly code: AnnouncementCode | RefusalCode;
  readonly reason: string;

  constructor(code: AnnouncementCode | RefusalCode, reason: string) {
    super(`${code}: ${reason}`);
    this.name = 'AnnouncementRefused';
    this.code = code;
    this.reason = reason;
  }
}
