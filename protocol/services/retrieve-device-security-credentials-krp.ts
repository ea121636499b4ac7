/** SRV 6.24.1. Whom the device obeys. */
import { eui64, unsigned64 } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { inline, list, optional, struct } from '../definition/words.ts';
import { asn1Status } from './asn1-status.ts';
import { certificateHash, certificateUsage, remotePartyRole } from './credential-shapes.ts';
import { distinct } from './rules.ts';
import { outcome } from './shared.ts';

const remotePartyDetails = struct({
  remotePartyRole: optional(1, remotePartyRole, 'Whose.'),
  statusCode: optional(2, asn1Status, 'How it went.'),
  remotePartyFloorSeqNumber: optional(3, unsigned64, 'First counter of its commands.'),
  certificateUsage: optional(4, certificateUsage, 'Which key.'),
  existingRemotePartyId: optional(5, eui64, 'Who it is.', { element: 'ExistingRemotePartyID' }),
  existingCertificateHash: optional(6, certificateHash, 'SHA-1 of the certificate.'),
});
/** Seven parties with three keys each are 21; the schema has no limit. */
const DETAILS_MAX = 100;

export const retrieveDeviceSecurityCredentialsKrp = service({
  reference: '6.24.1',
  name: 'RetrieveDeviceSecurityCredentialsKRP',
  summary: 'Reads which certificates of remote parties the device holds.',
  roles: ['IS', 'GS', 'ED', 'GT'],
  deviceTypes: ['ESME', 'GSME', 'GPF', 'CHF', 'HCALCS', 'PPMID'],
  critical: false,
  modes: ['onDemand'],
  responseTime: '30 s',
  personal: false,
  request: struct({
    remotePartyRoles: inline(1, list('RemotePartyRole', remotePartyRole, 1, 7), 'Whose.'),
  }),
  rules: ({ remotePartyRoles }) => distinct('remotePartyRoles', remotePartyRoles),
  response: struct({
    ...outcome,
    remotePartyDetails: inline(
      2,
      list('RemotePartyDetails', remotePartyDetails, 0, DETAILS_MAX),
      'For each certificate.',
    ),
  }),
});
