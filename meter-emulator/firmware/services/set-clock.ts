/**
 * SRV 6.11 and 8.1.1 at the meter: the supplier signs a window, the head-end brings the time, and it must lie inside.
 * Commissioning is the same, told by an alert of its own.
 */
import type { ValueOf } from '../../../protocol/definition/words.ts';
import { commissionDeviceSynchroniseClock } from '../../../protocol/services/commission-device-synchronise-clock.ts';
import {
  type clockWindow,
  synchroniseClock,
} from '../../../protocol/services/synchronise-clock.ts';
import { clockEvent, isWithin, setClock } from '../clock/clock.ts';
import { type Step, then, unchanged } from '../events/event.ts';
import { takeMissedCharges } from '../prepayment/charges.ts';
import { asn1 } from './asn1.ts';
import { type Changing, change } from './executor.ts';

/** Time status octet of DLMS class 8: 0 is a clock in order. */
const ELECTRICITY = {
  electricity: { clockTimeStatus: { code: 0, timeStatus: 'reliable' } },
} as const;

type Set =
  | { readonly kind: 'set'; readonly step: Step; readonly response: ReturnType<typeof answerOf> }
  | { readonly kind: 'noTime' | 'outside'; readonly step: Step };

function answerOf(gas: boolean, deviceTime: number) {
  const status = gas ? { gas: { clockTimeStatus: asn1('reliable') } } : ELECTRICITY;
  return { messageSuccess: true, deviceTime, status };
}

function set({ state, networkUtcSeconds }: Changing, window: ValueOf<typeof clockWindow>): Set {
  if (networkUtcSeconds === undefined) return { kind: 'noTime', step: unchanged(state) };
  if (!isWithin(window, networkUtcSeconds)) {
    const events = [clockEvent('clockOutsideTolerance', state, networkUtcSeconds)];
    return { kind: 'outside', step: { ...unchanged(state), events } };
  }
  const step = then(setClock(state, networkUtcSeconds), takeMissedCharges);
  return { kind: 'set', step, response: answerOf(state.variant.kind === 'gas', networkUtcSeconds) };
}

export const executeSynchroniseClock = change(synchroniseClock, (changing, window) => {
  const done = set(changing, window);
  if (done.kind === 'set') return { ...done, kind: 'done' };
  const why = done.kind === 'noTime' ? 'executionFailed' : 'outsideTolerance';
  return { kind: 'refused', why, step: done.step };
});

export const executeCommissionDevice = change(
  commissionDeviceSynchroniseClock,
  (changing, window) => {
    const done = set(changing, window);
    if (done.kind === 'set') {
      const events = [...done.step.events, { name: 'deviceCommissioned' } as const];
      return { kind: 'done', step: { ...done.step, events }, response: done.response };
    }
    const why = done.kind === 'noTime' ? 'executionFailed' : 'commissionedTooLate';
    return { kind: 'refused', why, step: done.step };
  },
);
