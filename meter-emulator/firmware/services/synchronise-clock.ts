/** SRV 6.11 at the meter: the supplier signs a window, the head-end brings the time, and it must lie inside. */
import { synchroniseClock } from '../../../protocol/services/synchronise-clock.ts';
import { isWithin, setClock } from '../clock/clock.ts';
import { then, unchanged } from '../events/event.ts';
import { takeMissedCharges } from '../prepayment/credit.ts';
import { change } from './executor.ts';

/** Time status octet of DLMS class 8: 0 is a clock in order. */
const RELIABLE = { code: 0, timeStatus: 'reliable' } as const;

export const executeSynchroniseClock = change(
  synchroniseClock,
  ({ state, networkUtcSeconds }, request) => {
    if (networkUtcSeconds === undefined)
      return { kind: 'refused', why: 'executionFailed', step: unchanged(state) };
    if (!isWithin(request, networkUtcSeconds)) {
      const step = { state, events: [{ name: 'clockOutsideTolerance' } as const], entries: [] };
      return { kind: 'refused', why: 'outsideTolerance', step };
    }
    const step = then(setClock(state, networkUtcSeconds), takeMissedCharges);
    const response = {
      messageSuccess: true,
      deviceTime: networkUtcSeconds,
      status: { electricity: { clockTimeStatus: RELIABLE } },
    };
    return { kind: 'done', step, response };
  },
);
