/** SRV 6.2.1. What the meter calls too high and too low. */
import { integer } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import {
  choice,
  empty,
  inline,
  list,
  optional,
  optionalInline,
  partial,
  required,
  struct,
} from '../definition/words.ts';
import { outcome } from './shared.ts';
import { averageThresholds, voltageExtremes } from './update-device-configuration-voltage.ts';

// Unlike 6.5, MMC leaves out the measurement period of the averages.
const average = partial(struct(averageThresholds), 'AverageThresholds');
const phaseSettings = struct({
  phase: optional(1, integer(1, 3), 'Which phase.'),
  settings: optional(2, average, 'Its settings.', { element: 'PhaseVoltageSettings' }),
});

export const readDeviceConfigurationVoltage = service({
  reference: '6.2.1',
  name: 'ReadDeviceConfigurationVoltage',
  summary: 'Reads the voltage thresholds and measurement periods.',
  roles: ['IS', 'RSA', 'ED'],
  deviceTypes: ['ESME'],
  critical: false,
  modes: ['onDemand'],
  responseTime: '24 h',
  personal: false,
  request: empty,
  response: struct({
    ...outcome,
    phases: optionalInline(
      2,
      choice({
        single: required(1, average, 'One phase.', { element: 'SinglePhaseVoltageSettings' }),
        poly: inline(2, list('PolyPhaseVoltageSettings', phaseSettings, 1, 3), 'Three phases.'),
      }),
      'Averages.',
    ),
    rmsVoltageSettings: optional(3, partial(voltageExtremes), 'Extremes, sags and swells.', {
      element: 'RMSVoltageSettings',
    }),
  }),
});
