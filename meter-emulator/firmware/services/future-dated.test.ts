import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { alertCodes } from '../../../protocol/alerts/device-alerts.ts';
import { encodeCanonical } from '../../../protocol/cbor/canonical.ts';
import { toCborValue } from '../../../protocol/definition/cbor.ts';
import { refusalCode, serviceNumber } from '../../../protocol/services/index.ts';
import { readActiveImportProfileData } from '../../../protocol/services/read-active-import-profile-data.ts';
import { refusalDetail } from '../../../protocol/services/refusals.ts';
import { CANCEL_UTC_SECONDS } from '../../../protocol/services/shared.ts';
import { synchroniseClock } from '../../../protocol/services/synchronise-clock.ts';
import { updatePaymentMode } from '../../../protocol/services/update-payment-mode.ts';
import { Bench, crypto, PREPAYMENT, START } from '../bench.testing.ts';
import type { MeterState } from '../state.ts';
import { hold, nextHeld } from './future-dated.ts';
import { performDue } from './perform.ts';

const HOUR = 3600;
const PAYMENT_MODE = serviceNumber('1.6');
const content = toCborValue(updatePaymentMode.request, { mode: { credit: {} } });

function held(state: MeterState, service: number, utcSeconds: number, counter = 1n): MeterState {
  const next = hold(state, service, utcSeconds, counter, content);
  if (typeof next === 'string') throw new Error(next);
  return next;
}

const test = suite('commands held for later');

test('the earliest comes first, and of equal times the one that came first', () => {
  let { state } = new Bench().meter;
  for (const [counter, seconds] of [300, 100, 200, 100].entries())
    state = held(state, PAYMENT_MODE, START + seconds, BigInt(counter));
  assert.is(nextHeld(state)?.commandCounter, 1n);
});

test('those of one service are taken back, the others stay', () => {
  const other = serviceNumber('1.5');
  const { state } = new Bench().meter;
  const both = held(held(state, other, START + 1), PAYMENT_MODE, START + 2);
  const { commands } = held(both, PAYMENT_MODE, CANCEL_UTC_SECONDS).futureDated;
  assert.equal(
    commands.map(({ service }) => service),
    [other],
  );
});

test('nobody takes back what another party has held', () => {
  const { state } = new Bench().meter;
  const service = serviceNumber('6.15.1');
  const by = (slot: 'supplier' | 'networkOperator') => ({ slot, counter: 1n });
  const both = hold(state, service, START + 1, 1n, content, by('supplier'));
  assert.ok(typeof both !== 'string');
  const same = hold(both, service, CANCEL_UTC_SECONDS, 2n, content, by('networkOperator'));
  assert.is(same, both);
});

test('a time long past when the command was made is refused by its field; one that passes on the way means now', () => {
  const bench = new Bench({ settings: PREPAYMENT });
  const asked = { executionDateTime: START - 1, mode: { credit: {} } };
  const late = bench.ask(updatePaymentMode, asked, { deviceUtcSeconds: START + HOUR });
  assert.is(late?.status, refusalCode(updatePaymentMode, 'argumentsRefused'));
  assert.equal(late?.content, toCborValue(refusalDetail, { field: 'executionDateTime' }));
  assert.is(bench.meter.state.prepayment.mode, 'prepayment');
  const onTheWay = bench.ask(updatePaymentMode, asked, { deviceUtcSeconds: START + HOUR - 1 });
  assert.is(onTheWay?.status, undefined);
  assert.is(bench.meter.state.prepayment.mode, 'credit');
});

test('nothing is held without a time to go by', () => {
  const settings = { ...PREPAYMENT, clock: { offsetSeconds: 0, status: 'invalid' } as const };
  const bench = new Bench({ settings });
  const later = { executionDateTime: START + HOUR, mode: { credit: {} } };
  const answer = bench.ask(updatePaymentMode, later);
  assert.is(answer?.status, refusalCode(updatePaymentMode, 'clockNotReliable'));
  assert.equal(bench.meter.state.futureDated.commands, []);
});

test('what is held waits for a lost time to be set, then is done once', () => {
  const bench = new Bench({ settings: PREPAYMENT });
  bench.ask(updatePaymentMode, { executionDateTime: START + HOUR, mode: { credit: {} } });
  // UTC would seem past the execution time, were the clock believed.
  bench.meter.run(START + 100);
  bench.reboot(START + 50);
  assert.is(bench.meter.state.clock.status, 'unreliable', 'nothing was written since');
  bench.meter.run(START + 1800);
  bench.reboot(START + 50);
  bench.meter.run(START + 3 * HOUR);
  assert.is(bench.meter.state.prepayment.mode, 'prepayment');
  const now = START + 10 * HOUR;
  const request = { currentDateTime: now, tolerancePeriod: 0 };
  bench.ask(synchroniseClock, request, { deviceUtcSeconds: now });
  bench.meter.run(START + 3 * HOUR + 1);
  assert.is(bench.meter.state.prepayment.mode, 'credit');
  assert.equal(bench.meter.state.futureDated.commands, []);
  const done = bench.alerts().filter((code) => code === alertCodes.futureDatedDone);
  assert.is(done.length, 1);
});

test('one that is refused when its time has come is reported as failed', () => {
  const bench = new Bench({ settings: { ...PREPAYMENT, balanceMillipence: -1 } });
  const service = serviceNumber('7.1');
  const request = encodeCanonical(new Map());
  const command = { service, utcSeconds: START, commandCounter: 1n, request };
  const { state, store } = bench.meter;
  const measured = { activeWatts: 0 };
  const means = { crypto, store, random: (length: number) => new Uint8Array(length), measured };
  const waiting = { ...state, futureDated: { commands: [command] } };
  const step = performDue(means, waiting);
  const [event] = step.events;
  assert.equal([event?.name, event?.detail], ['futureDatedFailed', service]);
  assert.equal(step.state.futureDated.commands, []);
});

test('one whose second is now is done at once, and not held', () => {
  const bench = new Bench({ settings: PREPAYMENT });
  bench.ask(updatePaymentMode, { executionDateTime: START, mode: { credit: {} } });
  assert.is(bench.meter.state.prepayment.mode, 'credit');
  assert.equal(bench.alerts(), []);
});

test('one whose bytes are readable no more is reported as failed', () => {
  const { state, store } = new Bench().meter;
  const service = serviceNumber(updatePaymentMode.reference);
  const command = { service, utcSeconds: START, commandCounter: 1n, request: Uint8Array.of(0xff) };
  const measured = { activeWatts: 0 };
  const means = { crypto, store, random: (length: number) => new Uint8Array(length), measured };
  const step = performDue(means, { ...state, futureDated: { commands: [command] } });
  assert.equal(
    step.events.map(({ name }) => name),
    ['futureDatedFailed'],
  );
  assert.equal(step.state.futureDated.commands, []);
});

test('all that may happen at the end of a half-hour is written down', () => {
  const bench = new Bench();
  const { headEnd } = bench;
  const prepayment = {
    suspendDebtDisabled: false,
    suspendDebtEmergency: false,
    disablementThreshold: 1000,
  };
  for (let n = 0; n < 4; n++)
    bench.ask(updatePaymentMode, { executionDateTime: START + 1800, mode: { prepayment } });
  const command = headEnd.command(updatePaymentMode, { mode: { credit: {} } });
  const forged = command.slice();
  forged[forged.length - 1] = (forged.at(-1) as number) ^ 1;
  bench.meter.receive('command', forged);
  bench.meter.receive('command', headEnd.signed(PAYMENT_MODE, content));
  bench.meter.receive('command', Uint8Array.of(0));
  bench.meter.run(START + 1800);
  const { logs } = bench.meter.state;
  assert.equal([logs.security, logs.events], [3, 4 + 3], 'credit is low, lent, and gone');
  assert.is(bench.meter.state.supply.disabledBy, 'credit');
});

test('a request that breaks a rule of its service is refused', () => {
  const bench = new Bench();
  const readLogPeriod = { startDateTime: START, endDateTime: START - 1 };
  const answer = bench.ask(readActiveImportProfileData, { readLogPeriod });
  assert.is(answer?.status, refusalCode(readActiveImportProfileData, 'argumentsRefused'));
});
test.run();
