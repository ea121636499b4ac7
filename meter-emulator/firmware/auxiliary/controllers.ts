/** Which auxiliary loads a meter controls: its own switches first, then its controllers, then what 6.14.2 adds. */
import { documentServices } from '../documents/document-services.ts';
import { documentOf } from '../documents/documents.ts';
import type { MeterState, Stored } from '../state.ts';
import { CONTROLLERS_MAX, type Output } from './stored.ts';

const LEVEL_MAX = 100;

/** In the meter; on the home network; with levels, in the meter. */
export type Controller =
  | { readonly kind: 'ALCS' | 'APC' }
  | { readonly kind: 'HCALCS'; readonly eui64: string };

export const NUMBERS: readonly number[] = Array.from(
  { length: CONTROLLERS_MAX },
  (_, index) => index + 1,
);

type Auxiliary = Stored['auxiliary'];
const NOTHING: Auxiliary = {
  outputs: {},
  scheduled: {},
  commands: {},
  limits: {},
  boosted: [],
  boosts: 0,
  logged: 0,
};

export function auxiliaryOf({ auxiliary }: MeterState): Auxiliary {
  return auxiliary ?? NOTHING;
}

/** Undefined: there is no load of this number. */
export function controllerOf(state: MeterState, number: number): Controller | undefined {
  const { auxiliarySwitches, proportionalControllers = 0 } = state.variant;
  if (number <= auxiliarySwitches) return { kind: 'ALCS' };
  if (number <= auxiliarySwitches + proportionalControllers) return { kind: 'APC' };
  const eui64 = documentOf(state, 'switchCalendar')?.switches[number]?.hcalcs;
  return eui64 === undefined ? undefined : { kind: 'HCALCS', eui64 };
}

export function isSwitch(controller: Controller | undefined): boolean {
  return controller !== undefined && controller.kind !== 'APC';
}

/** A switch is on or off, and has nothing coming in. */
export function takes(controller: Controller, { levelPercent, isInput }: Output): boolean {
  return !isSwitch(controller) || (!isInput && levelPercent % LEVEL_MAX === 0);
}

/** Neither terminals nor a calendar that names a switch elsewhere: the most meters have none. */
export function hasNone({ variant, documents }: MeterState): boolean {
  const { auxiliarySwitches, proportionalControllers = 0 } = variant;
  return (
    auxiliarySwitches + proportionalControllers === 0 &&
    documents.slots[documentServices.switchCalendar.number] === undefined
  );
}
