/** SRV 6.15.2. The certificate that an authority made of the request of 6.17. */
import { service } from '../definition/service.ts';
import { required, struct } from '../definition/words.ts';
import { asn1Status } from './asn1-status.ts';
import { certificate, outcome } from './shared.ts';

export const updateSecurityCredentialsDevice = service({
  reference: '6.15.2',
  name: 'UpdateSecurityCredentialsDevice',
  summary: 'Gives the device a certificate of its own key.',
  roles: ['IS', 'GS'],
  deviceTypes: ['ESME', 'GSME', 'GPF', 'CHF', 'HCALCS', 'PPMID'],
  critical: true,
  modes: ['onDemand'],
  responseTime: '30 s',
  personal: false,
  request: struct({
    deviceCertificate: required(1, certificate, 'Of the key pair the device made last.'),
  }),
  response: struct({
    ...outcome,
    updateSecurityCredentialsResponseCode: required(2, asn1Status, 'How it went.'),
  }),
  refusals: {
    noSuchKeyPair: {
      code: 180,
      doc: 'No key pair of the device waits for this certificate; see service 6.17.',
    },
  },
});
