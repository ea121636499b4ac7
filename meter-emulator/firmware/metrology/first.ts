/** How a meter leaves the factory as far as it measures. */
import type { MeterState } from '../state.ts';

type Metering = Pick<
  MeterState,
  | 'numbering'
  | 'maximumDemand'
  | 'billing'
  | 'networkRecording'
  | 'powerThresholds'
  | 'gasConversion'
  | 'gasFlow'
>;

export const FIRST_METERING: Metering = {
  numbering: [{ fromDay: 0, shiftDays: 0 }],
  maximumDemand: {
    importAtAnyTime: { watts: 0 },
    importWithinPeriod: { watts: 0 },
    exportAtAnyTime: { watts: 0 },
  },
  billing: { calendarEntries: 0, changeEntries: 0 },
  networkRecording: { sampleId: 0, entriesLeft: 0, lastVolumeLitreSeconds: 0, lastNumber: 0 },
  powerThresholds: { lowMediumPowerThreshold: 500, mediumHighPowerThreshold: 3000 },
  // 39.5 MJ/m3 and 1.02264, what British bills go by.
  gasConversion: { calorificValue: 395, conversionFactor: 102_264 },
  gasFlow: {
    uncontrolledGasFlowRate: { decimal: 300 },
    supplyDepletionState: 'Unchanged',
    supplyTamperState: 'Unchanged',
    stabilisationPeriod: 10,
    measurementPeriod: 10,
  },
};
