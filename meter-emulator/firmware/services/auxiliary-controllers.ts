/** SRV 7.13 and 7.16 at the meter: a level, or the most of it, from one second of UTC to another. */
import type { ValueOf } from '../../../protocol/definition/words.ts';
import type { controllerState } from '../../../protocol/services/auxiliary-shapes.ts';
import { limitApcLevel } from '../../../protocol/services/limit-apc-level.ts';
import { setAuxiliaryControllerState } from '../../../protocol/services/set-auxiliary-controller-state.ts';
import { outputOf } from '../auxiliary/calendars.ts';
import { auxiliaryOf, controllerOf, isSwitch, takes } from '../auxiliary/controllers.ts';
import { settle } from '../auxiliary/outputs.ts';
import type { Window } from '../auxiliary/stored.ts';
import { stageOf } from '../auxiliary/windows.ts';
import { eventWith, unchanged } from '../events/event.ts';
import { change, ELECTRICITY } from './executor.ts';

const DONE = { messageSuccess: true };
/** Nothing can be done any more in a time that has passed. */
const PASSED = { kind: 'refused', why: 'argumentsRefused', field: 'endDateTime' } as const;

function windowOf(request: ValueOf<typeof controllerState>): Window {
  const { startDateTime: fromSeconds, endDateTime: untilSeconds } = request;
  return { output: outputOf(request), clock: 'utc', fromSeconds, untilSeconds };
}

export const executeSetAuxiliaryControllerState = change(
  setAuxiliaryControllerState,
  ({ state }, request) => {
    const number = request.auxiliaryControllerN;
    const controller = controllerOf(state, number);
    const step = unchanged(state);
    if (!controller)
      return { kind: 'refused', why: 'notThere', field: 'auxiliaryControllerN', step };
    if (!takes(controller, outputOf(request)))
      return { kind: 'refused', why: 'controllerHasNoLevels', step };
    if (state.clock.status === 'invalid') return { kind: 'refused', why: 'clockNotReliable', step };
    const window = windowOf(request);
    if (stageOf(state, window) === 'over') return { ...PASSED, step };
    const auxiliary = auxiliaryOf(state);
    const commands = { ...auxiliary.commands, [number]: window };
    const next = settle({ ...state, auxiliary: { ...auxiliary, commands } });
    return { kind: 'done', step: next, response: DONE };
  },
  ELECTRICITY,
);

export const executeLimitApcLevel = change(
  limitApcLevel,
  ({ state }, request) => {
    const number = request.auxiliaryControllerN;
    const controller = controllerOf(state, number);
    const step = unchanged(state);
    if (!controller)
      return { kind: 'refused', why: 'notThere', field: 'auxiliaryControllerN', step };
    if (isSwitch(controller)) return { kind: 'refused', why: 'notProportional', step };
    if (state.clock.status === 'invalid') return { kind: 'refused', why: 'clockNotReliable', step };
    const window = windowOf(request);
    if (stageOf(state, window) === 'over') return { ...PASSED, step };
    const auxiliary = auxiliaryOf(state);
    const limits = { ...auxiliary.limits, [number]: window };
    const settled = settle({ ...state, auxiliary: { ...auxiliary, limits } });
    const told = eventWith('levelLimited', {
      limitStart: window.fromSeconds,
      limitEnd: window.untilSeconds,
      controller: number,
      resultingLevel: window.output.levelPercent,
    });
    const next = { ...settled, events: [...settled.events, told] };
    return { kind: 'done', step: next, response: DONE };
  },
  ELECTRICITY,
);
