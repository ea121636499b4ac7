import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeAlertContent } from '../../../protocol/alerts/alert-payloads.ts';
import { alertCodes } from '../../../protocol/alerts/device-alerts.ts';
import { Bench, START } from '../bench.testing.ts';
import type { MeterState } from '../state.ts';
import { saidBy } from './alerts.testing.ts';
import { isOn, turn } from './behaviours.ts';
import { eventWith, type MeterEvent, unchanged } from './event.ts';
import { readLogEntry } from './logs.ts';
import { record } from './record.ts';
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
