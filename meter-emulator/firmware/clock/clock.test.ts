import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { alertCodes } from '../../../protocol/alerts/device-alerts.ts';
import { fromCborValue, toCborValue } from '../../../protocol/definition/cbor.ts';
import { serviceNumber } from '../../../protocol/definition/service.ts';
import { refusalCode } from '../../../protocol/services/index.ts';
import { readActiveImportProfileData } from '../../../protocol/services/read-active-import-profile-data.ts';
import { readSupplyStatus } from '../../../protocol/services/read-supply-status.ts';
import { synchroniseClock } from '../../../protocol/services/synchronise-clock.ts';
import { ConstantLoad } from '../../board/simulated-load-curve.ts';
import { Bench, PREPAYMENT, START } from '../bench.testing.ts';
import type { Sensor } from '../board.ts';
import { flatTariff } from '../tariff/flat-tariff.ts';

const HOUR = 3600;
const DAY = 86_400;

const clock = suite('the clock of the meter');

clock('is set to the time of the network inside the window of the supplier', () => {
  const bench = new Bench();
  bench.meter.run(START + 100);
  const request = { currentDateTime: START + 150, tolerancePeriod: 20 };
  const answer = bench.ask(synchroniseClock, request, { deviceUtcSeconds: START + 160 });
  assert.is(answer?.status, undefined);
  assert.is(answer?.clockStatus, 'reliable');
  const result = fromCborValue(synchroniseClock.response, answer?.content);
  assert.is(result.deviceTime, START + 160);
  assert.is(bench.meter.utcSeconds, START + 160);
  bench.reboot();
  assert.is(bench.ask(readSupplyStatus, {})?.clockStatus, 'unreliable', 'after a power cut');
});

clock('set over midnight takes the standing charge at once, and no day twice', () => {
  const bench = new Bench({
    settings: { ...PREPAYMENT, tariff: flatTariff(27_000, 100) },
  });
  const balanceAfter = (utcSeconds: number) => {
    const request = { currentDateTime: utcSeconds, tolerancePeriod: 0 };
    bench.ask(synchroniseClock, request, { deviceUtcSeconds: utcSeconds });
    return bench.meter.state.prepayment.balanceMillipence;
  };
  bench.meter.run(START + DAY - HOUR);
  assert.is(balanceAfter(START + DAY + 60), 999_900);
  assert.is(balanceAfter(START + DAY - HOUR), 999_900);
  assert.is(balanceAfter(START + DAY + 60), 999_900, 'the day was charged before');
  assert.is(balanceAfter(START + 40 * DAY), 999_900, 'nobody knows of how many days');
  bench.meter.run(bench.meter.state.metrology.boardSeconds + DAY);
  assert.is(bench.meter.state.prepayment.balanceMillipence, 999_800);
  assert.is(balanceAfter(START + 10 * DAY), 999_800);
  bench.meter.run(bench.meter.state.metrology.boardSeconds + DAY);
  assert.is(bench.meter.state.prepayment.balanceMillipence, 999_700, 'and goes on from there');
});

clock('is not set by a time that the supplier alone gives', () => {
  const bench = new Bench();
  const number = serviceNumber(synchroniseClock.reference);
  const request = { currentDateTime: START + 150, tolerancePeriod: 20 };
  const content = toCborValue(synchroniseClock.request, request);
  const inner = bench.headEnd.signed(number, content, { deviceUtcSeconds: START + 160 });
  const answer = bench.deliver(bench.headEnd.inside(inner, { service: number }));
  assert.is(answer?.status, refusalCode(synchroniseClock, 'executionFailed'));
  assert.is(bench.meter.utcSeconds, START);
});

clock('stays when the network is outside it, and says so', () => {
  const bench = new Bench();
  const request = { currentDateTime: START + 150, tolerancePeriod: 20 };
  for (const deviceUtcSeconds of [START + 149, START + 171]) {
    const answer = bench.ask(synchroniseClock, request, { deviceUtcSeconds });
    assert.is(answer?.status, refusalCode(synchroniseClock, 'outsideTolerance'));
  }
  assert.is(bench.meter.utcSeconds, START);
  assert.equal(bench.alerts(), [
    alertCodes.clockOutsideTolerance,
    alertCodes.clockOutsideTolerance,
  ]);
});

clock('is invalid when the board has lost the time, until it is set', () => {
  const bench = new Bench({ sensor: new ConstantLoad(1000) });
  bench.meter.run(START + HOUR);
  bench.reboot(50);
  bench.meter.run(50 + 2 * HOUR);
  assert.is(bench.meter.state.clock.status, 'invalid');
  const now = START + 10 * HOUR;
  const request = { currentDateTime: now, tolerancePeriod: 10 };
  bench.ask(synchroniseClock, request, { deviceUtcSeconds: now });
  bench.meter.run(50 + 3 * HOUR);
  const readLogPeriod = { startDateTime: START, endDateTime: START + DAY };
  const answer = bench.ask(readActiveImportProfileData, { readLogPeriod });
  const { logEntries } = fromCborValue(readActiveImportProfileData.response, answer?.content);
  assert.equal(
    logEntries.map(({ timestamp = 0 }) => (timestamp - START) / 1800),
    [1, 2, 3, 21, 22],
  );
  assert.is(bench.meter.state.metrology.importWattSeconds, 1000 * 4 * HOUR);
});

clock('without a time to go by, no more than half an hour is lost in a power cut', () => {
  const settings = { ...PREPAYMENT, clock: { offsetSeconds: 0, status: 'invalid' } as const };
  const sensor: Sensor = {
    measure: () => ({ activeWatts: 3600 }),
    nextChange: (after) => after + 700,
  };
  const bench = new Bench({ settings, sensor });
  const { operations } = bench.flash;
  bench.meter.run(START + 1799);
  assert.is(bench.flash.operations, operations, 'nothing is written before it is due');
  for (const seconds of [1800, 2 * DAY, 2 * DAY + 1799]) {
    bench.meter.run(START + seconds);
    const { importWattSeconds } = bench.meter.state.metrology;
    const { balanceMillipence } = bench.meter.state.prepayment;
    const kept = bench.reboot().state;
    assert.ok(importWattSeconds - kept.metrology.importWattSeconds < 1800 * 3600);
    assert.ok(kept.prepayment.balanceMillipence - balanceMillipence < 27_000 * 1.8);
  }
});
clock.run();
