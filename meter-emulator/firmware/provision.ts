/** What the factory writes into a blank meter: who it is, whom it trusts, and how it starts. */
import type { DeviceRecord, TrustAnchors } from '../../protocol/credentials.ts';
import { startCounter } from '../../protocol/envelope/counter.ts';
import { assert } from '../../protocol/refused.ts';
import type { Board } from './board.ts';
import { FIRST_EVENTS } from './events/first.ts';
import { meterLayout } from './layout.ts';
import { FIRST_METERING } from './metrology/first.ts';
import { newMetrology } from './metrology/registers.ts';
import { HOUR_SECONDS } from './prepayment/charges.ts';
import { firstAccount } from './prepayment/first.ts';
import type { Clock, Identity, Limits, MeterState, Variant } from './state.ts';
import { Store } from './storage/store.ts';
import { changesBetween, isBlank, readValues, slotChanges } from './stored.ts';
import { type FactoryTariff, FIRST_COUNTING, withFirstTariff } from './tariff/first.ts';
import { flatTariff } from './tariff/flat-tariff.ts';

export type FactorySettings = FactoryTariff & {
  readonly variant: Variant;
  readonly limits: Limits;
  readonly mode: 'credit' | 'prepayment';
  readonly balanceMillipence: number;
  readonly disablementThresholdMillipence: number;
  /** What is left out of a time is `invalid`: no history is kept until service 6.11 sets it. */
  readonly clock: Clock;
};

export const DEFAULT_SETTINGS: FactorySettings = {
  variant: { kind: 'singleElement', auxiliarySwitches: 0, hasBoostButton: false },
  tariff: flatTariff(27_000, 53_000),
  limits: {
    lowCreditThresholdMillipence: 200_000,
    emergencyCreditThresholdMillipence: 100_000,
    emergencyCreditLimitMillipence: 500_000,
    maximumBalanceMillipence: 25_000_000,
    maximumCreditMillipence: 10_000_000,
    debtRecoveryCapMillipence: 2_000_000,
  },
  mode: 'credit',
  balanceMillipence: 0,
  disablementThresholdMillipence: 0,
  clock: { offsetSeconds: 0, status: 'unreliable' },
};

/**
 * Into blank flash: the slots one by one, since a group takes one large value, and then in one group all
 * that makes it a meter. A cut leaves a blank meter. Asserts that it is not provisioned yet.
 */
export function provision(
  board: Board,
  boardSeconds: number,
  identity: Identity,
  anchors: TrustAnchors,
  settings: FactorySettings,
): void {
  const store = new Store(board.flash, meterLayout);
  assert(isBlank(readValues(store)), 'a meter is provisioned once');
  const state = firstState(boardSeconds, identity, anchors, settings);
  for (const change of slotChanges(undefined, state)) store.commit([change]);
  store.commit(changesBetween({ slotBytes: state.slotBytes }, state, []));
}

export function isProvisioned(board: Board): boolean {
  return !isBlank(readValues(new Store(board.flash, meterLayout)));
}

/** As it leaves the factory. */
export function firstState(
  boardSeconds: number,
  identity: Identity,
  anchors: TrustAnchors,
  settings: FactorySettings,
): MeterState {
  const { variant, limits, clock } = settings;
  const utcHour = Math.max(0, Math.floor((boardSeconds + clock.offsetSeconds) / HOUR_SECONDS));
  const blank: MeterState = {
    identity,
    anchors,
    variant,
    limits,
    clock,
    metrology: newMetrology(boardSeconds),
    ...firstAccount(settings, utcHour),
    supply: { position: 'enabled' },
    counters: { headEnd: 0n, supplier: 0n, reservedUntil: 0n },
    futureDated: { commands: [] },
    documents: { slots: {} },
    slotBytes: [],
    ...FIRST_EVENTS,
    display: {},
    ...FIRST_METERING,
    ...FIRST_COUNTING,
    outgoing: startCounter(0n),
  };
  return withFirstTariff(blank, settings);
}

/** The public half, for whoever has to know the meter. */
export function recordOf(identity: Identity): DeviceRecord {
  const { eui64, deviceType, manufacturer, model, firmwareVersion } = identity;
  const { signingPublic, agreementPublic, prepaymentPublic } = identity;
  return {
    eui64,
    deviceType,
    manufacturer,
    model,
    firmwareVersion,
    signingPublic,
    agreementPublic,
    prepaymentPublic,
  };
}
