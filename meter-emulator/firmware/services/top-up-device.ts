/** SRV 2.2 at the meter: the same as keying the UTRN in, with an answer, and never locked out. */
import { topUpDevice } from '../../../protocol/services/top-up-device.ts';
import { unchanged } from '../events/event.ts';
import { topUp, topUpAlerts } from '../prepayment/top-up.ts';
import { change } from './executor.ts';

export const executeTopUpDevice = change(topUpDevice, ({ state, crypto }, { utrn }) => {
  const outcome = topUp(crypto, state, utrn);
  if (outcome.kind === 'credited')
    return { kind: 'done', step: outcome.step, response: { messageSuccess: true } };
  const name = topUpAlerts[outcome.why];
  // Whoever sent it is told by the answer; the log keeps it all the same.
  const events = name ? [{ name, isLogOnly: true }] : [];
  return { kind: 'refused', why: outcome.why, step: { ...unchanged(state), events } };
});
