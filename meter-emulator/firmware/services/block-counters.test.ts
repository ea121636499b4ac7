/** 1.7 and 6.26 at a meter, and a tariff whose time is lost. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { resetTariffBlockCounterMatrix } from '../../../protocol/services/reset-tariff-block-counter-matrix.ts';
import { synchroniseClock } from '../../../protocol/services/synchronise-clock.ts';
import { updateDeviceConfigurationBillingCalendar } from '../../../protocol/services/update-device-configuration-billing-calendar.ts';
import { updateDeviceConfigurationDailyResettingOfTariffBlockCounterMatrix } from '../../../protocol/services/update-device-configuration-daily-resetting-of-tariff-block-counter-matrix.ts';
import { updateImportTariffPrimaryElement } from '../../../protocol/services/update-import-tariff-primary-element.ts';
import { type Bench, START } from '../bench.testing.ts';
import { blockCounters, touRegisters } from '../tariff/registers.ts';
import { economy7, rising } from '../tariff/tariffs.testing.ts';
import { balance, benchWith, HOUR, statusOf, wattHours } from './tariff-services.testing.ts';

const DAY = 86_400;

const counters = suite('block counters');

const counted = ({ meter }: Bench) => (blockCounters(meter.state)[1]?.[1] ?? 0) / HOUR;

counters('begin again by command', () => {
  const bench = benchWith('singleElement', rising);
  bench.meter.run(START + 2.5 * HOUR);
  assert.is(counted(bench), 1000);
  assert.is(statusOf(bench, resetTariffBlockCounterMatrix, {}), 0);
  bench.meter.run(START + 3 * HOUR);
  assert.is(counted(bench), 500);
});

counters('begin again at a date of the billing calendar, and the price with them', () => {
  const bench = benchWith('singleElement', rising);
  const calendar = { electricity: { billingTime: 3 * HOUR, period: { daily: {} } } };
  assert.is(statusOf(bench, updateDeviceConfigurationBillingCalendar, { calendar }), 0);
  bench.meter.run(START + 3 * HOUR - 1);
  assert.is(counted(bench), 1000);
  bench.meter.run(START + 3 * HOUR);
  const before = balance(bench);
  assert.is(counted(bench), 0);
  bench.meter.run(START + 4 * HOUR);
  assert.is(before - balance(bench), 10_000);
});

counters('begin again every midnight if so set, even one passed without power', () => {
  const bench = benchWith('singleElement', rising);
  bench.meter.run(START + 23 * HOUR);
  const daily = (dailyTariffBlockCounterMatrixReset: boolean) =>
    bench.ask(updateDeviceConfigurationDailyResettingOfTariffBlockCounterMatrix, {
      dailyTariffBlockCounterMatrixReset,
    });
  daily(true);
  bench.meter.run(START + DAY - 1);
  assert.is(counted(bench), 1000, 'not at once');
  bench.meter.run(START + DAY + HOUR / 2);
  assert.is(counted(bench), 500);
  bench.reboot(START + 2 * DAY + HOUR);
  assert.is(counted(bench), 0);
  daily(false);
  bench.meter.run(START + 3 * DAY + HOUR);
  assert.is(counted(bench), 1000);
});
counters.run();

const clock = suite('the clock of the tariff');

clock('a register stays in use when the time is lost, and is found again when it is set', () => {
  const bench = benchWith('singleElement', economy7);
  bench.meter.run(START + 7 * HOUR);
  bench.reboot(1000);
  bench.meter.run(1000 + DAY);
  assert.equal(bench.meter.state.counting.register, { tou: 1 });
  const now = START + 5 * DAY + 8 * HOUR;
  const request = { currentDateTime: now, tolerancePeriod: 0 };
  bench.ask(synchroniseClock, request, { deviceUtcSeconds: now });
  assert.equal(bench.meter.state.counting.register, { tou: 2 }, 'at once');
  bench.meter.run(1000 + DAY + HOUR);
  assert.equal(wattHours(touRegisters(bench.meter.state), 2), [30_500, 1500]);
});
clock('without a time a new tariff still counts in a register that it prices', () => {
  const bench = benchWith();
  bench.reboot(1000);
  bench.ask(updateImportTariffPrimaryElement, rising);
  assert.is(bench.meter.state.clock.status, 'invalid');
  assert.equal(bench.meter.state.counting.register, { block: 1 });
  bench.meter.run(1000 + HOUR);
  assert.is(balance(bench), -10_000);
});
clock.run();
