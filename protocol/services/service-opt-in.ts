/** SRV 8.6. A device comes into the service of the DCC; no user may ask for it. */
import { date, eui64 } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { optional, required, struct } from '../definition/words.ts';
import { deviceType, meterMpxns } from './inventory-shapes.ts';
import { certificate } from './shared.ts';

export const serviceOptIn = service({
  reference: '8.6',
  name: 'ServiceOptIn',
  summary: 'Takes a device into the service of the DCC.',
  roles: [],
  deviceTypes: [],
  critical: false,
  modes: ['nonDevice'],
  responseTime: '24 h',
  personal: false,
  request: struct({
    deviceId: required(1, eui64, 'The device.', { element: 'DeviceID' }),
    deviceType: required(2, deviceType, 'What it is.'),
    mpxns: required(3, meterMpxns, 'Where it is.', { element: 'MPxNs' }),
    optInDate: required(4, date(''), 'From when on.'),
  }),
  response: undefined,
  dccResponse: {
    element: 'DSPOptIn',
    type: struct({
      deviceId: required(1, eui64, 'The device.', { element: 'DeviceID' }),
      digitalSigningCertificate: optional(2, certificate, 'Of the DCC: the key that signs.', {
        element: 'DSPBrokerSecurityCredentialsDigitalSigning',
      }),
      keyAgreementCertificate: required(3, certificate, 'Of the DCC: the key that MACs.', {
        element: 'DSPBrokerSecurityCredentialsKeyAgreement',
      }),
    }),
  },
});
