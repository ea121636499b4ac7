/** SRV 4.10. Voltage for the electricity network, short-time consumption for the gas network. */
import { decimal, int32, integer, text, unsigned32 } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import {
  choice,
  inline,
  list,
  optional,
  optionalInline,
  required,
  struct,
} from '../definition/words.ts';
import { timestamp } from './read-shapes.ts';
import { periodInOrder } from './rules.ts';
import { gasVolume, outcome, readLogForAnyone } from './shared.ts';

const counter = struct(
  {
    value: optional(1, int32, 'How often since it was reset.'),
    unit: optional(2, text(0, 40), 'What is counted.'),
  },
  'VoltageCounter',
);
const voltageEntry = struct({
  value: optional(2, decimal(3, 0, 2 ** 31, 'V'), 'Average RMS voltage.'),
  ...timestamp,
});
const voltageProfile = struct({
  entries: inline(1, list('LogEntry', voltageEntry, 0, 4320), 'Oldest first.'),
  measurementPeriod: optional(2, unsigned32, 'Seconds of one average.'),
});
/** ra:VoltageOperationalData. */
const voltage = struct(
  {
    overVoltageCounter: optional(1, counter, 'Averages above the threshold.', {
      element: 'AvgRMSOverVoltageCounter',
    }),
    underVoltageCounter: optional(2, counter, 'Averages below the threshold.', {
      element: 'AvgRMSUnderVoltageCounter',
    }),
    voltageProfile: optional(3, voltageProfile, 'The averages.', {
      element: 'AvgRMSVoltageProfileDataLog',
    }),
  },
  'VoltageData',
);
const phaseVoltage = struct({
  voltage: optional(1, voltage, 'Its voltage.', { element: 'VoltageOperationalData' }),
  phase: optional(2, integer(1, 3), 'Which phase.'),
});
const phases = choice({
  single: required(1, voltage, 'One phase.', { element: 'SinglePhaseESME' }),
  poly: required(2, list('PhaseVoltageOperationalData', phaseVoltage, 0, 3), 'Three phases.', {
    element: 'PolyPhaseESME',
  }),
});
const electricity = struct({ phases: optionalInline(1, phases, 'By phase.') });
const gasEntry = struct({
  value: optional(2, gasVolume, 'Volume since the entry before.'),
  ...timestamp,
});
const gas = struct({
  networkDataLog: optional(1, list('LogEntry', gasEntry, 0, 41), 'What 14.1 had recorded.'),
});

export const readNetworkData = service({
  reference: '4.10',
  name: 'ReadNetworkData',
  summary: 'Reads voltage averages, or the short-time consumption of gas.',
  roles: ['IS', 'GS', 'ED', 'GT'],
  deviceTypes: ['ESME', 'GSME', 'GPF'],
  critical: false,
  modes: ['onDemand', 'futureDatedDcc', 'scheduled'],
  responseTime: '24 h',
  personal: true,
  request: readLogForAnyone,
  rules: (value) => periodInOrder(value.readLogPeriod),
  response: struct({
    ...outcome,
    data: inline(
      2,
      choice({
        electricity: required(1, electricity, 'Of an electricity meter.'),
        gas: required(2, gas, 'Of a gas meter.'),
      }),
      'The data of the one fuel.',
    ),
  }),
});
