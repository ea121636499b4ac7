/** SRV 8.1.1. The last step of installing a meter: from now on its time can be relied on. */
import { service } from '../definition/service.ts';
import { clockAnswer, clockWindow } from './synchronise-clock.ts';

export const commissionDeviceSynchroniseClock = service({
  reference: '8.1.1',
  name: 'CommissionDeviceSynchroniseClock',
  summary: 'Sets the clock of a meter that was just installed, which commissions it.',
  roles: ['IS', 'GS'],
  deviceTypes: ['ESME', 'GSME', 'HCALCS'],
  critical: true,
  modes: ['onDemand'],
  responseTime: '30 s',
  personal: false,
  request: clockWindow,
  response: clockAnswer,
  refusals: {
    commissionedTooLate: {
      code: 70,
      doc: 'The time of the network is not in the window that was signed; the device stays as it is.',
    },
  },
});
