/** SRV 7.4 at the meter. */
import { readSupplyStatus } from '../../../protocol/services/read-supply-status.ts';
import { read } from './executor.ts';

const STATES = { enabled: 'Enabled', disabled: 'Disabled', armed: 'Armed' } as const;

export const executeReadSupplyStatus = read(readSupplyStatus, ({ state }) => ({
  messageSuccess: true,
  supplyState: STATES[state.supply.position],
}));
