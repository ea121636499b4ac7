import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { alertCodes } from '../../../protocol/alerts/device-alerts.ts';
import { topUpDevice } from '../../../protocol/services/top-up-device.ts';
import { Bench, PREPAYMENT, START, utrn } from '../bench.testing.ts';
import { readLog } from '../events/logs.ts';
import { FREE_TRIES, lockoutSeconds } from './keypad.ts';

/** Published in GBCS for another meter and supplier: a good check digit, a wrong MAC. */
const FORGED = '73946144332040217315';
const MINUTES = 60;

const test = suite('UTRNs keyed in');

/** After so many wrong ones the keypad is locked. */
function lockedBench(): Bench {
  const bench = new Bench({ settings: PREPAYMENT });
  for (let n = 0; n < FREE_TRIES; n++) assert.is(bench.meter.enterUtrn(FORGED), 'notAuthentic');
  return bench;
}

test('after five wrong ones even a good one is refused for ten minutes', () => {
  const bench = lockedBench();
  assert.is(bench.meter.enterUtrn(utrn(1, 10)), 'lockedOut');
  bench.meter.run(START + 10 * MINUTES - 1);
  assert.is(bench.meter.enterUtrn(utrn(1, 10)), 'lockedOut');
  bench.meter.run(START + 10 * MINUTES);
  assert.is(bench.meter.enterUtrn(utrn(1, 10)), 'credited');
  assert.is(bench.meter.enterUtrn(FORGED), 'notAuthentic', 'and the count begins anew');
  assert.is(bench.meter.enterUtrn(utrn(2, 10)), 'credited');
});

test('a lockout doubles with each wrong one after it, up to a day', () => {
  assert.equal(
    [4, 5, 6, 7, 12, 13, 5000].map(lockoutSeconds),
    [0, 600, 1200, 2400, 76_800, 86_400, 86_400],
  );
  const bench = lockedBench();
  bench.meter.run(START + 10 * MINUTES);
  assert.is(bench.meter.enterUtrn(FORGED), 'notAuthentic');
  bench.meter.run(START + 30 * MINUTES - 1);
  assert.is(bench.meter.enterUtrn(FORGED), 'lockedOut');
  bench.meter.run(START + 30 * MINUTES);
  assert.is(bench.meter.enterUtrn(FORGED), 'notAuthentic');
});

test('a power cut ends no lockout and forgets no wrong one', () => {
  const bench = lockedBench();
  bench.reboot();
  assert.is(bench.meter.enterUtrn(utrn(1, 10)), 'lockedOut');
  const other = new Bench({ settings: PREPAYMENT });
  for (let n = 0; n < FREE_TRIES - 1; n++) other.meter.enterUtrn(FORGED);
  other.reboot();
  other.meter.enterUtrn(FORGED);
  assert.is(other.meter.enterUtrn(utrn(1, 10)), 'lockedOut');
});

test('a board that lost its time begins a lockout anew, and no longer one', () => {
  const bench = lockedBench();
  bench.reboot(50);
  assert.is(bench.meter.enterUtrn(utrn(1, 10)), 'lockedOut');
  bench.meter.run(50 + 10 * MINUTES - 1);
  assert.is(bench.meter.enterUtrn(utrn(1, 10)), 'lockedOut');
  bench.meter.run(50 + 10 * MINUTES);
  assert.is(bench.meter.enterUtrn(utrn(1, 10)), 'credited');
});

test('slips of the finger lock nobody out', () => {
  const bench = new Bench({ settings: PREPAYMENT });
  for (let n = 0; n < 50; n++)
    assert.is(bench.meter.enterUtrn('73946144332040217316'), 'notAuthentic');
  assert.is(bench.meter.enterUtrn(utrn(1, 10)), 'credited');
});

test('the network is not locked out, and its wrong ones lock out nobody', () => {
  const bench = lockedBench();
  assert.is(bench.ask(topUpDevice, { utrn: utrn(1, 10) })?.status, undefined);
  for (let n = 0; n < 2 * FREE_TRIES; n++) bench.ask(topUpDevice, { utrn: FORGED });
  assert.is(bench.meter.enterUtrn(utrn(2, 10)), 'credited');
});

test('the supplier is told when entry is suspended, and counts what was tried then', () => {
  const bench = lockedBench();
  assert.equal(bench.alerts(), [alertCodes.utrnEntrySuspended]);
  bench.meter.enterUtrn(FORGED);
  bench.meter.enterUtrn(utrn(1, 10));
  bench.meter.run(START + 30 * MINUTES);
  const logged = [...readLog(bench.meter.store, bench.meter.state.logs, 'security')];
  const count = (code: number) => logged.find((entry) => entry.code === code)?.detail;
  assert.is(count(alertCodes.topUpNotAuthentic), FREE_TRIES);
  assert.is(count(alertCodes.utrnEntryLockedOut), 2);
});
test.run();
