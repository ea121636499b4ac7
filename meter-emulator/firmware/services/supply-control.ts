/**
 * SRV 7.1, 7.2 and 7.3 at the meter. Whoever sends one twice gets the same answer and the same supply.
 * A meter in prepayment mode without credit refuses to enable or arm: it would disable at once again.
 */
import { armSupply } from '../../../protocol/services/arm-supply.ts';
import { disableSupply } from '../../../protocol/services/disable-supply.ts';
import { enableSupply } from '../../../protocol/services/enable-supply.ts';
import { unchanged } from '../events/event.ts';
import { hasCredit } from '../prepayment/credit.ts';
import type { MeterState } from '../state.ts';
import { type SupplyInput, supplyAfter } from '../supply/supply.ts';
import { change, ELECTRICITY } from './executor.ts';

const DONE = { messageSuccess: true };

function control(state: MeterState, input: SupplyInput) {
  const supply = supplyAfter(state.supply, input);
  if (supply === state.supply)
    return { kind: 'done', step: unchanged(state), response: DONE } as const;
  const events = supply.position === 'armed' ? [{ name: 'supplyArmed' } as const] : [];
  const step = { state: { ...state, supply }, events, entries: [] };
  return { kind: 'done', step, response: DONE } as const;
}

function controlWithCredit(state: MeterState, input: SupplyInput) {
  if (hasCredit(state)) return control(state, input);
  return { kind: 'refused', why: 'supplyStateForbids', step: unchanged(state) } as const;
}

/** Of gas nobody far away may open a valve: a burner may be open in the house. */
export const executeEnableSupply = change(
  enableSupply,
  ({ state }) => controlWithCredit(state, 'enable'),
  ELECTRICITY,
);
export const executeDisableSupply = change(disableSupply, ({ state }) => control(state, 'disable'));
export const executeArmSupply = change(armSupply, ({ state }) => controlWithCredit(state, 'arm'));
