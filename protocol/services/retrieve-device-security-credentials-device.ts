/** SRV 6.24.2. Which certificate the device shows others. */
import { service } from '../definition/service.ts';
import { optional, required, struct } from '../definition/words.ts';
import { asn1Status } from './asn1-status.ts';
import { credentialType } from './credential-shapes.ts';
import { certificate, outcome } from './shared.ts';

export const retrieveDeviceSecurityCredentialsDevice = service({
  reference: '6.24.2',
  name: 'RetrieveDeviceSecurityCredentialsDevice',
  summary: 'Reads a certificate of the device itself.',
  roles: ['IS', 'GS'],
  deviceTypes: ['ESME', 'GSME', 'GPF', 'CHF', 'HCALCS', 'PPMID'],
  critical: true,
  modes: ['onDemand'],
  responseTime: '30 s',
  personal: false,
  request: struct({
    credentialType: required(1, credentialType, 'Of which of its keys.'),
  }),
  response: struct({
    ...outcome,
    statusCode: optional(2, asn1Status, 'How it went.', {
      element: 'RetrieveDeviceSecurityCredentialsStatusCode',
    }),
    certificate: optional(3, certificate, 'The certificate.'),
  }),
});
