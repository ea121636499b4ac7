/** What happened, in the words of the alert table; every part of the firmware says it this way. */
import {
  encodePayload,
  type PayloadOf,
  type Throttled,
} from '../../../protocol/alerts/alert-payloads.ts';
import {
  type AlertName,
  type AnyAlertName,
  alertCode,
  type Phase,
} from '../../../protocol/alerts/device-alerts.ts';
import type { CborMap } from '../../../protocol/cbor/canonical.ts';
import type { MeterState } from '../state.ts';
import type { Entry } from '../stored.ts';

export type MeterEvent = {
  readonly name: AlertName;
  /** Of a polyphase meter, where the event is of one phase and has a code of its own. */
  readonly phase?: Phase;
  /** What the name alone does not say: a count, a service, a sub-code. It stands in the log too. */
  readonly detail?: number;
  /** What the alert says where one number is not enough: see `eventWith`. */
  readonly payload?: CborMap;
  /** A series that was held back and is told of now. */
  readonly throttled?: Throttled;
  /** When it happened, if that is not now. */
  readonly utcSeconds?: number;
  /** Kept in the log, told to nobody. */
  readonly isLogOnly?: boolean;
};

/** An event that says what its alert has a definition for: `eventWith('longSupplyOutageRestored', {…})`. */
export function eventWith<N extends AlertName>(
  name: N,
  payload: PayloadOf<N>,
  more: Omit<MeterEvent, 'name' | 'payload'> = {},
): MeterEvent {
  return { name, payload: encodePayload(name, payload), ...more };
}

export const codeOf = ({ name, phase }: Pick<MeterEvent, 'name' | 'phase'>): number =>
  alertCode((phase === undefined ? name : `${name}Phase${phase}`) as AnyAlertName);

/** What a decision leads to: the new state, and what goes to flash and to the head-end with it. */
export type Step = {
  readonly state: MeterState;
  readonly events: readonly MeterEvent[];
  readonly entries: readonly Entry[];
};

export function unchanged(state: MeterState): Step {
  return { state, events: [], entries: [] };
}

/** Runs `next` on what `step` led to, and gathers what both have to tell. */
export function then(step: Step, next: (state: MeterState) => Step): Step {
  const after = next(step.state);
  return {
    state: after.state,
    events: [...step.events, ...after.events],
    entries: [...step.entries, ...after.entries],
  };
}
