/** Devices with certificates of a folder of their own, and what they say of themselves, true or not. */
import { seededIdentity } from '../../../meter-emulator/board/factory.ts';
import { recordOf } from '../../../meter-emulator/firmware/provision.ts';
import type { Identity } from '../../../meter-emulator/firmware/state.ts';
import { deviceKeys } from '../../../pki/device-keys.ts';
import type { TestPki } from '../../../pki/pki.testing.ts';
import { nodeCrypto } from '../../../platform/node-crypto.ts';
import {
  ANNOUNCEMENT_NUMBER,
  type Announcement,
  announcementContent,
} from '../../../protocol/announcement/announcement.ts';
import type { Body } from '../../../protocol/envelope/body.ts';
import { sealSigned } from '../../../protocol/envelope/seal.ts';

const USES = ['digitalSigning', 'keyAgreement', 'prepaymentKeyAgreement'] as const;

/** The device `index`, certified by the folder. */
export async function certifiedDevice(
  pki: TestPki,
  index: number,
  ...kind: [kind?: Parameters<typeof seededIdentity>[3]]
): Promise<Identity> {
  const identity = seededIdentity(nodeCrypto, 'announcing', index, ...kind);
  const keys = deviceKeys(recordOf(identity));
  const certificates: Uint8Array[] = [];
  for (const use of USES) {
    const publicKey = keys[use];
    if (!publicKey) throw new Error(`no key for ${use}`);
    const wanted = { eui64: identity.eui64, use, publicKey };
    certificates.push((await pki.issue(wanted)).certificate);
  }
  const [signingCertificate, agreementCertificate, prepaymentCertificate] = certificates;
  return {
    ...identity,
    signingCertificate,
    agreementCertificate,
    prepaymentCertificate,
  } as Identity;
}

/** What the device says; `said` and `body` are what it says otherwise. */
export function announcementOf(
  identity: Identity,
  recipient: string,
  counter: bigint,
  otherwise: { readonly said?: Partial<Announcement>; readonly body?: Partial<Body> } = {},
): Uint8Array {
  const { deviceType, manufacturer, model, firmwareVersion, signingSecret } = identity;
  const { signingCertificate, agreementCertificate, prepaymentCertificate } = identity;
  const certificates = { signingCertificate, agreementCertificate, prepaymentCertificate };
  const label = { deviceType, manufacturer, model, firmwareVersion };
  const said = { ...label, ...certificates, ...otherwise.said } as Announcement;
  return sealSigned(nodeCrypto, signingSecret, 'alert', {
    originator: identity.eui64,
    recipient,
    counter,
    service: ANNOUNCEMENT_NUMBER,
    content: announcementContent(said),
    ...otherwise.body,
  });
}
