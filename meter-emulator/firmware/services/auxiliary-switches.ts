/** SRV 7.5, 7.6 and 7.8 at the meter: a load on or off for some minutes, or back to its calendar. */
import { activateAuxiliaryLoad } from '../../../protocol/services/activate-auxiliary-load.ts';
import { deactivateAuxiliaryLoad } from '../../../protocol/services/deactivate-auxiliary-load.ts';
import { resetAuxiliaryLoad } from '../../../protocol/services/reset-auxiliary-load.ts';
import { OFF, ON } from '../auxiliary/calendars.ts';
import { auxiliaryOf, controllerOf, isSwitch } from '../auxiliary/controllers.ts';
import { settle } from '../auxiliary/outputs.ts';
import type { Output } from '../auxiliary/stored.ts';
import { without } from '../auxiliary/windows.ts';
import { unchanged } from '../events/event.ts';
import type { MeterState } from '../state.ts';
import { change, ELECTRICITY } from './executor.ts';

const DONE = { messageSuccess: true };
const SECONDS_PER_MINUTE = 60;

type Switching = { readonly index: number; readonly durationMinutes: number };

function switchFor(state: MeterState, output: Output, { index, durationMinutes }: Switching) {
  const refused = { kind: 'refused', step: unchanged(state) } as const;
  if (!isSwitch(controllerOf(state, index)))
    return { ...refused, why: 'notThere', field: 'switching.index' } as const;
  // Nobody says whether no time at all is never or for ever.
  if (durationMinutes === 0)
    return { ...refused, why: 'argumentsRefused', field: 'switching.durationMinutes' } as const;
  const auxiliary = auxiliaryOf(state);
  const { boardSeconds: fromSeconds } = state.metrology;
  const untilSeconds = fromSeconds + durationMinutes * SECONDS_PER_MINUTE;
  const command = { output, clock: 'board', fromSeconds, untilSeconds } as const;
  const commands = { ...auxiliary.commands, [index]: command };
  const step = settle({ ...state, auxiliary: { ...auxiliary, commands } });
  return { kind: 'done', step, response: DONE } as const;
}

export const executeActivateAuxiliaryLoad = change(
  activateAuxiliaryLoad,
  ({ state }, { switching }) => switchFor(state, ON, switching),
  ELECTRICITY,
);

export const executeDeactivateAuxiliaryLoad = change(
  deactivateAuxiliaryLoad,
  ({ state }, { switching }) => switchFor(state, OFF, switching),
  ELECTRICITY,
);

export const executeResetAuxiliaryLoad = change(
  resetAuxiliaryLoad,
  ({ state }, { loadSwitch: { index } }) => {
    if (!controllerOf(state, index))
      return {
        kind: 'refused',
        why: 'notThere',
        field: 'loadSwitch.index',
        step: unchanged(state),
      };
    const auxiliary = auxiliaryOf(state);
    const commands = without(auxiliary.commands, [index]);
    const isSame = auxiliary.commands[index] === undefined;
    const step = isSame
      ? unchanged(state)
      : settle({ ...state, auxiliary: { ...auxiliary, commands } });
    return { kind: 'done', step, response: DONE };
  },
  ELECTRICITY,
);
