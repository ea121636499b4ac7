/** SRV 6.14.1, 6.14.2 and 6.14.3 at the meter: what its auxiliary loads are called, and their calendars. */
import { updateDeviceConfigurationAlcDescriptions } from '../../../protocol/services/update-device-configuration-alc-descriptions.ts';
import { updateDeviceConfigurationAlcScheduler } from '../../../protocol/services/update-device-configuration-alc-scheduler.ts';
import { updateDeviceConfigurationAuxiliaryControllerScheduler } from '../../../protocol/services/update-device-configuration-auxiliary-controller-scheduler.ts';
import { outputOf } from '../auxiliary/calendars.ts';
import { controllerOf, isSwitch, takes } from '../auxiliary/controllers.ts';
import { settle } from '../auxiliary/outputs.ts';
import { withDocument } from '../documents/documents.ts';
import { unchanged } from '../events/event.ts';
import type { MeterState } from '../state.ts';
import { change, ELECTRICITY } from './executor.ts';

const DONE = { messageSuccess: true };

function notThere(state: MeterState, field: string) {
  return { kind: 'refused', why: 'notThere', field, step: unchanged(state) } as const;
}

/** Names that are not given stay. */
export const executeUpdateAuxiliaryDescriptions = change(
  updateDeviceConfigurationAlcDescriptions,
  ({ state }, { descriptions }) => {
    const numbers = Object.keys(descriptions).map(Number);
    const missing = numbers.find((number) => !controllerOf(state, number));
    if (missing !== undefined) return notThere(state, `descriptions[${missing}]`);
    const before = state.auxiliaryDescriptions?.descriptions;
    const auxiliaryDescriptions = { descriptions: { ...before, ...descriptions } };
    return { kind: 'done', step: unchanged({ ...state, auxiliaryDescriptions }), response: DONE };
  },
  ELECTRICITY,
);

/** Only a number that the board has no terminal for may be a switch on the home network. */
export const executeUpdateSwitchCalendar = change(
  updateDeviceConfigurationAlcScheduler,
  ({ state }, calendar) => {
    const next = withDocument(state, 'switchCalendar', calendar);
    const elsewhere = Object.entries(calendar.switches).find(([number, { alcs }]) => {
      const kind = controllerOf(next, Number(number))?.kind;
      return kind !== (alcs ? 'ALCS' : 'HCALCS');
    });
    if (elsewhere) return notThere(state, `switches[${elsewhere[0]}]`);
    const missing = calendar.schedules.findIndex(
      ({ activateDeactivateSwitch: { index } }) => !isSwitch(controllerOf(next, index)),
    );
    if (missing >= 0)
      return notThere(state, `schedules[${missing}].activateDeactivateSwitch.index`);
    return { kind: 'done', step: settle(next), response: DONE };
  },
  ELECTRICITY,
);

/** A level for a switch is 0 or 100; any other would be off, and is refused for that. */
export const executeUpdateControllerCalendar = change(
  updateDeviceConfigurationAuxiliaryControllerScheduler,
  ({ state }, calendar) => {
    const actions = calendar.schedules.map(
      ({ auxiliaryControllerAction }) => auxiliaryControllerAction,
    );
    for (const [index, action] of actions.entries()) {
      const controller = controllerOf(state, action.auxiliaryControllerN);
      const path = `schedules[${index}].auxiliaryControllerAction`;
      if (!controller) return notThere(state, `${path}.auxiliaryControllerN`);
      const field = `${path}.commandedStateLevel`;
      if (!takes(controller, outputOf(action)))
        return { kind: 'refused', why: 'argumentsRefused', field, step: unchanged(state) };
    }
    const next = withDocument(state, 'controllerCalendar', calendar);
    return { kind: 'done', step: settle(next), response: DONE };
  },
  ELECTRICITY,
);
