/** The certificates in the folder that a device was given at its factory: those of the keys that it has. */
import type { DeviceRecord } from '../protocol/credentials.ts';
import { eui64Compact } from '../protocol/identifiers/eui64.ts';
import { deviceKeys } from './device-keys.ts';
import { fileIn, namesIn, pemBytes, readText } from './directory.ts';
import type { TrustStore } from './trust-store.ts';

const USES = {
  signingCertificate: 'digitalSigning',
  agreementCertificate: 'keyAgreement',
  prepaymentCertificate: 'prepaymentKeyAgreement',
} as const;
export type DeviceCertificates = Readonly<Record<keyof typeof USES, Uint8Array>>;

/**
 * All three, each of a key of the record and good at that time; undefined when one is missing, since a device
 * without it could not say who it is. Throws Refused for a file that is damaged.
 */
export function deviceCertificates(
  store: TrustStore,
  record: Pick<DeviceRecord, 'eui64' | 'signingPublic' | 'agreementPublic' | 'prepaymentPublic'>,
  atUtcSeconds: number,
): DeviceCertificates | undefined {
  const keys = deviceKeys(record);
  const found = Object.entries(USES).map(([name, use]) => {
    const files = namesIn(store.directory, 'certificates').filter((file) =>
      file.startsWith(`${eui64Compact(record.eui64)}-${use}`),
    );
    const certificates = files.map((file) =>
      pemBytes(readText(fileIn(store.directory, 'certificates', file)), 'CERTIFICATE'),
    );
    const good = certificates.find((bytes) => {
      const one = store.examine(bytes);
      const isOfKey = keys[use]?.equals(one.publicKey) === true;
      return isOfKey && !store.problemOf(one, use, atUtcSeconds);
    });
    return [name, good] as const;
  });
  if (found.some(([, certificate]) => certificate === undefined)) return undefined;
  return Object.fromEntries(found) as DeviceCertificates;
}
