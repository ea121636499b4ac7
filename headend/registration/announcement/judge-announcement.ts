/**
 * Is a device that says who it is the one that was told of? Its certificates must lead to a root that is trusted
 * here and name it, its signature must be of the certified key, and its plate must say what was pre-notified.
 */
import type { CertificateUse, TrustStore } from '../../../pki/trust-store.ts';
import type {
  Announcement,
  ReadAnnouncement,
} from '../../../protocol/announcement/announcement.ts';
import { readCertificate } from '../../../protocol/certificates/certificate.ts';
import type { Crypto } from '../../../protocol/cose/crypto.ts';
import type { DeviceRecord } from '../../../protocol/credentials.ts';
import { openSigned } from '../../../protocol/envelope/open.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import { Refused } from '../../../protocol/refused.ts';
import type { ListedDevice } from '../../inventory/device.ts';
import { statusesBefore } from '../../non-device/status-rules.ts';
import { AnnouncementRefused } from './refusals.ts';

export type DeviceKeys = Pick<
  DeviceRecord,
  'signingPublic' | 'agreementPublic' | 'prepaymentPublic'
>;
export type Trust = Pick<TrustStore, 'examine' | 'problemOfShown'>;

export type Grounds = {
  readonly crypto: Crypto;
  /** Absent: the head-end has no certificates. */
  readonly trust: Trust | undefined;
  readonly headEnd: Eui64;
  readonly atUtcSeconds: number;
};

/** The keys it has from now on. Throws AnnouncementRefused. Order: what anybody can try is cheap. */
export function judgeAnnouncement(
  grounds: Grounds,
  device: ListedDevice | undefined,
  from: Eui64,
  { received, said }: ReadAnnouncement,
): DeviceKeys {
  if (received.originator !== from)
    throw new AnnouncementRefused('ENVELOPE_ORIGINATOR', `is of ${received.originator}`);
  if (!device) throw new AnnouncementRefused('ANNOUNCEMENT_UNKNOWN', 'no such device');
  expectStatus(device);
  if (!grounds.trust)
    throw new AnnouncementRefused('ANNOUNCEMENT_NO_TRUST', 'the keys come from its maker');
  const keyOf = (use: CertificateUse, certificate: Uint8Array) =>
    certifiedKey(grounds, from, use, certificate);
  const keys = {
    signingPublic: keyOf('digitalSigning', said.signingCertificate),
    agreementPublic: keyOf('keyAgreement', said.agreementCertificate),
    prepaymentPublic: keyOf('prepaymentKeyAgreement', said.prepaymentCertificate),
  };
  // Verifies; what it says was read before.
  openSigned(grounds.crypto, keys.signingPublic, 'alert', grounds.headEnd, received);
  expectSame(device, said);
  return keys;
}

/** It comes to be installed, or a user has said already that it is. */
function expectStatus({ status, record }: ListedDevice): void {
  const from = statusesBefore('InstalledNotCommissioned', 'announced', record.deviceType);
  if (status !== 'InstalledNotCommissioned' && !from.includes(status))
    throw new AnnouncementRefused('ANNOUNCEMENT_STATUS', status);
}

function certifiedKey(
  { trust, atUtcSeconds }: Grounds,
  holder: Eui64,
  use: CertificateUse,
  certificate: Uint8Array,
): Uint8Array {
  const refuse = (why: string): never => {
    throw new AnnouncementRefused('ANNOUNCEMENT_CERTIFICATE', `for ${use}: ${why}`);
  };
  try {
    const shown = trust?.examine(certificate) ?? refuse('nobody to believe');
    const problem = trust?.problemOfShown(shown, use, atUtcSeconds);
    if (problem) refuse(problem);
    if (shown.role !== 'device' || shown.eui64 !== holder) refuse(`is of ${shown.eui64}`);
    return readCertificate(certificate).key.bytes;
  } catch (error) {
    return error instanceof Refused ? refuse(error.reason) : raise(error);
  }
}

function raise(error: unknown): never {
  throw error;
}

/**
 * The version it came with may have been updated since; all else is on its plate. Empty is what nobody has told,
 * as of meters that were there before.
 */
function expectSame({ record }: ListedDevice, said: Announcement): void {
  for (const name of ['deviceType', 'manufacturer', 'model'] as const)
    if (record[name] !== '' && record[name] !== said[name])
      throw new AnnouncementRefused(
        'ANNOUNCEMENT_DIFFERS',
        `${name} is ${said[name]}, told was ${record[name]}`,
      );
}
