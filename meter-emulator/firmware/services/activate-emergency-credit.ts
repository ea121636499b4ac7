/** SRV 2.5 at the meter: done if emergency credit is active afterwards, whoever activated it. */
import { activateEmergencyCredit as service } from '../../../protocol/services/activate-emergency-credit.ts';
import { unchanged } from '../events/event.ts';
import { activateEmergencyCredit } from '../prepayment/assess.ts';
import { change } from './executor.ts';

export const executeActivateEmergencyCredit = change(service, ({ state }) => {
  if (state.prepayment.mode === 'credit')
    return { kind: 'refused', why: 'notInThisMode', step: unchanged(state) };
  const step = activateEmergencyCredit(state);
  return step.state.prepayment.emergency === 'active'
    ? { kind: 'done', step, response: { messageSuccess: true } }
    : { kind: 'refused', why: 'emergencyCreditNotOnOffer', step: unchanged(state) };
});
