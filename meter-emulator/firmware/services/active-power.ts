/** SRV 4.16, 6.2.5 and 6.12 at the meter: the power drawn now, and where it is called medium and high. */
import { readActivePowerImport } from '../../../protocol/services/read-active-power-import.ts';
import { readDeviceConfigurationInstantaneousPowerThresholds } from '../../../protocol/services/read-device-configuration-instantaneous-power-thresholds.ts';
import { updateDeviceConfigurationInstantaneousPowerThreshold } from '../../../protocol/services/update-device-configuration-instantaneous-power-threshold.ts';
import { unchanged } from '../events/event.ts';
import { importWatts } from '../metrology/power-thresholds.ts';
import { change, ELECTRICITY, read } from './executor.ts';

export const executeReadActivePowerImport = read(
  readActivePowerImport,
  ({ measured }) => ({
    messageSuccess: true,
    activePowerImport: { value: importWatts(measured), unit: 'W' },
    primaryActivePowerImportValue: Math.max(0, measured.activeWatts),
  }),
  ELECTRICITY,
);

export const executeReadPowerThresholds = read(
  readDeviceConfigurationInstantaneousPowerThresholds,
  ({ state: { powerThresholds } }) => ({ messageSuccess: true, ...powerThresholds }),
  ELECTRICITY,
);

export const executeUpdatePowerThresholds = change(
  updateDeviceConfigurationInstantaneousPowerThreshold,
  ({ state }, { lowMediumPowerThreshold, mediumHighPowerThreshold }) => {
    const powerThresholds = { lowMediumPowerThreshold, mediumHighPowerThreshold };
    const step = unchanged({ ...state, powerThresholds });
    return { kind: 'done', step, response: { messageSuccess: true } };
  },
  ELECTRICITY,
);
