/** SRV 8.8.2. A display is no longer let talk to a meter. */
import { service } from '../definition/service.ts';
import { otherDevice, unjoinAnswer } from './join-shapes.ts';

export const unjoinServiceNonCritical = service({
  reference: '8.8.2',
  name: 'UnjoinServiceNonCritical',
  summary: 'Has two devices of a home network trust each other no longer.',
  roles: ['IS', 'GS', 'OU'],
  deviceTypes: ['ESME', 'GSME', 'GPF', 'PPMID', 'HCALCS'],
  critical: false,
  modes: ['onDemand'],
  responseTime: '30 s',
  personal: false,
  request: otherDevice,
  response: unjoinAnswer,
});
