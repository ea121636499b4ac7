/** How a meter says in ASN.1 how something went: the number and its meaning. */
import type { ValueOf } from '../../../protocol/definition/words.ts';
import type { asn1Status } from '../../../protocol/services/asn1-status.ts';

type Status = ValueOf<typeof asn1Status>;

/** GBCS numbers the outcomes of joining from 1 and most others so too; those that are used here. */
const CODES: { readonly [M in Status['asn1Status']]?: number } = {
  success: 0,
  trustAnchorNotFound: 1,
  noCertificateHeld: 1,
  invalidJoinMethodAndRole: 2,
  incompatibleWithExistingEntry: 3,
  deviceLogFull: 4,
  otherDeviceNotInDeviceLog: 1,
  reliable: 0,
  invalid: 1,
  unreliable: 2,
};

export const asn1 = (meaning: keyof typeof CODES & Status['asn1Status']): Status => ({
  code: CODES[meaning] ?? 255,
  asn1Status: meaning,
});
