/** SRV 8.14.1. A communications hub is in, and reaches the network. */
import { service } from '../definition/service.ts';
import { optional, struct } from '../definition/words.ts';
import { additionalInformation, installation } from './hub-status-shapes.ts';

export const chfInstallSuccessSmWan = service({
  reference: '8.14.1',
  name: 'CHFInstallSuccessSMWAN',
  summary: 'Tells the DCC of a communications hub installed that reaches the network.',
  roles: ['IS', 'GS'],
  deviceTypes: [],
  critical: false,
  modes: ['nonDevice'],
  responseTime: '24 h',
  personal: false,
  request: struct({
    ...installation,
    additionalInformation: optional(9, additionalInformation, 'In words.'),
  }),
  rules: ({ installType }) =>
    installType === 'NoSmWan'
      ? [{ path: 'installType', reason: 'without network: that is service 8.14.2' }]
      : [],
  response: undefined,
});
