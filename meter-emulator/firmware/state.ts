/** All that a meter keeps as values: each part defines its own, with its type and its canonical CBOR on flash. */
import type { ValueOf } from '../../protocol/definition/words.ts';
import type { CounterState } from '../../protocol/envelope/counter.ts';
import { updateDeviceConfigurationBillingCalendar } from '../../protocol/services/update-device-configuration-billing-calendar.ts';
import { updateDeviceConfigurationGasConversion } from '../../protocol/services/update-device-configuration-gas-conversion.ts';
import { updateDeviceConfigurationGasFlow } from '../../protocol/services/update-device-configuration-gas-flow.ts';
import { updateDeviceConfigurationInstantaneousPowerThreshold } from '../../protocol/services/update-device-configuration-instantaneous-power-threshold.ts';
import { auxiliary, auxiliaryDescriptions, randomisedOffset } from './auxiliary/stored.ts';
import { clock } from './clock/stored.ts';
import { display } from './display/stored.ts';
import { documents, futureDated } from './documents/stored.ts';
import { alerts, behaviours, logs } from './events/stored.ts';
import { hub, mirror } from './home-network/stored.ts';
import { loadLimit, loadLimitSettings } from './load-limit/stored.ts';
import type { LoadWatch } from './load-limit/watch.ts';
import type { FlowWatch } from './metrology/gas-flow.ts';
import {
  billing,
  maximumDemand,
  metrology,
  networkRecording,
  numbering,
} from './metrology/stored.ts';
import { voltageAverages, voltageQuality, voltageSettings } from './power-quality/stored.ts';
import type { VoltageWatch } from './power-quality/watch.ts';
import {
  debtRecovery,
  debts,
  limits,
  paymentTerms,
  prepayment,
  topUps,
} from './prepayment/stored.ts';
import {
  anchors,
  answer,
  counters,
  identity,
  joinedDevices,
  ownKeys,
  supplyPoints,
} from './security/stored.ts';
import { access, power, supply } from './supply/stored.ts';
import {
  blockCounters,
  blockRegisters,
  blockReset,
  counting,
  secondaryTouRegisters,
  touRegisters,
} from './tariff/stored.ts';
import { variant } from './variant.ts';

/** In the order of the layout on flash: a new one goes to the end. */
export const stored = {
  identity,
  anchors,
  variant,
  clock,
  metrology,
  limits,
  prepayment,
  supply,
  counters,
  answer,
  futureDated,
  documents,
  alerts,
  logs,
  display,
  numbering,
  maximumDemand,
  billing,
  networkRecording,
  billingCalendar: updateDeviceConfigurationBillingCalendar.request,
  powerThresholds: updateDeviceConfigurationInstantaneousPowerThreshold.request,
  gasConversion: updateDeviceConfigurationGasConversion.request,
  gasFlow: updateDeviceConfigurationGasFlow.request,
  paymentTerms,
  debts,
  debtRecovery,
  topUps,
  access,
  power,
  loadLimitSettings,
  loadLimit,
  voltageSettings,
  voltageQuality,
  auxiliary,
  auxiliaryDescriptions,
  randomisedOffset,
  behaviours,
  counting,
  touRegisters,
  secondaryTouRegisters,
  blockRegisters,
  blockCounters,
  blockReset,
  ownKeys,
  joinedDevices,
  supplyPoints,
  voltageAverages,
  hub,
  mirror,
} as const;
export type StoredName = keyof typeof stored;
export type Stored = { readonly [N in StoredName]: ValueOf<(typeof stored)[N]> };

/** Values that need not be there: nothing has been set or has happened yet. */
export const ABSENT_AT_FIRST = [
  'answer',
  'billingCalendar',
  'access',
  'power',
  'loadLimitSettings',
  'loadLimit',
  'voltageSettings',
  'voltageQuality',
  'auxiliary',
  'auxiliaryDescriptions',
  'randomisedOffset',
  'blockReset',
  'ownKeys',
  'joinedDevices',
  'supplyPoints',
  'voltageAverages',
  'hub',
  'mirror',
] as const satisfies readonly StoredName[];
type AbsentAtFirst = (typeof ABSENT_AT_FIRST)[number];

export type Identity = Stored['identity'];
export type Anchors = Stored['anchors'];
export type Variant = Stored['variant'];
export type Clock = Stored['clock'];
export type Metrology = Stored['metrology'];
export type Limits = Stored['limits'];
export type Prepayment = Stored['prepayment'];
export type Debts = Stored['debts'];
export type DebtRecovery = Stored['debtRecovery'];
export type TopUps = Stored['topUps'];
export type Supply = Stored['supply'];
export type Counters = Stored['counters'];
export type Answer = Stored['answer'];
export type Alerts = Stored['alerts'];
export type PendingAlert = Alerts['pending'][number];
export type Display = Stored['display'];
export type Logs = Stored['logs'];

/** Everything a decision of the meter rests on. Replaced, never changed. */
export type MeterState = Omit<Stored, AbsentAtFirst> & {
  readonly [N in AbsentAtFirst]?: Stored[N];
} & {
  /** Own counters; only the reservation is stored. */
  readonly outgoing: CounterState;
  /** Since when the load is above its limit; gone after a boot. */
  readonly loadWatch?: LoadWatch;
  /** What the flow of gas is watched for; gone after a boot. */
  readonly flowWatch?: FlowWatch;
  /** The averages that run, and those not in the profile yet; gone after a boot. */
  readonly voltageWatch?: VoltageWatch;
  /** The requests kept whole, by slot: documents/documents.ts. */
  readonly slotBytes: readonly (Uint8Array | undefined)[];
};
