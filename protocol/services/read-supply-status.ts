/** SRV 7.4. Whether the customer has supply. */
import { enumeration, unsigned32 } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { empty, optional, struct } from '../definition/words.ts';
import { outcome } from './shared.ts';

/** ra:SupplyStateType. */
export const supplyState = enumeration({ Enabled: 1, Disabled: 2, Armed: 3 });
const battery = struct({
  remainingBatteryCapacity: optional(1, unsigned32, 'Days the battery lasts.'),
});

export const readSupplyStatus = service({
  reference: '7.4',
  name: 'ReadSupplyStatus',
  summary: 'Reads the state of the supply.',
  roles: ['IS', 'ES', 'GS', 'RSA', 'ED', 'GT'],
  deviceTypes: ['ESME', 'GSME'],
  critical: false,
  modes: ['onDemand'],
  responseTime: '30 s',
  personal: false,
  request: empty,
  response: struct({
    ...outcome,
    supplyState: optional(2, supplyState, 'Of the load switch or the valve.'),
    gas: optional(3, battery, 'What only a gas meter has.'),
  }),
});
