/** From events to what is kept of them: entries in a log, and alerts that wait until they have arrived. */
import { numberPayload, withThrottled } from '../../../protocol/alerts/alert-payloads.ts';
import { alertByCode } from '../../../protocol/alerts/device-alerts.ts';
import { type CborMap, encodeCanonical } from '../../../protocol/cbor/canonical.ts';
import { take } from '../../../protocol/envelope/counter.ts';
import { EVENTS_PER_GROUP_MAX } from '../layout.ts';
import { utcSecondsOf } from '../metrology/metrology.ts';
import type { MeterState, PendingAlert } from '../state.ts';
import type { Entry } from '../stored.ts';
import { isOn } from './behaviours.ts';
import { codeOf, type MeterEvent, type Step } from './event.ts';
import { logEvent } from './logs.ts';
import { PENDING_ALERTS_MAX } from './stored.ts';
import { countStorm } from './storms.ts';

/** The next own counter, and the state in which it is taken. It may be sent once that is committed. */
export function takeCounter(state: MeterState): readonly [bigint, MeterState] {
  const { counter, state: outgoing, mustPersist } = take(state.outgoing);
  if (mustPersist === undefined) return [counter, { ...state, outgoing }];
  return [
    counter,
    { ...state, outgoing, counters: { ...state.counters, reservedUntil: mustPersist } },
  ];
}

export type Recorded = Step & {
  /** The events that no storm held back. */
  readonly told: readonly MeterEvent[];
  /** Their alerts, each to be sent once, even one that had to make room for another of the same group. */
  readonly raised: readonly PendingAlert[];
};

/** Events past what one group may hold are left out: no decision of the meter makes so many. */
export function record({ state, events, entries }: Step): Recorded {
  let next = state;
  const recorded: Entry[] = [...entries];
  const told: MeterEvent[] = [];
  const raised: PendingAlert[] = [];
  for (const event of events.slice(0, EVENTS_PER_GROUP_MAX)) {
    const [isTold, counted] = countStorm(next, event);
    next = counted;
    if (!isTold) continue;
    told.push(event);
    const code = codeOf(event);
    if (isOn(next.behaviours, 'log', code)) {
      const [entry, logged] = logEvent(next, alertByCode(code)?.log ?? 'events', code, event);
      recorded.push(entry);
      next = logged;
    }
    if (event.isLogOnly || !isOn(next.behaviours, 'wan', code)) continue;
    const [counter, taken] = takeCounter(next);
    const alert = alertOf(next, counter, code, event);
    raised.push(alert);
    next = withAlert(taken, alert);
  }
  return { state: next, events, entries: recorded, told, raised };
}

function alertOf(
  state: MeterState,
  counter: bigint,
  code: number,
  event: MeterEvent,
): PendingAlert {
  const content = contentOf(event);
  return {
    counter,
    code,
    utcSeconds: event.utcSeconds ?? utcSecondsOf(state),
    clockStatus: state.clock.status,
    ...(content.size === 0 ? {} : { content: encodeCanonical(content) }),
  };
}

function withAlert(state: MeterState, alert: PendingAlert): MeterState {
  const { pending: before, dropped } = state.alerts;
  const pending = [...withRoom(before), alert];
  const isFull = pending.length === before.length;
  return { ...state, alerts: { ...state.alerts, pending, dropped: dropped + (isFull ? 1 : 0) } };
}

/** The oldest makes room, of those that may be turned off if there are any: they matter less. */
function withRoom(pending: readonly PendingAlert[]): readonly PendingAlert[] {
  if (pending.length < PENDING_ALERTS_MAX) return pending;
  const lesser = pending.find(({ code }) => alertByCode(code)?.critical === false);
  return pending.filter((alert) => alert !== (lesser ?? pending[0]));
}

const NOTHING: CborMap = new Map();

function contentOf({ payload, detail, throttled }: MeterEvent): CborMap {
  const own = payload ?? (detail === undefined ? NOTHING : numberPayload(detail));
  return throttled ? withThrottled(own, throttled) : own;
}

/** The alert arrived. The next group writes that down; a power cut before it sends the alert again. */
export function withoutAlert(state: MeterState, counter: bigint): MeterState {
  const pending = state.alerts.pending.filter((alert) => alert.counter !== counter);
  if (pending.length === state.alerts.pending.length) return state;
  return { ...state, alerts: { ...state.alerts, pending } };
}
