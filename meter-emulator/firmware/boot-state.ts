/**
 * What a boot makes of its flash when a part of it is rotten. What can be made anew starts as it left the factory,
 * with an integrity warning; who the meter is, whom it trusts and which counters were used can not: such a meter
 * says so on its own log, goes on metering, and is silent on the network.
 */
import { startCounter } from '../../protocol/envelope/counter.ts';
import { LOG_NAMES } from './events/logs.ts';
import { type SeriesName, series } from './layout.ts';
import { mainRegister } from './metrology/registers.ts';
import { DEFAULT_SETTINGS, firstState } from './provision.ts';
import type { Anchors, Identity, MeterState, Metrology, Stored, StoredName } from './state.ts';
import type { Store } from './storage/store.ts';
import { isBlank, type Kept, readValues, slotBytesOf } from './stored.ts';
import { kindOfType } from './variant.ts';

export type BootState = {
  readonly state: MeterState;
  /** As flash has it; what was made anew is another object, so that the first group writes it. */
  readonly saved: MeterState;
  readonly rotten: readonly StoredName[];
  /** It knows no more who it is, whom it trusts or what it has said: it may not speak. */
  readonly isSilent: boolean;
};

/** A replayed command would be obeyed, or a counter used twice, were these made anew. */
const IRREPLACEABLE: readonly StoredName[] = ['identity', 'anchors', 'counters'];
/** With one of these gone nobody knows which periods are in the histories: they wait for 6.11. */
const TELL_TIME: readonly StoredName[] = ['clock', 'metrology', 'numbering'];
const SLOTTED: readonly StoredName[] = ['documents', 'futureDated'];

/** Undefined for a meter that was never provisioned. */
export function bootState(store: Store, boardSeconds: number): BootState | undefined {
  const kept = readValues(store);
  if (isBlank(kept)) return undefined;
  const renewed = [...kept.rotten, ...kept.missing];
  const values =
    renewed.length === 0
      ? (kept.values as Stored)
      : rebuilt(store, kept.values, renewed, boardSeconds);
  const { slotBytes, isDamaged, ...slots } = slotBytesOf(store, values);
  const outgoing = startCounter(values.counters.reservedUntil);
  const state: MeterState = { ...values, ...slots, outgoing, slotBytes };
  const ofSlots = isDamaged ? SLOTTED : [];
  const toWrite = [...renewed, ...ofSlots].filter((name) => !IRREPLACEABLE.includes(name));
  return {
    state,
    saved: { ...state, ...copies(state, toWrite) },
    rotten: [...kept.rotten, ...ofSlots],
    isSilent: renewed.some((name) => IRREPLACEABLE.includes(name)),
  };
}

/** Equal, and not the same: a commit writes what is another object. */
function copies(state: MeterState, names: readonly StoredName[]): Partial<MeterState> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = state[name];
      if (value === undefined) return [];
      return [[name, Array.isArray(value) ? [...value] : { ...value }]];
    }),
  );
}

const NO_KEY = new Uint8Array(32);
const NO_POINT = new Uint8Array(65);
const NOBODY = '00-00-00-00-00-00-00-00';
/** Never spoken as: a silent meter has to have something in its place. */
const NO_IDENTITY: Identity = {
  eui64: NOBODY,
  deviceType: 'ESME',
  manufacturer: 'unknown',
  model: 'unknown',
  firmwareVersion: '00000000',
  signingSecret: NO_KEY,
  signingPublic: NO_KEY,
  agreementSecret: NO_KEY,
  agreementPublic: NO_KEY,
  prepaymentSecret: NO_KEY,
  prepaymentPublic: NO_POINT,
};
const NO_ANCHORS: Anchors = {
  headEnd: { eui64: NOBODY, agreementPublic: NO_KEY },
  supplier: { eui64: NOBODY, signingPublic: NO_KEY, prepaymentPublic: NO_POINT },
};

function rebuilt(
  store: Store,
  values: Kept['values'],
  renewed: readonly StoredName[],
  boardSeconds: number,
): Stored {
  const { identity = NO_IDENTITY, anchors = NO_ANCHORS } = values;
  const variant = values.variant ?? {
    ...DEFAULT_SETTINGS.variant,
    kind: kindOfType(identity.deviceType),
  };
  const fresh = firstState(boardSeconds, identity, anchors, { ...DEFAULT_SETTINGS, variant });
  const all = { ...fresh, documents: { slots: {} }, ...values } as unknown as Stored;
  const numbered = withNumbers(store, all, renewed);
  return renewed.some((name) => TELL_TIME.includes(name))
    ? { ...numbered, clock: { ...numbered.clock, status: 'invalid' } }
    : numbered;
}

const nextIn = (store: Store, name: SeriesName): number =>
  (store.lastPeriod(series[name]) ?? -1) + 1;

/** How many entries were ever made stands in the series too; a token that may have been used is used. */
function withNumbers(store: Store, values: Stored, lost: readonly StoredName[]): Stored {
  const is = (name: StoredName) => lost.includes(name);
  const next = (name: SeriesName) => nextIn(store, name);
  const renewed: { -readonly [N in StoredName]?: Stored[N] } = {};
  if (is('logs'))
    renewed.logs = {
      ...values.logs,
      ...Object.fromEntries(LOG_NAMES.map((name) => [name, next(name)])),
    };
  if (is('topUps'))
    renewed.topUps = {
      ...values.topUps,
      highestToken: 2n ** 64n - 1n,
      credits: next('credits'),
      debtPayments: next('debtPayments'),
    };
  if (is('billing'))
    renewed.billing = { calendarEntries: next('dateBills'), changeEntries: next('changeBills') };
  if (is('metrology'))
    renewed.metrology = {
      ...values.metrology,
      lastHalfHour: Math.max(0, next('halfHours') - 1),
      lastDay: Math.max(0, next('days') - 1),
    };
  if (is('networkRecording'))
    renewed.networkRecording = {
      ...values.networkRecording,
      lastNumber: Math.max(0, next('gasNetwork') - 1),
    };
  // What runs was begun under numbers that nobody knows any more.
  if (is('numbering')) renewed.metrology = withoutRunning(renewed.metrology ?? values.metrology);
  const all = { ...values, ...renewed };
  return is('metrology') || is('counting') ? withCounting(all) : all;
}

function withoutRunning({ halfHour, day, ...metrology }: Metrology): Metrology {
  return metrology;
}

/** What the register in use has counted starts at what the meter shows now. */
function withCounting(values: Stored): Stored {
  const { metrology, counting, variant } = values;
  const from = mainRegister(variant.kind === 'gas', metrology);
  const secondaryFrom = metrology.secondaryWattSeconds;
  return { ...values, counting: { ...counting, from, secondaryFrom } };
}
