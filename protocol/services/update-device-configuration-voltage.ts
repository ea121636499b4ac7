/** SRV 6.5. What the meter calls too high and too low. */
import { integer, unsigned32 } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { choice, empty, inline, list, optional, required, struct } from '../definition/words.ts';
import { distinct } from './rules.ts';
import { done, futureDated } from './shared.ts';

export const averageThresholds = {
  overThreshold: required(1, unsigned32, 'Volts.', { element: 'AverageRMSOverVoltageThreshold' }),
  underThreshold: required(2, unsigned32, 'Volts.', { element: 'AverageRMSUnderVoltageThreshold' }),
};
const average = struct(
  {
    ...averageThresholds,
    measurementPeriod: required(3, unsigned32, 'Seconds.', {
      element: 'AverageRMSVoltageMeasurementPeriod',
    }),
  },
  'AverageVoltageSettings',
);

/** sr:RMSVoltageSettings. */
export const voltageExtremes = struct({
  extremeOverPeriod: required(1, unsigned32, 'Seconds.', {
    element: 'RMSExtremeOverVoltageMeasurementPeriod',
  }),
  extremeOverThreshold: required(2, unsigned32, 'Volts.', {
    element: 'RMSExtremeOverVoltageThreshold',
  }),
  extremeUnderPeriod: required(3, unsigned32, 'Seconds.', {
    element: 'RMSExtremeUnderVoltageMeasurementPeriod',
  }),
  extremeUnderThreshold: required(4, unsigned32, 'Volts.', {
    element: 'RMSExtremeUnderVoltageThreshold',
  }),
  sagPeriod: required(5, unsigned32, 'Seconds.', { element: 'RMSVoltageSagMeasurementPeriod' }),
  sagThreshold: required(6, unsigned32, 'Volts.', { element: 'RMSVoltageSagThreshold' }),
  swellPeriod: required(7, unsigned32, 'Seconds.', { element: 'RMSVoltageSwellMeasurementPeriod' }),
  swellThreshold: required(8, unsigned32, 'Volts.', { element: 'RMSVoltageSwellThreshold' }),
});
const phaseSettings = struct({
  phase: required(1, integer(1, 3), 'Which phase.'),
  settings: required(2, average, 'Its settings.', { element: 'PhaseVoltageSettings' }),
});
const phases = choice({
  single: required(1, average, 'One phase.', { element: 'SinglePhaseVoltageSettings' }),
  poly: inline(2, list('PolyPhaseVoltageSettings', phaseSettings, 3, 3), 'Three phases.'),
});

export const updateDeviceConfigurationVoltage = service({
  reference: '6.5',
  name: 'UpdateDeviceConfigurationVoltage',
  summary: 'Sets voltage thresholds and measurement periods.',
  roles: ['ED'],
  deviceTypes: ['ESME'],
  critical: false,
  modes: ['onDemand', 'futureDatedDcc'],
  responseTime: '24 h',
  personal: false,
  request: struct({
    ...futureDated,
    rmsVoltageSettings: required(2, voltageExtremes, 'Extremes, sags and swells.', {
      element: 'RMSVoltageSettings',
    }),
    phases: inline(3, phases, 'Averages.'),
    countersNotReset: optional(4, empty, 'Keep the counters.', {
      element: 'RMSVoltageCountersNotReset',
    }),
  }),
  rules: ({ phases: { poly } }) =>
    distinct(
      'phases.poly',
      (poly ?? []).map((settings) => settings.phase),
    ),
  response: done,
});
