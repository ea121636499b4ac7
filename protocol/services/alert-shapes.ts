/**
 * The alerts a meter may be told to send or keep to itself (6.22), and how it was told (6.2.10).
 * Which there are is said once, by name; codes and words come from the table of alerts, and the code
 * of an alert is also its key. Every one may be absent: what is not named stays as it is.
 */
import {
  type AnyAlertName,
  alertByCode,
  alertCode,
  PER_PHASE,
  PHASES,
  type PhaseAlertName,
} from '../alerts/device-alerts.ts';
import { enumeration } from '../definition/scalars.ts';
import type { Problem } from '../definition/service.ts';
import {
  type AnyType,
  choice,
  type Field,
  optional,
  optionalInline,
  required,
  struct,
  type ValueOf,
} from '../definition/words.ts';

/** Of meters of both fuels. */
const BOTH_FUELS = [
  'lowCredit',
  'creditAddedLocally',
  'emergencyCreditAvailable',
  'clockAdjusted',
  'homeCommandDone',
  'homeCommandFailed',
  'armedForEmergencyCredit',
  'joinedHomeNetwork',
  'batteryCoverClosed',
  'closeTunnelRejected',
  'localPortUsed',
  'messageAcknowledged',
  'timeDebt1Collected',
  'timeDebt2Collected',
  'paymentDebtCollected',
  'emergencyCreditExhausted',
  'emergencyCreditActivated',
  'measurementFault',
  'metrologyFirmwareFailed',
  'storageFault',
  'programExecutionFault',
  'programStorageFault',
  'memoryFault',
  'unexpectedReset',
  'watchdogReset',
  'meterCoverClosed',
  'requestTunnelRejected',
  'magneticFieldRemoved',
  'supplyConnectFailed',
  'supplyLockedForTamper',
  'supplyDisconnectFailed',
  'utrnEntrySuspended',
  'utrnEntryLockedOut',
] as const satisfies readonly AnyAlertName[];
/** Of both fuels too, but the short form of the gas settings leaves them out. */
const NOT_IN_SHORT_GAS = [
  'keyedCommandDone',
  'keyedCommandFailed',
  'integrityWarning',
  'clockOutsideTolerance',
] as const satisfies readonly AnyAlertName[];
const ELECTRICITY_ONLY = [
  'hubConnected',
  'hubDisconnected',
  'polarityIncorrect',
  'reverseCurrent',
  'terminalCoverClosed',
] as const satisfies readonly AnyAlertName[];
const GAS_ONLY = [
  'valveTested',
  'gasFlowBeyondCapacity',
  'airInGasFlow',
  'gasFlowReversed',
  'supplyArmedAfterFlow',
  'tiltEnded',
  'tilted',
] as const satisfies readonly AnyAlertName[];

/** The schema has them in order of their codes, over-current after the rest. */
const byCode = <N extends AnyAlertName>(names: readonly N[]): readonly N[] =>
  [...names].sort((a, b) => alertCode(a) - alertCode(b));
const perPhase = PER_PHASE.flatMap((name) =>
  PHASES.map((phase): PhaseAlertName => `${name}Phase${phase}`),
);

/** A field for each alert: `x810D`, which says what of type `T` becomes of it. */
function settings<const N extends AnyAlertName, T extends AnyType>(
  type: T,
  names: readonly N[],
  name: string,
) {
  const fields = names.map((alert) => {
    const code = alertCode(alert);
    const element = `x${code.toString(16).toUpperCase()}`;
    return [alert, optional(code, type, alertByCode(code)?.doc ?? '', { element })];
  });
  return struct(Object.fromEntries(fields) as Record<N, Field<ValueOf<T>, true>>, name);
}

/** sr:EnableDisableAlert. */
const enabled = enumeration({ Disable: 1, Enable: 2 });

/** sr:ElectricitySupplierAlerts. */
export const electricitySupplierAlerts = struct(
  {
    common: optional(
      1,
      settings(
        enabled,
        byCode([...BOTH_FUELS, ...NOT_IN_SHORT_GAS, ...ELECTRICITY_ONLY]),
        'ElectricityAlerts',
      ),
      'Of any electricity meter.',
      { element: 'SupplierESMECommon' },
    ),
    polyphase: optional(
      2,
      settings(enabled, ['phaseSequenceIncorrect'], 'PolyphaseAlerts'),
      'Of a polyphase meter.',
      { element: 'SupplierESMEPolyPhase' },
    ),
  },
  'ElectricitySupplierAlerts',
);

/** sr:ElectricityNetworkOperatorAlerts. */
export const networkOperatorAlerts = struct(
  {
    common: optional(
      1,
      settings(enabled, ['powerFactorLow', 'powerFactorRestored'], 'PowerFactorAlerts'),
      'Of any electricity meter.',
      { element: 'NetworkOperatorESMECommon' },
    ),
    phases: optionalInline(
      2,
      choice({
        single: required(
          1,
          settings(enabled, [...byCode(PER_PHASE), 'overCurrent'], 'SinglePhaseAlerts'),
          'Of a single-phase meter.',
          { element: 'NetworkOperatorESMESinglePhase' },
        ),
        poly: required(
          2,
          settings(
            enabled,
            [...byCode(perPhase), 'overCurrentPhase1', 'overCurrentPhase2', 'overCurrentPhase3'],
            'PhaseAlerts',
          ),
          'Of each phase of a polyphase meter.',
          { element: 'NetworkOperatorESMEPolyPhase' },
        ),
      }),
      'Voltage and current.',
    ),
  },
  'NetworkOperatorAlerts',
);

/** sr:SupplierGSME. */
export const gasSupplierAlerts = settings(
  enabled,
  byCode([...BOTH_FUELS, ...GAS_ONLY]),
  'GasSupplierAlerts',
);

const ways = struct(
  {
    wanAlert: required(1, enabled, 'Sent to the supplier.', { element: 'WANAlert' }),
    hanAlert: required(2, enabled, 'Sent to the home network.', { element: 'HANAlert' }),
    eventLog: required(3, enabled, 'Written to the log.'),
    alarm: required(4, enabled, 'Sounded at the meter.'),
  },
  'AlertWays',
);
/** sr:SupplierGSMEAlertsEvents. */
export const gasSupplierAlertsEvents = settings(
  ways,
  byCode([...BOTH_FUELS, ...NOT_IN_SHORT_GAS, ...GAS_ONLY]),
  'GasSupplierAlertsEvents',
);

const holdsSetting = (part: unknown): boolean =>
  typeof part === 'string' || Object.values(part as object).some(holdsSetting);
/** Every setting may be absent, but then nothing is asked. */
export const namesSome = (path: string, part: object): readonly Problem[] =>
  holdsSetting(part) ? [] : [{ path, reason: 'names no alert' }];
