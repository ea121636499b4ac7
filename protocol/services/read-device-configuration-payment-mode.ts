/** SRV 6.2.9. Credit or prepayment. */
import { boolean } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { empty, optional, struct } from '../definition/words.ts';
import { outcome, paymentMode } from './shared.ts';

export const readDeviceConfigurationPaymentMode = service({
  reference: '6.2.9',
  name: 'ReadDeviceConfigurationPaymentMode',
  summary: 'Reads the payment mode.',
  roles: ['IS', 'GS', 'RSA'],
  deviceTypes: ['ESME', 'GSME', 'GPF'],
  critical: false,
  modes: ['onDemand'],
  responseTime: '24 h',
  personal: false,
  request: empty,
  response: struct({
    ...outcome,
    paymentMode: optional(2, paymentMode, 'Credit or prepayment.'),
    suspendDebtEmergency: optional(3, boolean, 'No debt is taken on emergency credit.'),
    suspendDebtDisabled: optional(4, boolean, 'No debt is taken while supply is disabled.'),
  }),
});
