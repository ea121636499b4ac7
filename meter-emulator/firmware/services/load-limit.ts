/** SRV 4.15, 6.4.1 and 6.4.2 at the meter. New settings begin to count from the second they are set. */
import { readLoadLimitData } from '../../../protocol/services/read-load-limit-data.ts';
import { updateDeviceConfigurationLoadLimitingCounterReset } from '../../../protocol/services/update-device-configuration-load-limiting-counter-reset.ts';
import { updateDeviceConfigurationLoadLimitingGeneralSettings } from '../../../protocol/services/update-device-configuration-load-limiting-general-settings.ts';
import { unchanged } from '../events/event.ts';
import { withoutLoadWatch } from '../load-limit/watch.ts';
import { change, ELECTRICITY, read } from './executor.ts';

const INT32_MAX = 2 ** 31 - 1;

export const executeReadLoadLimitData = read(
  readLoadLimitData,
  ({ state: { loadLimit, loadLimitSettings: settings } }) => ({
    messageSuccess: true,
    loadLimitCounterValue: Math.min(INT32_MAX, loadLimit?.passed ?? 0),
    ...(settings && {
      loadLimitPowerThreshold: Math.min(INT32_MAX, settings.loadLimitPowerThreshold),
      loadLimitPeriod: settings.loadLimitPeriod,
      loadLimitRestorationPeriod: settings.loadLimitRestorationPeriod,
      loadLimitSupplyState: settings.loadLimitSupplyState,
    }),
  }),
  ELECTRICITY,
);

export const executeUpdateLoadLimitSettings = change(
  updateDeviceConfigurationLoadLimitingGeneralSettings,
  ({ state }, { executionDateTime: _, ...loadLimitSettings }) => {
    const step = unchanged(withoutLoadWatch({ ...state, loadLimitSettings }));
    return { kind: 'done', step, response: { messageSuccess: true } };
  },
  ELECTRICITY,
);

export const executeResetLoadLimitCounter = change(
  updateDeviceConfigurationLoadLimitingCounterReset,
  ({ state }) => {
    const isZero = (state.loadLimit?.passed ?? 0) === 0;
    const step = unchanged(isZero ? state : { ...state, loadLimit: { passed: 0 } });
    return { kind: 'done', step, response: { messageSuccess: true } };
  },
  ELECTRICITY,
);
