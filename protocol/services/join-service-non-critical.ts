/** SRV 8.7.2. A display is let talk to a meter. */
import { service } from '../definition/service.ts';
import { joinAnswer, otherDevice } from './join-shapes.ts';

export const joinServiceNonCritical = service({
  reference: '8.7.2',
  name: 'JoinServiceNonCritical',
  summary: 'Has two devices of a home network trust each other.',
  roles: ['IS', 'GS', 'OU'],
  deviceTypes: ['ESME', 'GSME', 'GPF', 'PPMID', 'HCALCS'],
  critical: false,
  modes: ['onDemand'],
  responseTime: '30 s',
  personal: false,
  request: otherDevice,
  response: joinAnswer,
});
