/**
 * Parties beside the head-end whose word a meter wants before it takes the keys of another: whoever changes
 * suppliers, and whoever held the meter until it was handed over. Each has a key of its own, kept apart from
 * the head-end's: who has broken into the head-end alone gives a meter to nobody.
 */
import { readCertificate } from '../../protocol/certificates/certificate.ts';
import type { Crypto } from '../../protocol/cose/crypto.ts';
import type { Anchor } from '../../protocol/credentials.ts';
import type { Service } from '../../protocol/definition/service.ts';
import type { ValueOf } from '../../protocol/definition/words.ts';
import { type Body, encodeBody } from '../../protocol/envelope/body.ts';
import { signBody } from '../../protocol/envelope/seal.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import { Refused } from '../../protocol/refused.ts';
import { requestHandoverOfDccControlledDevice } from '../../protocol/services/request-handover-of-dcc-controlled-device.ts';
import { updateSecurityCredentialsCos } from '../../protocol/services/update-security-credentials-cos.ts';
import { Fault } from '../faults.ts';
import type { MeteringPoint } from '../registration/registration.ts';
import type { ServiceRequest } from '../service-request.ts';

/** Without a party nobody is offered what only it can have done. */
export type Authorities = {
  readonly changeOfSupplier?: Signer;
  readonly handover?: Signer;
};
export type Signer = {
  readonly eui64: Eui64;
  /** Ed25519, 32 bytes. */
  readonly signingSecret: Uint8Array;
};

const AUTHORITY_OF: ReadonlyMap<Service, keyof Authorities> = new Map<Service, keyof Authorities>([
  [updateSecurityCredentialsCos, 'changeOfSupplier'],
  [requestHandoverOfDccControlledDevice, 'handover'],
]);

/** Whether a party beside the head-end has to sign the command. */
export const isSignedHere = (service: Service): boolean => AUTHORITY_OF.has(service);
/** Whether somebody is there to sign it, where somebody else than the asker must. */
export function isSigned(authorities: Authorities, service: Service): boolean {
  const name = AUTHORITY_OF.get(service);
  return name === undefined || authorities[name] !== undefined;
}

/** What a meter is given of it at the factory, in the slot of whoever it stands for until then. */
export const anchorOf = (crypto: Crypto, { eui64, signingSecret }: Signer): Anchor => ({
  eui64,
  signingPublic: crypto.ed25519.publicKey(signingSecret),
});

type Point = Pick<MeteringPoint, 'mpxn' | 'networkOperator'>;
/** What both services have, or one of them. */
type Taking = Partial<
  ValueOf<typeof updateSecurityCredentialsCos.request> &
    ValueOf<typeof requestHandoverOfDccControlledDevice.request>
>;

/** Throws Fault unless the party is there and would sign this; `point` is where the device is fitted. */
export function expectSigned(
  authorities: Authorities,
  { service, body, originator }: Pick<ServiceRequest, 'service' | 'body' | 'originator'>,
  point: Point | undefined,
): void {
  if (!isSignedHere(service)) return;
  signerOf(authorities, service);
  const taking = body as Taking;
  const { importMpxn } = taking;
  // The asker is the supplier of the device's metering point; it must mean this one.
  if (importMpxn !== undefined && importMpxn !== point?.mpxn)
    throw new Fault('NOT_RESPONSIBLE', 'the device is at another metering point');
  const holder = holderOf(taking, originator, point);
  const certificates =
    taking.supplierReplacementCertificates ?? taking.replacementCertificates ?? {};
  for (const certificate of Object.values<Uint8Array>(certificates))
    if (isOfAnother(certificate, holder))
      throw new Fault('NOT_RESPONSIBLE', 'a certificate is of another party');
}

/** Who is to hold the keys: the supplier that asks, or the network operator of the area; nobody else. */
function holderOf(
  { remotePartyRole = 'Supplier' }: Taking,
  originator: Eui64,
  point: Point | undefined,
): Eui64 | undefined {
  if (remotePartyRole === 'Supplier') return originator;
  return remotePartyRole === 'NetworkOperator' ? point?.networkOperator : undefined;
}

function isOfAnother(certificate: Uint8Array, holder: Eui64 | undefined): boolean {
  try {
    return holder === undefined || readCertificate(certificate).eui64 !== holder;
  } catch (error) {
    // The meter is the one to say so.
    if (error instanceof Refused) return false;
    throw error;
  }
}

/** The command under the party's signature. Throws Fault when there is no such party. */
export function signedByAuthority(
  crypto: Crypto,
  authorities: Authorities,
  service: Service,
  command: Omit<Body, 'originator'>,
): Uint8Array {
  const { eui64: originator, signingSecret } = signerOf(authorities, service);
  return signBody(crypto, signingSecret, 'command', encodeBody({ ...command, originator }));
}

function signerOf(authorities: Authorities, service: Service): Signer {
  const name = AUTHORITY_OF.get(service);
  const signer = name && authorities[name];
  if (!signer) throw new Fault('SERVICE_NOT_FOR_DEVICE', `nobody signs ${service.reference} here`);
  return signer;
}
