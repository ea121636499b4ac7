/** SRV 7.9, 7.10 and 7.11 at the meter. */
import { addAuxiliaryLoadToBoostButton } from '../../../protocol/services/add-auxiliary-load-to-boost-button.ts';
import { readBoostButtonDetails } from '../../../protocol/services/read-boost-button-details.ts';
import { removeAuxiliaryLoadFromBoostButton } from '../../../protocol/services/remove-auxiliary-load-from-boost-button.ts';
import { readBoosts } from '../auxiliary/boost.ts';
import { auxiliaryOf, controllerOf, isSwitch, NUMBERS } from '../auxiliary/controllers.ts';
import { settle } from '../auxiliary/outputs.ts';
import { unchanged } from '../events/event.ts';
import type { MeterState } from '../state.ts';
import { change, ELECTRICITY, read } from './executor.ts';

const DONE = { messageSuccess: true };

/** All that are named are switches of this meter, and it has the button; else nothing is changed. */
function link(
  state: MeterState,
  switches: Readonly<Record<number, boolean>>,
  isBoosted: (number: number, named: boolean) => boolean,
) {
  const named = NUMBERS.filter((number) => switches[number]);
  const missing = named.find((number) => !isSwitch(controllerOf(state, number)));
  const refused = { kind: 'refused', why: 'notThere', step: unchanged(state) } as const;
  if (!state.variant.hasBoostButton) return refused;
  if (missing !== undefined) return { ...refused, field: `switches[${missing}]` } as const;
  const auxiliary = auxiliaryOf(state);
  const boosted = NUMBERS.filter((number) => isBoosted(number, named.includes(number)));
  const isSame = boosted.join() === auxiliary.boosted.join();
  const step = isSame
    ? unchanged(state)
    : settle({ ...state, auxiliary: { ...auxiliary, boosted } });
  return { kind: 'done', step, response: DONE } as const;
}

export const executeAddToBoostButton = change(
  addAuxiliaryLoadToBoostButton,
  ({ state }, { switches }) => {
    const { boosted } = auxiliaryOf(state);
    return link(state, switches, (number, isNamed) => isNamed || boosted.includes(number));
  },
  ELECTRICITY,
);

export const executeRemoveFromBoostButton = change(
  removeAuxiliaryLoadFromBoostButton,
  ({ state }, { switches }) => {
    const { boosted } = auxiliaryOf(state);
    return link(state, switches, (number, isNamed) => !isNamed && boosted.includes(number));
  },
  ELECTRICITY,
);

export const executeReadBoostButton = read(
  readBoostButtonDetails,
  ({ state, store }, { readLogPeriod: { startDateTime, endDateTime } }) => {
    const { boosted } = auxiliaryOf(state);
    const boosts = Array.from(readBoosts(store, state), (one) => ({
      boostStart: one.startUtcSeconds,
      boostEnd: one.endUtcSeconds,
    })).filter(({ boostStart }) => boostStart >= startDateTime && boostStart <= endDateTime);
    return {
      ...DONE,
      boosts: boosts.reverse(),
      boostFunctionAvailability: state.variant.hasBoostButton,
      boostFunctionControl1Value: boosted.includes(1),
      boostFunctionControl2Value: boosted.includes(2),
      boostFunctionControl3Value: boosted.includes(3),
      boostFunctionControl4Value: boosted.includes(4),
      boostFunctionControl5Value: boosted.includes(5),
    };
  },
  ELECTRICITY,
);
