/**
 * SRV 6.22 and 6.2.10 at the meter: which alerts are sent, sounded and logged. A request names fields by the names of
 * the alerts, so the tables are walked, not written out again.
 */
import { type AnyAlertName, alertCode } from '../../../protocol/alerts/device-alerts.ts';
import type { AnyStruct, ValueOf } from '../../../protocol/definition/words.ts';
import {
  electricitySupplierAlerts,
  gasSupplierAlertsEvents,
  networkOperatorAlerts,
} from '../../../protocol/services/alert-shapes.ts';
import { configureAlertBehaviour } from '../../../protocol/services/configure-alert-behaviour.ts';
import { readDeviceConfigurationEventAndAlertBehaviours } from '../../../protocol/services/read-device-configuration-event-and-alert-behaviours.ts';
import { isOn, turn } from '../events/behaviours.ts';
import { unchanged } from '../events/event.ts';
import type { Behaviours, Way } from '../events/stored.ts';
import type { Variant } from '../state.ts';
import { change, read } from './executor.ts';

type Settings = ValueOf<(typeof configureAlertBehaviour)['request']>['settings'];
type Branch = keyof Settings;
type Enabled = 'Enable' | 'Disable';
type Wanted = ReadonlyMap<number, 'on' | 'off'>;

/** What each branch of a request is about; gas says all ways at once. */
const WAYS: { readonly [B in Exclude<Branch, 'gas'>]: Way } = {
  electricityWan: 'wan',
  electricityHan: 'han',
  electricityAlarm: 'alarm',
  electricityLogging: 'log',
  networkOperatorWan: 'wan',
  networkOperatorLogging: 'log',
  gasWan: 'wan',
};
const GAS_WAYS = { wanAlert: 'wan', hanAlert: 'han', eventLog: 'log', alarm: 'alarm' } as const;
const GAS_BRANCHES: readonly string[] = ['gasWan', 'gas'];

/** The alerts named in a part of a request, however deep, with what is said of each. */
function* named(part: object): Generator<readonly [number, unknown]> {
  for (const [name, value] of Object.entries(part) as [string, unknown][]) {
    const code = alertCode(name as AnyAlertName) as number | undefined;
    if (code !== undefined) yield [code, value];
    else if (typeof value === 'object' && value !== null) yield* named(value);
  }
}

const isEnabled = (value: unknown): 'on' | 'off' => (value === 'Enable' ? 'on' : 'off');

function wantedOf(part: object, of = (value: unknown) => value): Wanted {
  return new Map([...named(part)].map(([code, value]) => [code, isEnabled(of(value))]));
}

/** Has this meter such alerts: of its fuel, and as many phases? */
function fits({ kind }: Variant, branch: string, part: object): boolean {
  if (GAS_BRANCHES.includes(branch) !== (kind === 'gas')) return false;
  const isPoly = kind === 'polyphase';
  const has = (name: string) => name in part;
  return isPoly ? !has('single') && !hasIn(part, 'single') : !hasPoly(part);
}

const hasIn = (part: object, name: string): boolean =>
  Object.entries(part).some(
    ([key, value]) =>
      key === name || (typeof value === 'object' && value !== null && hasIn(value, name)),
  );
const hasPoly = (part: object): boolean => hasIn(part, 'poly') || hasIn(part, 'polyphase');

export const executeConfigureAlertBehaviour = change(
  configureAlertBehaviour,
  ({ state }, { settings }) => {
    const [[branch, part] = ['', {}]] = Object.entries(settings) as [string, object][];
    if (!fits(state.variant, branch, part))
      return { kind: 'refused', why: 'notThere', step: unchanged(state) };
    const behaviours =
      branch === 'gas' ? allWays(state.behaviours, part) : oneWay(state.behaviours, branch, part);
    const step = unchanged(behaviours === state.behaviours ? state : { ...state, behaviours });
    return { kind: 'done', step, response: { messageSuccess: true } };
  },
);

function oneWay(behaviours: Behaviours, branch: string, part: object): Behaviours {
  return turn(behaviours, WAYS[branch as keyof typeof WAYS], wantedOf(part));
}

function allWays(behaviours: Behaviours, part: object): Behaviours {
  let next = behaviours;
  for (const [field, way] of Object.entries(GAS_WAYS))
    next = turn(
      next,
      way,
      wantedOf(part, (value) => (value as Record<string, unknown>)[field]),
    );
  return next;
}

/** What the shape has a field for, each with what `of` says of its alert. */
function filled(shape: AnyStruct, of: (code: number) => unknown): object {
  return Object.fromEntries(
    Object.keys(shape.fields).map((name) => [name, of(alertCode(name as AnyAlertName))]),
  );
}

const structIn = (shape: AnyStruct, field: string): AnyStruct =>
  shape.fields[field]?.type as AnyStruct;

function supplierAlerts({ kind }: Variant, of: (code: number) => unknown) {
  const shape = electricitySupplierAlerts;
  return {
    common: filled(structIn(shape, 'common'), of),
    ...(kind === 'polyphase' ? { polyphase: filled(structIn(shape, 'polyphase'), of) } : {}),
  } as ValueOf<typeof electricitySupplierAlerts>;
}

function operatorAlerts({ kind }: Variant, of: (code: number) => unknown) {
  const shape = networkOperatorAlerts;
  const phases = shape.fields['phases']?.type;
  const branch = kind === 'polyphase' ? 'poly' : 'single';
  const of1 = phases?.kind === 'choice' ? phases.branches[branch]?.type : undefined;
  return {
    common: filled(structIn(shape, 'common'), of),
    phases: { [branch]: filled(of1 as AnyStruct, of) },
  } as unknown as ValueOf<typeof networkOperatorAlerts>;
}

const saysOf =
  (behaviours: Behaviours, way: Way) =>
  (code: number): Enabled =>
    isOn(behaviours, way, code) ? 'Enable' : 'Disable';

function gasAlerts(behaviours: Behaviours) {
  const of = (code: number) =>
    Object.fromEntries(
      Object.entries(GAS_WAYS).map(([field, way]) => [field, saysOf(behaviours, way)(code)]),
    );
  return filled(gasSupplierAlertsEvents, of) as ValueOf<typeof gasSupplierAlertsEvents>;
}

/** A network operator is told of its own alerts; anybody else of the supplier's. */
export const executeReadAlertBehaviours = read(
  readDeviceConfigurationEventAndAlertBehaviours,
  ({ state: { variant, behaviours }, askedBy }) => {
    if (variant.kind === 'gas')
      return { messageSuccess: true, settings: { gasSupplier: gasAlerts(behaviours) } };
    const says = (way: Way) => saysOf(behaviours, way);
    if (askedBy === 'networkOperator') {
      const of = (way: Way) => operatorAlerts(variant, says(way));
      const networkOperator = { wan: of('wan'), logging: of('log') };
      return { messageSuccess: true, settings: { networkOperator } };
    }
    const electricitySupplier = {
      wan: supplierAlerts(variant, says('wan')),
      han: supplierAlerts(variant, says('han')),
      alarm: supplierAlerts(variant, says('alarm')),
      logging: supplierAlerts(variant, says('log')),
    };
    return { messageSuccess: true, settings: { electricitySupplier } };
  },
);
