/** SRV 8.8.1. A device that may open a supply is no longer let talk to another. */
import { service } from '../definition/service.ts';
import { otherDevice, unjoinAnswer } from './join-shapes.ts';

export const unjoinServiceCritical = service({
  reference: '8.8.1',
  name: 'UnjoinServiceCritical',
  summary: 'Has two devices of a home network trust each other no longer, where that is critical.',
  roles: ['IS', 'GS'],
  deviceTypes: ['ESME', 'GSME', 'HCALCS'],
  critical: true,
  modes: ['onDemand'],
  responseTime: '30 s',
  personal: false,
  request: otherDevice,
  response: unjoinAnswer,
});
