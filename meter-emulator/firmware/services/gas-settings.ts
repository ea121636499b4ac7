/** SRV 6.2.8, 6.6 and 6.7 at the meter: how volume becomes energy, and which flow is a leak. */
import { readDeviceConfigurationGas } from '../../../protocol/services/read-device-configuration-gas.ts';
import { updateDeviceConfigurationGasConversion } from '../../../protocol/services/update-device-configuration-gas-conversion.ts';
import { updateDeviceConfigurationGasFlow } from '../../../protocol/services/update-device-configuration-gas-flow.ts';
import { unchanged } from '../events/event.ts';
import { isPossible, leakTenThousandths } from '../metrology/gas.ts';
import { change, GAS, read } from './executor.ts';

/** A decimal with `places` places as one with five, as the answer holds them. */
function withFivePlaces(value: number, places: number): number {
  return value * 10 ** (5 - places);
}

export const executeReadGasSettings = read(
  readDeviceConfigurationGas,
  ({ state: { gasConversion, gasFlow } }) => ({
    messageSuccess: true,
    calorificValue: withFivePlaces(gasConversion.calorificValue, 1),
    conversionFactor: gasConversion.conversionFactor,
    uncontrolledGasFlowRate: withFivePlaces(leakTenThousandths(gasFlow), 4),
    flowStabilisationPeriod: gasFlow.stabilisationPeriod,
    flowMeasurementPeriod: gasFlow.measurementPeriod,
  }),
  GAS,
);

export const executeUpdateGasConversion = change(
  updateDeviceConfigurationGasConversion,
  ({ state }, gasConversion) => {
    if (!isPossible(gasConversion))
      return { kind: 'refused', why: 'conversionOutOfRange', step: unchanged(state) };
    const step = unchanged({ ...state, gasConversion });
    return { kind: 'done', step, response: { messageSuccess: true } };
  },
  GAS,
);

export const executeUpdateGasFlow = change(
  updateDeviceConfigurationGasFlow,
  ({ state }, gasFlow) => ({
    kind: 'done',
    step: unchanged({ ...state, gasFlow }),
    response: { messageSuccess: true },
  }),
  GAS,
);
