/** SRV 4.18. What is left, or owed, as it is now. */
import { int32 } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { optional, struct } from '../definition/words.ts';
import { outcome, readNowOrLater } from './shared.ts';

/** A gas meter keeps the balance of prepayment apart from that of credit. */
const gas = struct({
  meterBalancePrepaymentMode: optional(1, int32, 'Balance of prepayment, in millipence.'),
});

export const readMeterBalance = service({
  reference: '4.18',
  name: 'ReadMeterBalance',
  summary: 'Reads the meter balance as it is now.',
  roles: ['IS', 'GS'],
  deviceTypes: ['ESME', 'GSME', 'GPF'],
  critical: false,
  modes: ['onDemand', 'futureDatedDcc'],
  responseTime: '30 s',
  personal: true,
  request: readNowOrLater,
  response: struct({
    ...outcome,
    meterBalance: optional(2, int32, 'Millipence.'),
    gas: optional(3, gas, 'What only a gas meter has.'),
  }),
});
