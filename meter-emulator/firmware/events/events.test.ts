import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeAlertContent } from '../../../protocol/alerts/alert-payloads.ts';
import { alertCodes } from '../../../protocol/alerts/device-alerts.ts';
import { Bench, START } from '../bench.testing.ts';
import { EVENTS_PER_GROUP_MAX } from '../layout.ts';
import type { MeterState } from '../state.ts';
import { changesBetween } from '../stored.ts';
import { saidBy } from './alerts.testing.ts';
import { isOn, turn } from './behaviours.ts';
import { eventWith, type MeterEvent, unchanged } from './event.ts';
import { readLog, readLogEntry } from './logs.ts';
import { record } from './record.ts';
import { STORMS_MAX } from './stored.ts';
import { alertStorms, TOLD_MAX } from './storms.ts';

const HALF_HOUR = 1800;
const tamper: MeterEvent = { name: 'tamperDetected' };

/** The state after the events, each in a group of its own. */
function after(state: MeterState, ...events: readonly MeterEvent[]): MeterState {
  return events.reduce(
    (before, event) => record({ ...unchanged(before), events: [event] }).state,
    state,
  );
}
const later = (state: MeterState, seconds: number): MeterState => ({
  ...state,
  metrology: { ...state.metrology, boardSeconds: state.metrology.boardSeconds + seconds },
});
const codes = ({ alerts }: MeterState) => alerts.pending.map(({ code }) => code);
const many = (event: MeterEvent, count: number) => Array.from({ length: count }, () => event);

const logs = suite('events go to the log of their kind');

logs('power quality to the power log, keys and tampering to security, the rest to events', () => {
  const { state } = new Bench().meter;
  const next = after(
    state,
    { name: 'voltageSagStarted', phase: 2 },
    { name: 'meterCoverOpened' },
    { name: 'supplyArmed' },
    { name: 'supplyInterrupted', isLogOnly: true },
  );
  assert.equal([next.logs.power, next.logs.security, next.logs.events], [2, 1, 1]);
  assert.equal(
    codes(next),
    [0x802e, 0x8f74, 0x8f32],
    'an event of the log alone is told to nobody',
  );
});

logs('keep the number of an event, not all that its alert says', () => {
  const { state } = new Bench().meter;
  const said = { interruption: START, restoration: START + 400 };
  const step = { ...unchanged(state), events: [eventWith('longSupplyOutageRestored', said)] };
  const { state: next, entries } = record(step);
  assert.equal(saidBy(next.alerts.pending[0]), { outage: said });
  const code = alertCodes.longSupplyOutageRestored;
  const [entry] = entries;
  assert.equal(entry && readLogEntry(entry.bytes), { utcSeconds: START, code, detail: 0 });
});

logs('are read as the last hundred, oldest first, whatever flash has of older ones', () => {
  const { meter } = new Bench();
  let { state } = meter;
  for (let detail = 1; detail <= 180; detail++) {
    const event: MeterEvent = { name: 'futureDatedDone', detail };
    const next = record({ ...unchanged(state), events: [event] });
    meter.store.commit(changesBetween(state, next.state, next.entries));
    state = next.state;
  }
  const details = [...readLog(meter.store, state.logs, 'events')].map(({ detail }) => detail);
  assert.equal([details.length, details[0], details.at(-1)], [100, 81, 180]);
});

logs('take no more events of one group than it may hold', () => {
  const { state } = new Bench().meter;
  const done: MeterEvent = { name: 'futureDatedDone', detail: 1 };
  const { entries } = record({ ...unchanged(state), events: many(done, 60) });
  assert.is(entries.length, EVENTS_PER_GROUP_MAX);
});

logs('have the last second of 2106 for all that is later, and 1970 for what is earlier', () => {
  const { state } = new Bench().meter;
  const at = (utcSeconds: number) => {
    const [entry] = record({ ...unchanged(state), events: [{ ...tamper, utcSeconds }] }).entries;
    return entry && readLogEntry(entry.bytes).utcSeconds;
  };
  assert.equal([at(2 ** 32 + 5), at(-5)], [2 ** 32 - 1, 0]);
});
logs.run();

const settings = suite('alerts that are turned off');

settings('are logged and not sent, or sent and not logged', () => {
  const { state } = new Bench().meter;
  const code = alertCodes.lowCredit;
  const off = new Map([[code, 'off' as const]]);
  const lowCredit: MeterEvent = { name: 'lowCredit' };
  const silent = { ...state, behaviours: turn(state.behaviours, 'wan', off) };
  assert.equal([codes(after(silent, lowCredit)), after(silent, lowCredit).logs.events], [[], 1]);
  const unlogged = { ...state, behaviours: turn(state.behaviours, 'log', off) };
  assert.equal(codes(after(unlogged, lowCredit)), [code]);
  assert.is(after(unlogged, lowCredit).logs.events, 0);
});

settings('may not be the critical ones', () => {
  const { behaviours } = new Bench().meter.state;
  const off = new Map([[alertCodes.tamperDetected, 'off' as const]]);
  assert.is(turn(behaviours, 'wan', off), behaviours);
  assert.ok(isOn(behaviours, 'wan', alertCodes.tamperDetected));
});

settings('are turned on again, and only the one', () => {
  const { behaviours } = new Bench().meter.state;
  const both = [alertCodes.lowCredit, 0x81ff, alertCodes.clockAdjusted];
  const off = turn(behaviours, 'alarm', new Map(both.map((code) => [code, 'off' as const])));
  const on = turn(off, 'alarm', new Map([[alertCodes.lowCredit, 'on' as const]]));
  assert.ok(isOn(on, 'alarm', alertCodes.lowCredit));
  assert.not.ok(isOn(on, 'alarm', alertCodes.clockAdjusted));
  assert.ok(isOn(on, 'han', alertCodes.clockAdjusted));
});
settings.run();

const storm = suite('a storm of alerts');

storm('is told five times in a half-hour, then once with the count of the rest', () => {
  const { state } = new Bench().meter;
  const stormy = after(state, ...many(tamper, 250));
  assert.is(codes(stormy).length, TOLD_MAX);
  assert.is(stormy.logs.security, TOLD_MAX, 'and does not wash out the log');
  const end = (state.metrology.boardSeconds ?? 0) + HALF_HOUR;
  assert.is(alertStorms.deadline?.(stormy, { activeWatts: 0 }), end);
  const step = alertStorms.act?.(later(stormy, HALF_HOUR), { activeWatts: 0 });
  assert.equal(step?.events, [{ ...tamper, throttled: { sequenceId: 0, count: 245 } }]);
  const told = record(step as NonNullable<typeof step>).state;
  assert.is(codes(told).length, TOLD_MAX + 1);
  const { act } = alertStorms;
  assert.is(act?.(told, { activeWatts: 0 }).state, told, 'once');
  const next = after(told, ...many(tamper, TOLD_MAX + 1));
  assert.is(next.logs.security - told.logs.security, TOLD_MAX, 'and is no part of the next');
});

storm('has a number of its own, each after the last', () => {
  const { state } = new Bench().meter;
  const other: MeterEvent = { name: 'timeDebt1Collected' };
  const numbers = (before: MeterState) =>
    alertStorms
      .act?.(later(before, HALF_HOUR), { activeWatts: 0 })
      .events.map(({ throttled }) => throttled?.sequenceId);
  const stormy = after(state, ...many(tamper, TOLD_MAX + 1), ...many(other, TOLD_MAX + 1));
  assert.equal(numbers(stormy), [0, 1]);
  const calm = alertStorms.act?.(later(stormy, HALF_HOUR), { activeWatts: 0 }).state ?? stormy;
  assert.equal(numbers(after(calm, ...many(tamper, TOLD_MAX + 1))), [2]);
});

storm('of a ninth code at once is told as if it were calm', () => {
  const { state } = new Bench().meter;
  const names = ['timeDebt1Collected', 'timeDebt2Collected', 'tilted', 'tiltEnded', 'valveTested'];
  const more = ['homeCommandDone', 'homeCommandFailed', 'reverseCurrent', 'tamperDetected'];
  const events = [...names, ...more].map((name) => ({ name }) as MeterEvent);
  const stormy = after(state, ...events.flatMap((event) => many(event, TOLD_MAX + 1)));
  assert.is(stormy.alerts.storms.length, STORMS_MAX);
  assert.is(stormy.logs.security, TOLD_MAX + 1, 'the ninth was not held back');
});

storm('begins anew when its half-hour is over', () => {
  const { state } = new Bench().meter;
  const first = after(state, ...many(tamper, TOLD_MAX));
  const second = after(later(first, HALF_HOUR), ...many(tamper, TOLD_MAX));
  assert.is(second.logs.security, 2 * TOLD_MAX);
  assert.is(alertStorms.deadline?.(second, { activeWatts: 0 }), undefined, 'nothing was held back');
});

storm('of one phase is not that of another', () => {
  const { state } = new Bench().meter;
  const sag = (phase: 1 | 2): MeterEvent => ({ name: 'voltageSagStarted', phase });
  const stormy = after(state, ...many(sag(1), 7), ...many(sag(2), 3));
  assert.is(stormy.logs.power, TOLD_MAX + 3);
  const step = alertStorms.act?.(later(stormy, HALF_HOUR), { activeWatts: 0 });
  assert.equal(step?.events, [{ ...sag(1), throttled: { sequenceId: 0, count: 2 } }]);
});

storm('never holds back an alert that says something of its own', () => {
  const { state } = new Bench().meter;
  const done = eventWith('futureDatedDone', { command: { counter: 1n } });
  assert.is(after(state, ...many(done, 10)).logs.events, 10);
});

storm('is over when the board has lost its time, and told at once', () => {
  const { state } = new Bench().meter;
  const stormy = after(state, ...many(tamper, TOLD_MAX + 2));
  const lost = later(stormy, -START + 50);
  assert.is(alertStorms.deadline?.(lost, { activeWatts: 0 }), 51);
  assert.equal(alertStorms.act?.(lost, { activeWatts: 0 }).events, [
    { ...tamper, throttled: { sequenceId: 0, count: 2 } },
  ]);
  assert.is(after(lost, tamper).logs.security, TOLD_MAX + 1, 'the next is no part of it');
});

storm('reaches the head-end with its number and count', () => {
  const bench = new Bench();
  for (let n = 0; n < 7; n++) {
    bench.meter.contact('meterCover', true);
    bench.meter.contact('meterCover', false);
  }
  bench.meter.run(START + HALF_HOUR);
  const opened = bench.sent
    .filter(({ kind }) => kind === 'alert')
    .map((one) => bench.headEnd.open(one))
    .filter(({ service }) => service === alertCodes.meterCoverOpened);
  assert.is(opened.length, TOLD_MAX + 1);
  const { throttled } = decodeAlertContent(alertCodes.meterCoverOpened, opened.at(-1)?.content);
  assert.equal(throttled?.count, 2);
});
storm.run();

const waiting = suite('alerts that wait');

waiting('are twelve; the oldest makes room that may be turned off, then the oldest', () => {
  const { state } = new Bench().meter;
  const armed: MeterEvent = { name: 'futureDatedDone', detail: 1 };
  const lesser: MeterEvent = { name: 'timeDebt1Collected' };
  const full = after(state, armed, lesser, ...many(armed, 10));
  assert.is(full.alerts.pending.length, 12);
  const one = after(full, armed);
  assert.not.ok(codes(one).includes(alertCodes.timeDebt1Collected));
  assert.is(one.alerts.pending[0]?.counter, full.alerts.pending[0]?.counter);
  const two = after(one, lesser);
  assert.is(two.alerts.pending[0]?.counter, full.alerts.pending[2]?.counter);
  assert.equal([two.alerts.pending.length, two.alerts.dropped], [12, 2]);
});

waiting('are each sent once, though they make room for one another in one group', () => {
  const { state } = new Bench().meter;
  const done: MeterEvent = { name: 'futureDatedDone', detail: 1 };
  const full = after(state, ...many(done, 12));
  const events: readonly MeterEvent[] = [{ name: 'lowCredit' }, { name: 'timeDebt1Collected' }];
  const { raised, state: next } = record({ state: full, events, entries: [] });
  assert.equal(
    raised.map(({ code }) => code),
    [alertCodes.lowCredit, alertCodes.timeDebt1Collected],
  );
  assert.is(codes(next).filter((code) => code === alertCodes.lowCredit).length, 0);
});

waiting('count no drop until there is one', () => {
  const { state } = new Bench().meter;
  const done: MeterEvent = { name: 'futureDatedDone', detail: 1 };
  assert.is(after(state, ...many(done, 12)).alerts.dropped, 0);
});
waiting.run();
