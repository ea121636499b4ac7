/** A new connection: a network operator's dealing with a developer, step by step. Pure. */
import type { ValueOf } from '../../../protocol/definition/words.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import type {
  connectionState,
  connectionWanted,
  STORED_STATES,
} from '../../../protocol/registration/connection-shapes.ts';
import type { connectionStep } from '../../../protocol/registration/update-connection.ts';
import { Fault } from '../../faults.ts';

export type ConnectionState = ValueOf<typeof connectionState>;
export type StoredState = keyof typeof STORED_STATES;
export type ConnectionStep = ValueOf<typeof connectionStep>;

export type Connection = {
  readonly connectionId: number;
  readonly networkOperator: Eui64;
  readonly state: StoredState;
  readonly sinceUtcSeconds: number;
  readonly wanted: ValueOf<typeof connectionWanted>;
  readonly terms?: string;
  readonly validUntilUtcSeconds?: number;
  /** Import points first, then those of export. */
  readonly mpxns: readonly string[];
  readonly reason?: string;
};

type From = readonly ConnectionState[];
/** What is not here is refused. An offer that is over, or was declined, may be made anew (own). */
const FROM = {
  offer: ['applied', 'offered', 'expired', 'declined'],
  accept: ['offered'],
  decline: ['offered'],
  issue: ['accepted'],
  energise: ['issued'],
  cancel: ['applied', 'offered', 'expired', 'declined', 'accepted', 'issued'],
} as const satisfies Readonly<Record<string, From>>;

/** An offer that nobody took is over by itself: no timer has to say so. */
export function stateAt(
  { state, validUntilUtcSeconds = Number.POSITIVE_INFINITY }: Connection,
  nowUtcSeconds: number,
): ConnectionState {
  return state === 'offered' && nowUtcSeconds >= validUntilUtcSeconds ? 'expired' : state;
}

/** The connection after a step. Throws Fault CONNECTION_STATE, CONNECTION_DATE. */
export function stepped(one: Connection, step: ConnectionStep, nowUtcSeconds: number): Connection {
  const to = (name: keyof typeof FROM, state: StoredState, more: Partial<Connection> = {}) => {
    expectState(one, name, nowUtcSeconds);
    return { ...one, state, sinceUtcSeconds: nowUtcSeconds, ...more };
  };
  if (step.offer) {
    const { terms, validUntil } = step.offer;
    if (validUntil <= nowUtcSeconds) throw new Fault('CONNECTION_DATE', 'an offer that is over');
    return to('offer', 'offered', { terms, validUntilUtcSeconds: validUntil });
  }
  if (step.accept) return to('accept', 'accepted');
  if (step.decline) return to('decline', 'declined', step.decline);
  if (step.cancel) return to('cancel', 'cancelled', step.cancel);
  const { energisedAt } = step.energise;
  const next = to('energise', 'energised', { sinceUtcSeconds: energisedAt });
  if (energisedAt > nowUtcSeconds) throw new Fault('CONNECTION_DATE', 'is yet to come');
  if (energisedAt < one.sinceUtcSeconds) throw new Fault('CONNECTION_DATE', 'had no number then');
  return next;
}

/** May its numbers be issued now? Throws Fault CONNECTION_STATE. */
export const expectIssuable = (one: Connection, nowUtcSeconds: number): void =>
  expectState(one, 'issue', nowUtcSeconds);

/** With its numbers. */
export function issued(
  one: Connection,
  mpxns: readonly string[],
  nowUtcSeconds: number,
): Connection {
  expectIssuable(one, nowUtcSeconds);
  return { ...one, state: 'issued', sinceUtcSeconds: nowUtcSeconds, mpxns };
}

function expectState(one: Connection, name: keyof typeof FROM, nowUtcSeconds: number): void {
  const state = stateAt(one, nowUtcSeconds);
  const from: From = FROM[name];
  if (!from.includes(state)) throw new Fault('CONNECTION_STATE', `${name} of one that is ${state}`);
}
