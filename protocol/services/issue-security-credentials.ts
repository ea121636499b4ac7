/** SRV 6.17. A device makes its keys itself; the private one never leaves it. */
import { bytes } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { optional, required, struct } from '../definition/words.ts';
import { asn1Status } from './asn1-status.ts';
import { credentialType } from './credential-shapes.ts';
import { outcome } from './shared.ts';

export const issueSecurityCredentials = service({
  reference: '6.17',
  name: 'IssueSecurityCredentials',
  summary: 'Has the device make a new key pair and ask for its certificate.',
  roles: ['IS', 'GS'],
  deviceTypes: ['ESME', 'GSME', 'GPF', 'CHF', 'HCALCS', 'PPMID'],
  critical: true,
  modes: ['onDemand'],
  responseTime: '30 s',
  personal: false,
  request: struct({
    credentialType: required(1, credentialType, 'Which of its keys.'),
  }),
  response: struct({
    ...outcome,
    issueCredentialsResponseCode: optional(2, asn1Status, 'How it went.'),
    certificationRequest: optional(3, bytes(1, 2000), 'PKCS #10, for the authority.'),
  }),
});
