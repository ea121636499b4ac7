/** SRV 7.7, 7.14 and 7.15 at the meter: what its auxiliary loads are, do and will do. */
import { readAlcsData } from '../../../protocol/services/read-alcs-data.ts';
import { readAuxiliaryControllerConfigurationData } from '../../../protocol/services/read-auxiliary-controller-configuration-data.ts';
import { readAuxiliaryControllerOperationalData } from '../../../protocol/services/read-auxiliary-controller-operational-data.ts';
import { OFF } from '../auxiliary/calendars.ts';
import { auxiliaryOf, controllerOf, isSwitch, NUMBERS } from '../auxiliary/controllers.ts';
import { documentOf } from '../documents/documents.ts';
import type { MeterState } from '../state.ts';
import { ELECTRICITY, read } from './executor.ts';

const DONE = { messageSuccess: true };

function descriptionOf({ auxiliaryDescriptions }: MeterState, number: number): string | undefined {
  return auxiliaryDescriptions?.descriptions[number]?.switchDescription;
}

export const executeReadAlcsData = read(
  readAlcsData,
  ({ state }) => {
    const calendar = documentOf(state, 'switchCalendar');
    return {
      ...DONE,
      switches: NUMBERS.flatMap((index) => switchOf(state, index) ?? []),
      ...(calendar && { specialDays: calendar.specialDays }),
      schedules: calendar?.schedules ?? [],
    };
  },
  ELECTRICITY,
);

function switchOf(state: MeterState, index: number) {
  const controller = controllerOf(state, index);
  if (!controller || !isSwitch(controller)) return undefined;
  const description = descriptionOf(state, index);
  const output = auxiliaryOf(state).outputs[index] ?? OFF;
  const typeAndIdentifier =
    controller.kind === 'HCALCS' ? { hcalcs: controller.eui64 } : { alcs: {} };
  return {
    index,
    ...(description === undefined ? {} : { description }),
    typeAndIdentifier,
    state: output.levelPercent > 0,
  };
}

export const executeReadControllerConfiguration = read(
  readAuxiliaryControllerConfigurationData,
  ({ state }) => {
    const calendar = documentOf(state, 'controllerCalendar');
    return {
      ...DONE,
      descriptions: NUMBERS.flatMap((auxiliaryControllerN) => {
        const description = descriptionOf(state, auxiliaryControllerN);
        return description === undefined ? [] : [{ auxiliaryControllerN, description }];
      }),
      ...(calendar && { specialDays: calendar.specialDays }),
      schedules: (calendar?.schedules ?? []).map(({ auxiliaryControllerAction, ...days }) => ({
        action: auxiliaryControllerAction,
        ...days,
      })),
    };
  },
  ELECTRICITY,
);

export const executeReadControllerOperation = read(
  readAuxiliaryControllerOperationalData,
  ({ state }) => ({
    ...DONE,
    controllers: NUMBERS.map((auxiliaryControllerN) => ({
      auxiliaryControllerN,
      ...operationOf(state, auxiliaryControllerN),
    })),
  }),
  ELECTRICITY,
);

function operationOf(state: MeterState, number: number) {
  const controller = controllerOf(state, number);
  if (!controller) return { typeAndIdentifier: { type: 'None' } } as const;
  const { levelPercent, isInput } = auxiliaryOf(state).outputs[number] ?? OFF;
  const typeAndIdentifier =
    controller.kind === 'HCALCS'
      ? { type: controller.kind, hcalcsId: controller.eui64 }
      : { type: controller.kind };
  const level = isInput ? { inputState: levelPercent } : { outputState: levelPercent };
  return { typeAndIdentifier, state: level };
}
