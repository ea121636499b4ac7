/** A meter that made itself a new key (6.17, 6.15.2): the head-end takes it when the meter is seen to use it. */
import { type CertifiedKey, readCertificate } from '../../protocol/certificates/certificate.ts';
import { fromCborValue } from '../../protocol/definition/cbor.ts';
import { Refused } from '../../protocol/refused.ts';
import { updateSecurityCredentialsDevice } from '../../protocol/services/update-security-credentials-device.ts';
import { unverifiedBody } from '../market/signed-pre-command.ts';
import type { ServiceRequest } from '../service-request.ts';
import type { Device, RenewedKeys } from './inventory.ts';

export type KeyName = keyof RenewedKeys;
export type RenewedKey = { readonly name: KeyName; readonly bytes: Uint8Array };

/**
 * The key that a request gives the meter a certificate of; undefined for any other request, for a key of another
 * kind, and for a certificate of somebody else: what its holder said would be taken for the meter's word.
 */
export function renewedKeyOf({
  service,
  signedPreCommand,
  target,
}: ServiceRequest): RenewedKey | undefined {
  if (service !== updateSecurityCredentialsDevice || !signedPreCommand) return undefined;
  const { content } = unverifiedBody(signedPreCommand);
  const { deviceCertificate } = fromCborValue(
    updateSecurityCredentialsDevice.request,
    content ?? new Map(),
  );
  try {
    const { eui64, key } = readCertificate(deviceCertificate);
    const name = NAMES[key.kind];
    return name && eui64 === target ? { name, bytes: key.bytes } : undefined;
  } catch (error) {
    // The meter is the one to say so.
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

const NAMES: Readonly<Record<CertifiedKey['kind'], KeyName | undefined>> = {
  Ed25519: 'signingPublic',
  X25519: 'agreementPublic',
  'P-256': undefined,
};

/** The meter with a key that it may use from now on, beside its other one if that is not seen in use yet. */
export function expecting(device: Device, { name, bytes }: RenewedKey): Device {
  return { ...device, renewed: { ...device.renewed, [name]: bytes } };
}

/** The meter once it uses its new key of this name. */
export function withRenewed(device: Device, name: KeyName): Device {
  const key = device.renewed?.[name];
  if (!key) return device;
  const { record, ...rest } = withoutRenewed(device, name);
  return { ...rest, record: { ...record, [name]: key } };
}

/** The meter that did not take its new key of this name. */
export function withoutRenewed({ renewed = {}, ...device }: Device, name: KeyName): Device {
  const { [name]: _, ...others } = renewed;
  return Object.keys(others).length === 0 ? device : { ...device, renewed: others };
}

/** The meter as it may be by now, for each new key that it may use already. */
export function withEachRenewed(device: Device): Device[] {
  return (Object.keys(device.renewed ?? {}) as KeyName[]).map((name) => withRenewed(device, name));
}
