/** SRV 6.2.4 at any device: what it is. */
import { readDeviceConfigurationIdentityExcMpxn } from '../../../protocol/services/read-device-configuration-identity-exc-mpxn.ts';
import type { Variant } from '../state.ts';
import { read } from './executor.ts';

const VARIANTS: { readonly [K in Variant['kind']]?: string } = {
  singleElement: 'A',
  twinElement: 'B',
  polyphase: 'C',
};
const MODEL_MAX = 8;
const MANUFACTURER_MAX = 32;

export const executeReadIdentity = read(readDeviceConfigurationIdentityExcMpxn, ({ state }) => {
  const { eui64, model, manufacturer } = state.identity;
  const { kind } = state.variant;
  const { supplyTamperState, supplyDepletionState } = state.gasFlow;
  const meterVariant = VARIANTS[kind];
  const tamperState = state.access?.tamperState ?? 'Unchanged';
  return {
    messageSuccess: true,
    deviceIdentifier: eui64,
    modelType: model.slice(0, MODEL_MAX),
    manufacturerIdentifier: manufacturer.slice(0, MANUFACTURER_MAX),
    ...(kind === 'gas'
      ? { settings: { gas: { supplyTamperState, supplyDepletionState } } }
      : meterVariant && {
          settings: { electricity: { supplyTamperState: tamperState, meterVariant } },
        }),
  };
});
