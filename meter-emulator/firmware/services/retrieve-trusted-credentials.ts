/** SRV 6.24.1 at the meter: whom it obeys. */
import { retrieveDeviceSecurityCredentialsKrp } from '../../../protocol/services/retrieve-device-security-credentials-krp.ts';
import { KEY_NAMES } from '../security/check-replacement.ts';
import type { MeterState } from '../state.ts';
import { asn1 } from './asn1.ts';
import { read } from './executor.ts';
import { type PartyRole, SLOTS } from './update-credentials.ts';

const USAGES = {
  signing: 'DigitalSigning',
  agreement: 'KeyAgreement',
  prepayment: 'KeyAgreementTopUp',
} as const;

/** The first counter it would obey: the one after the last. */
function floorOf({ counters }: MeterState, slot: (typeof SLOTS)[PartyRole]): bigint | undefined {
  if (slot === 'root') return undefined;
  const last = counters[slot];
  return last === undefined ? undefined : last + 1n;
}

function detailsOf(state: MeterState, role: PartyRole) {
  const slot = SLOTS[role];
  const anchor: Readonly<Record<string, unknown>> | undefined = state.anchors[slot];
  if (!anchor) return [{ remotePartyRole: role, statusCode: asn1('trustAnchorNotFound') }];
  const floor = floorOf(state, slot);
  const eui64 = anchor['eui64'] as string | undefined;
  return KEY_NAMES.filter((name) => anchor[`${name}Public`]).map((name) => {
    const hash = anchor[`${name}Fingerprint`] as Uint8Array | undefined;
    return {
      remotePartyRole: role,
      statusCode: asn1('success'),
      certificateUsage: slot === 'root' ? ('KeyCertSign' as const) : USAGES[name],
      ...(floor === undefined ? {} : { remotePartyFloorSeqNumber: floor }),
      ...(eui64 === undefined ? {} : { existingRemotePartyId: eui64 }),
      ...(hash === undefined ? {} : { existingCertificateHash: hash }),
    };
  });
}

export const executeRetrieveTrustedCredentials = read(
  retrieveDeviceSecurityCredentialsKrp,
  ({ state }, { remotePartyRoles }) => ({
    messageSuccess: true,
    remotePartyDetails: remotePartyRoles.flatMap((role) => detailsOf(state, role)),
  }),
);
