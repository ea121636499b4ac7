/** SRV 8.7.1. A device that may open a supply is let talk to another: the supplier signs for it. */
import { service } from '../definition/service.ts';
import { joinAnswer, otherDevice } from './join-shapes.ts';

export const joinServiceCritical = service({
  reference: '8.7.1',
  name: 'JoinServiceCritical',
  summary: 'Has two devices of a home network trust each other, where that is critical.',
  roles: ['IS', 'GS'],
  deviceTypes: ['ESME', 'GSME', 'HCALCS'],
  critical: true,
  modes: ['onDemand'],
  responseTime: '30 s',
  personal: false,
  request: otherDevice,
  response: joinAnswer,
});
