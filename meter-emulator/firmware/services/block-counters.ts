/** SRV 1.7 and 6.26 at the meter: when the block counters start anew. */
import { resetTariffBlockCounterMatrix } from '../../../protocol/services/reset-tariff-block-counter-matrix.ts';
import { updateDeviceConfigurationDailyResettingOfTariffBlockCounterMatrix } from '../../../protocol/services/update-device-configuration-daily-resetting-of-tariff-block-counter-matrix.ts';
import { unchanged } from '../events/event.ts';
import { withCountersReset } from '../tariff/counting.ts';
import { withDailyReset } from '../tariff/switching.ts';
import { change, ELECTRICITY } from './executor.ts';

const response = { messageSuccess: true } as const;

export const executeResetTariffBlockCounterMatrix = change(
  resetTariffBlockCounterMatrix,
  ({ state }) => ({ kind: 'done', step: unchanged(withCountersReset(state)), response }),
  ELECTRICITY,
);

export const executeDailyResettingOfTariffBlockCounterMatrix = change(
  updateDeviceConfigurationDailyResettingOfTariffBlockCounterMatrix,
  ({ state }, request) => ({
    kind: 'done',
    step: unchanged(withDailyReset(state, request)),
    response,
  }),
  ELECTRICITY,
);
