/**
 * One change of supplier of one or more metering points: one record with one state, so that two fuels can
 * never be at different places. Pure.
 */
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import type { CustomerType } from './windows.ts';

export type SwitchState = 'pending' | 'confirmed' | 'secured' | 'active' | 'cancelled';
/** What time brings, in its order. */
export type ClockEvent = 'windowClosed' | 'gateClosed' | 'dayBegun';
export type Ending = 'withdrawn' | 'objected' | 'annulled' | 'registrationChanged';
export type SwitchEvent = ClockEvent | Ending;

/** To be read from above; what is not in it is not possible. */
const TRANSITIONS: readonly {
  readonly from: SwitchState;
  readonly on: SwitchEvent;
  readonly to: SwitchState;
}[] = [
  // As time goes.
  { from: 'pending', on: 'windowClosed', to: 'confirmed' },
  { from: 'confirmed', on: 'gateClosed', to: 'secured' },
  { from: 'secured', on: 'dayBegun', to: 'active' },
  // The gaining supplier, until the gate is closed.
  { from: 'pending', on: 'withdrawn', to: 'cancelled' },
  { from: 'confirmed', on: 'withdrawn', to: 'cancelled' },
  // The losing supplier: in the window for a reason; until the day begins for an error.
  { from: 'pending', on: 'objected', to: 'cancelled' },
  { from: 'pending', on: 'annulled', to: 'cancelled' },
  { from: 'confirmed', on: 'annulled', to: 'cancelled' },
  { from: 'secured', on: 'annulled', to: 'cancelled' },
  // The head-end: the supply that was to end is not there any more when the gate closes.
  { from: 'confirmed', on: 'registrationChanged', to: 'cancelled' },
];

/** Of the registration that is to begin, and of the one that is to end: gb.md §5.5. */
export const SIDES = {
  pending: { incoming: 'pending', outgoing: 'active' },
  confirmed: { incoming: 'confirmed', outgoing: 'active' },
  secured: { incoming: 'securedActive', outgoing: 'securedInactive' },
  active: { incoming: 'active', outgoing: 'inactive' },
  cancelled: { incoming: 'cancelled', outgoing: 'active' },
} as const satisfies Record<SwitchState, { incoming: string; outgoing: string }>;

export type SwitchPoint = {
  readonly mpxn: string;
  /** Whose supply ends; absent: nobody supplies it. */
  readonly losingSupplier?: Eui64;
  /** Of the registration that ends, as it was before; known once the gate is closed. */
  readonly losingFromUtcSeconds?: number;
  readonly losingToUtcSeconds?: number;
};

export type ObjectionReason = 'debt' | 'contract' | 'customersWish' | 'requestedInError';

/** A switch said to be in error, with each supplier that lost by it. */
export type Transfer = {
  readonly losingSupplier: Eui64;
  readonly state: 'reported' | 'agreed' | 'refused';
  readonly reportedBy: Eui64;
  readonly reason: 'wrongMeteringPoint' | 'customersWish' | 'cancelledInTime' | 'other';
  readonly returnSwitchId?: number;
  /** As `keys` of a switch: of the supplier it goes back to. */
  readonly keys?: string;
};

export type Switch = {
  readonly switchId: number;
  /** `initial`: nobody supplied the points; `returned`: it undoes another one. */
  readonly kind: 'initial' | 'change' | 'returned';
  readonly state: SwitchState;
  readonly gainingSupplier: Eui64;
  readonly points: readonly SwitchPoint[];
  readonly customerType: CustomerType;
  readonly requestedAtUtcSeconds: number;
  /** Absent: nobody may object. */
  readonly objectionUntilUtcSeconds?: number;
  readonly gateClosureUtcSeconds: number;
  readonly supplyStartUtcSeconds: number;
  readonly ended?: Ending;
  readonly endedBy?: Eui64;
  readonly objection?: ObjectionReason;
  readonly transfers?: readonly Transfer[];
  readonly returnOf?: number;
  /** Canonical CBOR of `keysOfNewSupplier`, in hexadecimal. */
  readonly keys?: string;
};

/** The state after an event; undefined: the event is not possible in this one. */
export function stateAfter(state: SwitchState, on: SwitchEvent): SwitchState | undefined {
  return TRANSITIONS.find((one) => one.from === state && one.on === on)?.to;
}

/** When time changes the state next, and by what; undefined: never. */
export function nextDue(one: Switch): { readonly at: number; readonly on: ClockEvent } | undefined {
  switch (one.state) {
    case 'pending':
      return { at: one.objectionUntilUtcSeconds ?? one.requestedAtUtcSeconds, on: 'windowClosed' };
    case 'confirmed':
      return { at: one.gateClosureUtcSeconds, on: 'gateClosed' };
    case 'secured':
      return { at: one.supplyStartUtcSeconds, on: 'dayBegun' };
    case 'active':
    case 'cancelled':
      return undefined;
  }
}

/** The state that the clock says it is in, whether or not that has been written yet. */
export function stateAt(one: Switch, nowUtcSeconds: number): SwitchState {
  const due = nextDue(one);
  if (!due || due.at > nowUtcSeconds) return one.state;
  const state = stateAfter(one.state, due.on);
  return state === undefined ? one.state : stateAt({ ...one, state }, nowUtcSeconds);
}

export const isOpen = ({ state }: Pick<Switch, 'state'>): boolean =>
  state !== 'active' && state !== 'cancelled';

/** Suppliers that lose by it, each once. */
export const losersOf = ({ points }: Pick<Switch, 'points'>): Eui64[] => [
  ...new Set(points.flatMap(({ losingSupplier }) => losingSupplier ?? [])),
];

/** What a losing supplier may object by; of a domestic customer a contract is no reason (own reading). */
export const OBJECTIONS: Readonly<Record<CustomerType, readonly ObjectionReason[]>> = {
  domestic: ['debt', 'customersWish', 'requestedInError'],
  nonDomestic: ['debt', 'contract', 'customersWish', 'requestedInError'],
};
