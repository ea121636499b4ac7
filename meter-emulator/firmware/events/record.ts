/** From events to what is kept of them: entries in a log, and alerts that wait until they have arrived. */
import { type AlertName, alertCodes } from '../../../protocol/alerts/device-alerts.ts';
import { take } from '../../../protocol/envelope/counter.ts';
import { EVENTS_PER_GROUP_MAX } from '../layout.ts';
import { utcSecondsOf } from '../metrology/metrology.ts';
import type { MeterState, PendingAlert } from '../state.ts';
import { type Entry, type LogName, logEntry } from '../stored.ts';
import type { MeterEvent, Step } from './event.ts';
import { PENDING_ALERTS_MAX } from './stored.ts';

/** All others go to the event log. */
const SECURITY_LOG: ReadonlySet<AlertName> = new Set<AlertName>([
  'commandIntegrityFailed',
  'sourceLacksAuthority',
  'trustedSourceAuthenticationFailed',
  'unauthorisedCommunication',
  'otherAuthenticationFailure',
  'unusualMalformedCommands',
  'topUpNotAuthentic',
  'topUpNotForThisMeter',
  'topUpAlreadyUsed',
  'topUpAboveMaximumCredit',
  'topUpAboveMaximumBalance',
]);

/** The next own counter, and the state in which it is taken. It may be sent once that is committed. */
export function takeCounter(state: MeterState): readonly [bigint, MeterState] {
  const { counter, state: outgoing, mustPersist } = take(state.outgoing);
  if (mustPersist === undefined) return [counter, { ...state, outgoing }];
  return [
    counter,
    { ...state, outgoing, counters: { ...state.counters, reservedUntil: mustPersist } },
  ];
}

/** Events past what one group may hold are left out: no decision of the meter makes so many. */
export function record({ state, events, entries }: Step): Step {
  let next = state;
  const recorded: Entry[] = [...entries];
  for (const event of events.slice(0, EVENTS_PER_GROUP_MAX)) {
    const log: LogName = SECURITY_LOG.has(event.name) ? 'security' : 'events';
    const number = next.logs[log];
    const { name, detail = 0 } = event;
    const utcSeconds = utcSecondsOf(state);
    recorded.push(logEntry(log, number, { utcSeconds, code: alertCodes[name], detail }));
    next = { ...next, logs: { ...next.logs, [log]: number + 1 } };
    if (!event.isLogOnly) next = withAlert(next, event);
  }
  return { state: next, events, entries: recorded };
}

function withAlert(state: MeterState, { name, detail }: MeterEvent): MeterState {
  const [counter, taken] = takeCounter(state);
  const alert: PendingAlert = {
    counter,
    code: alertCodes[name],
    utcSeconds: utcSecondsOf(state),
    clockStatus: state.clock.status,
    ...(detail === undefined ? {} : { detail }),
  };
  const all = [...state.alerts.pending, alert];
  const pending = all.slice(-PENDING_ALERTS_MAX);
  const dropped = state.alerts.dropped + all.length - pending.length;
  return { ...taken, alerts: { pending, dropped } };
}

/** The alert arrived. The next group writes that down; a power cut before it sends the alert again. */
export function withoutAlert(state: MeterState, counter: bigint): MeterState {
  const pending = state.alerts.pending.filter((alert) => alert.counter !== counter);
  if (pending.length === state.alerts.pending.length) return state;
  return { ...state, alerts: { ...state.alerts, pending } };
}
