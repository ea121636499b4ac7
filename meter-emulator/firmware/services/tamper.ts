/** SRV 6.25 at the meter. It is of what will be opened: a supply locked already stays so. */
import { setElectricitySupplyTamperState } from '../../../protocol/services/set-electricity-supply-tamper-state.ts';
import { unchanged } from '../events/event.ts';
import { accessOf } from '../supply/contacts.ts';
import { change, ELECTRICITY } from './executor.ts';

export const executeSetSupplyTamperState = change(
  setElectricitySupplyTamperState,
  ({ state }, { supplyTamperState: tamperState }) => {
    const access = accessOf(state);
    const isSame = access.tamperState === tamperState;
    const step = unchanged(isSame ? state : { ...state, access: { ...access, tamperState } });
    return { kind: 'done', step, response: { messageSuccess: true } };
  },
  ELECTRICITY,
);
