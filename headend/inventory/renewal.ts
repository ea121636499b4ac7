/** A meter that made itself a new key (6.17, 6.15.2): the head-end takes it when the meter is seen to use it. */
import { readCertificate } from '../../protocol/certificates/certificate.ts';
import { fromCborValue } from '../../protocol/definition/cbor.ts';
import { Refused } from '../../protocol/refused.ts';
import { updateSecurityCredentialsDevice } from '../../protocol/services/update-security-credentials-device.ts';
import { unverifiedBody } from '../market/signed-pre-command.ts';
import type { ServiceRequest } from '../service-request.ts';
import type { Device, RenewedKey } from './inventory.ts';

/** The key a request gives a certificate to; undefined for any other request, and for a certificate of nothing here. */
export function renewedKeyOf({
  service,
  signedPreCommand,
}: ServiceRequest): RenewedKey | undefined {
  if (service !== updateSecurityCredentialsDevice || !signedPreCommand) return undefined;
  const { content } = unverifiedBody(signedPreCommand);
  const { deviceCertificate } = fromCborValue(
    updateSecurityCredentialsDevice.request,
    content ?? new Map(),
  );
  try {
    const { kind, bytes } = readCertificate(deviceCertificate).key;
    if (kind === 'Ed25519') return { signingPublic: bytes };
    return kind === 'X25519' ? { agreementPublic: bytes } : undefined;
  } catch (error) {
    // The meter is the one to say so.
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

/** The meter as it is once it uses that key. */
export function withRenewed({ renewed, ...device }: Device): Device {
  return { ...device, record: { ...device.record, ...renewed } };
}

export function withoutRenewed({ renewed: _, ...device }: Device): Device {
  return device;
}
