/** SRV 6.13 and 3.3 at the meter: its logs are read, newest first, and two of them may be cleared. */

import type { AlertLog } from '../../../protocol/alerts/device-alerts.ts';
import { alertByCode } from '../../../protocol/alerts/device-alerts.ts';
import { putU32 } from '../../../protocol/bytes.ts';
import type { DeviceType } from '../../../protocol/definition/service.ts';
import type { ValueOf } from '../../../protocol/definition/words.ts';
import { clearEventLog } from '../../../protocol/services/clear-event-log.ts';
import { readEventOrSecurityLog } from '../../../protocol/services/read-event-or-security-log.ts';
import { readSwitchLog } from '../auxiliary/log.ts';
import { unchanged } from '../events/event.ts';
import { type LogEntry, readFrom, readLog } from '../events/logs.ts';
import type { Logs, MeterState } from '../state.ts';
import { DEVICE_TYPE_OF } from '../variant.ts';
import { change, type Reading, read } from './executor.ts';

type Request = ValueOf<(typeof readEventOrSecurityLog)['request']>;
type LogName = Request['logToRead'];
type Period = Request['readLogPeriod'];

const ELECTRICITY_LOGS: { readonly [L in LogName]?: AlertLog } = {
  Event: 'events',
  PowerEvent: 'power',
  Security: 'security',
};
/** A gas meter is asked for them by either name: its own, and that of a gas meter behind its proxy. */
const GAS_LOGS: { readonly [L in LogName]?: AlertLog } = {
  Event: 'events',
  Security: 'security',
  GSMEEvent: 'events',
  GSMESecurity: 'security',
};

/** What stands beside meters has these two; a proxy those of its meter too. */
const OTHER_LOGS: { readonly [L in LogName]?: AlertLog } = {
  Event: 'events',
  Security: 'security',
};
const LOGS_OF: { readonly [T in DeviceType]?: typeof OTHER_LOGS } = {
  ESME: ELECTRICITY_LOGS,
  GSME: GAS_LOGS,
  GPF: GAS_LOGS,
};
/** Of a proxy its own. */
const isOwn = (log: LogName) => log === 'Event' || log === 'Security';

const isIn = ({ startDateTime, endDateTime }: Period, utcSeconds: number): boolean =>
  startDateTime <= utcSeconds && utcSeconds <= endDateTime;

/** Two bytes, as the schema has it; what the event adds is the one number it may have. */
function market({ utcSeconds, code, detail }: LogEntry) {
  const otherInformation = new Uint8Array(4);
  putU32(otherInformation, 0, detail);
  const logMeaning = alertByCode(code)?.doc;
  return {
    timestamp: utcSeconds,
    logCode: Uint8Array.of(code >> 8, code & 0xff),
    ...(logMeaning === undefined ? {} : { logMeaning }),
    ...(detail === 0 ? {} : { otherInformation: otherInformation.reverse() }),
  };
}

const entriesOf = ({ store, state }: Reading, log: AlertLog, period: Period) =>
  shown([...readLog(store, state.logs, log)], period);

/** Of the proxy itself: what its alerts say is of security, and the rest. `auxiliaryFrom`: it has no switches. */
function proxyEntriesOf({ store, state }: Reading, log: AlertLog, period: Period) {
  const from = log === 'security' ? 0 : state.logs.auxiliaryFrom;
  const entries = [...readFrom(store, state.logs, 'power', from)];
  return shown(
    entries.filter(({ code }) => (alertByCode(code)?.log === 'security') === (log === 'security')),
    period,
  );
}

function shown(all: readonly LogEntry[], period: Period) {
  const entries = all
    .filter(({ utcSeconds }) => isIn(period, utcSeconds))
    .map(market)
    .reverse();
  return { messageSuccess: true, read: { log: { entries } } };
}

export const executeReadEventOrSecurityLog = read(
  readEventOrSecurityLog,
  (reading, { readLogPeriod, logToRead }) => {
    const { variant } = reading.state;
    const log = (LOGS_OF[DEVICE_TYPE_OF[variant.kind]] ?? OTHER_LOGS)[logToRead];
    if (log && variant.kind === 'gasProxy' && isOwn(logToRead))
      return proxyEntriesOf(reading, log, readLogPeriod);
    if (log) return entriesOf(reading, log, readLogPeriod);
    if (logToRead !== 'ALCSEvent' || variant.auxiliarySwitches === 0) return { denied: 'notThere' };
    return switchEntriesOf(reading, readLogPeriod);
  },
);

function switchEntriesOf({ store, state }: Reading, period: Period) {
  const entries = [...readSwitchLog(store, state)]
    .filter(({ utcSeconds }) => isIn(period, utcSeconds))
    .map(({ utcSeconds, number, action, outcome, levelPercent, isInput }) => ({
      timestamp: utcSeconds,
      switchNumber: number,
      switchAction: action,
      outcome,
      auxiliaryControllerLevel: levelPercent,
      ...(isInput ? { inputFromControlledLoad: {} } : {}),
    }))
    .reverse();
  return { messageSuccess: true, read: { switchLog: { entries } } };
}

/** Who cleared a log may not have it clean of that: 8F52 goes to the security log, which nobody clears. */
function cleared(state: MeterState, logs: Partial<Logs>) {
  const next = { ...state, logs: { ...state.logs, ...logs } };
  const step = { ...unchanged(next), events: [{ name: 'eventLogCleared' } as const] };
  return { kind: 'done', step, response: { messageSuccess: true } } as const;
}

export const executeClearEventLog = change(clearEventLog, ({ state }, { eventLog }) => {
  const { kind } = state.variant;
  const isElectricity = DEVICE_TYPE_OF[kind] === 'ESME';
  const hasLog = isElectricity === (eventLog !== undefined);
  const isOfSwitches = eventLog === 'ALCS';
  if (!hasLog || (isOfSwitches && state.variant.auxiliarySwitches === 0))
    return { kind: 'refused', why: 'notThere', step: unchanged(state) };
  if (kind === 'gasProxy') return cleared(state, { auxiliaryFrom: state.logs.power });
  return isOfSwitches
    ? cleared(state, { auxiliaryFrom: state.auxiliary?.logged ?? 0 })
    : cleared(state, { eventsFrom: state.logs.events });
});
