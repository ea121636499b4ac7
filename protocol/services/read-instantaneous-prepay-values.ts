/** SRV 4.3. */
import { int32 } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { optional, struct } from '../definition/words.ts';
import { outcome, readNowOrLater } from './shared.ts';

export const readInstantaneousPrepayValues = service({
  reference: '4.3',
  name: 'ReadInstantaneousPrepayValues',
  summary: 'Reads balance, emergency credit and debts as they are now.',
  roles: ['IS', 'GS'],
  deviceTypes: ['ESME', 'GSME', 'GPF'],
  critical: false,
  modes: ['onDemand', 'futureDatedDcc'],
  responseTime: '30 s',
  personal: true,
  request: readNowOrLater,
  response: struct({
    ...outcome,
    emergencyCreditBalance: optional(2, int32, 'Emergency credit left.'),
    accumulatedDebtRegister: optional(3, int32, 'Debt since supply was disabled.'),
    paymentDebtRegister: optional(4, int32, 'Debt taken at top-up.'),
    timeDebtRegister1: optional(5, int32, 'Debt taken over time.'),
    timeDebtRegister2: optional(6, int32, 'Debt taken over time.'),
    meterBalance: optional(7, int32, 'Credit left.'),
  }),
});
