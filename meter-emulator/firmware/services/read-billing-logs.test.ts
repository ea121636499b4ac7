import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { alertCodes } from '../../../protocol/alerts/device-alerts.ts';
import { refusalCode } from '../../../protocol/services/index.ts';
import { readDeviceConfigurationBillingCalendar } from '../../../protocol/services/read-device-configuration-billing-calendar.ts';
import { retrieveBillingCalendarTriggeredBillingDataLog } from '../../../protocol/services/retrieve-billing-calendar-triggered-billing-data-log.ts';
import { retrieveComOrTariffTriggeredBillingDataLog } from '../../../protocol/services/retrieve-com-or-tariff-triggered-billing-data-log.ts';
import { synchroniseClock } from '../../../protocol/services/synchronise-clock.ts';
import { updateDeviceConfigurationBillingCalendar } from '../../../protocol/services/update-device-configuration-billing-calendar.ts';
import { updateImportTariffPrimaryElement } from '../../../protocol/services/update-import-tariff-primary-element.ts';
import { updatePaymentMode } from '../../../protocol/services/update-payment-mode.ts';
import { ConstantLoad } from '../../board/simulated-load-curve.ts';
import { Bench, START } from '../bench.testing.ts';
import { saidBy } from '../events/alerts.testing.ts';
import { constant, GAS_METER, TWIN_METER } from '../metrology/meters.testing.ts';
import { DEFAULT_SETTINGS } from '../provision.ts';
import { economy7, rising } from '../tariff/tariffs.testing.ts';
import { answerTo, EVER } from './answer.testing.ts';

const HOUR = 3600;
const DAY = 86_400;
const SIX = 6 * HOUR;
const DAILY_AT_SIX = { electricity: { billingTime: SIX, period: { daily: {} } } };

function billedDaily(): Bench {
  const bench = new Bench({ sensor: new ConstantLoad(1000) });
  answerTo(bench, updateDeviceConfigurationBillingCalendar, { calendar: DAILY_AT_SIX });
  return bench;
}

/** Hours since the start, and Wh. */
function bills(bench: Bench) {
  const request = { readLogPeriod: EVER };
  const { log } = answerTo(bench, retrieveBillingCalendarTriggeredBillingDataLog, request);
  return (log.electricity?.entries ?? []).map(({ timestamp = 0, importTotal }) => [
    (timestamp - START) / HOUR,
    importTotal,
  ]);
}

function setClock(bench: Bench, utcSeconds: number): void {
  const request = { currentDateTime: utcSeconds, tolerancePeriod: 0 };
  const answer = bench.ask(synchroniseClock, request, { deviceUtcSeconds: utcSeconds });
  assert.is(answer?.status, undefined);
}

const dates = suite('bills by the calendar');

dates('at each of its dates, and an alert with them', () => {
  const bench = billedDaily();
  bench.meter.run(START + 2 * DAY);
  assert.equal(bills(bench), [
    [6, 6000],
    [30, 30_000],
  ]);
  const told = bench.alerts().filter((code) => code === alertCodes.billingLogUpdated);
  assert.is(told.length, 2);
});

dates('one that passed without power is made up for, once, and the next comes at its time', () => {
  const bench = billedDaily();
  bench.meter.run(START + 7 * HOUR);
  bench.meter.powerFailing();
  bench.reboot(START + 55 * HOUR);
  bench.meter.run(START + 80 * HOUR);
  assert.equal(
    bills(bench).map(([hours]) => Math.floor(Number(hours))),
    [6, 55, 78],
  );
});

dates('a clock set back over a date does not bring it twice', () => {
  const bench = billedDaily();
  bench.meter.run(START + SIX + 10);
  setClock(bench, START + SIX - 10);
  bench.meter.run(START + 40 * HOUR);
  assert.equal(
    bills(bench).map(([hours]) => hours),
    [6, 30],
  );
});

dates('a clock set years ahead and back keeps to its dates', () => {
  const bench = billedDaily();
  bench.meter.run(START + HOUR);
  setClock(bench, START + 3650 * DAY);
  bench.meter.run(START + HOUR + 10);
  setClock(bench, START + HOUR + 10);
  bench.meter.run(START + 2 * DAY);
  assert.equal(
    bills(bench)
      .slice(-2)
      .map(([hours]) => hours),
    [6, 30],
  );
});

dates('are given from the first to the last second asked for', () => {
  const bench = billedDaily();
  bench.meter.run(START + 3 * DAY);
  const hours = (startDateTime: number, endDateTime: number) => {
    const request = { readLogPeriod: { startDateTime, endDateTime } };
    const { log } = answerTo(bench, retrieveBillingCalendarTriggeredBillingDataLog, request);
    return log.electricity?.entries.map(({ timestamp = 0 }) => (timestamp - START) / HOUR);
  };
  assert.equal(hours(START + SIX, START + SIX + DAY), [6, 30]);
  assert.equal(hours(START + SIX + 1, START + SIX + 2 * DAY - 1), [30]);
});

dates('the alert of a twin element tells of both', () => {
  const sensor = constant({ activeWatts: 1000, secondaryWatts: 500 });
  const bench = new Bench({ settings: TWIN_METER, sensor });
  answerTo(bench, updateDeviceConfigurationBillingCalendar, { calendar: DAILY_AT_SIX });
  bench.meter.run(START + SIX);
  const said = saidBy(bench.meter.state.alerts.pending.at(-1));
  const electricity = { activeImport: 6000, secondaryActiveImport: 3000 };
  assert.equal(said?.billing, {
    entry: { electricity: { timestamp: START + SIX, ...electricity } },
  });
});

dates('the last twelve are kept', () => {
  const bench = billedDaily();
  bench.meter.run(START + 20 * DAY);
  assert.equal(
    bills(bench).map(([hours]) => hours),
    Array.from({ length: 12 }, (_, n) => 198 + 24 * n),
  );
});

dates('the calendar is read back; that of another fuel is refused', () => {
  const bench = billedDaily();
  const { billingCalendar } = answerTo(bench, readDeviceConfigurationBillingCalendar, {});
  assert.equal(billingCalendar, DAILY_AT_SIX);
  const gas = { billingPeriodStart: START, periodicity: 'Monthly' as const };
  const refused = bench.ask(updateDeviceConfigurationBillingCalendar, { calendar: { gas } });
  const why = refusalCode(updateDeviceConfigurationBillingCalendar, 'argumentsRefused');
  assert.is(refused?.status, why);
  assert.equal(bench.meter.state.billingCalendar, { calendar: DAILY_AT_SIX });
});

dates('of gas, volumes from the start of its first period', () => {
  const sensor = constant({ activeWatts: 0, litresPerHour: 50 });
  const bench = new Bench({ settings: GAS_METER, sensor });
  const gas = { billingPeriodStart: START + HOUR, periodicity: 'Weekly' as const };
  answerTo(bench, updateDeviceConfigurationBillingCalendar, { calendar: { gas } });
  bench.meter.run(START + 8 * DAY);
  const request = { readLogPeriod: EVER };
  const { log } = answerTo(bench, retrieveBillingCalendarTriggeredBillingDataLog, request);
  assert.equal(
    log.gas?.entries.map(({ timestamp = 0, gasTotal }) => [timestamp - START, gasTotal]),
    [
      [HOUR, 50],
      [HOUR + 7 * DAY, 50 + 7 * 24 * 50],
    ],
  );
});
dates.run();

const changes = suite('bills of changes');

changes('what stood before the payment mode changed, with the account', () => {
  const bench = new Bench({ sensor: new ConstantLoad(1000) });
  bench.meter.run(START + 2 * HOUR);
  const prepayment = {
    suspendDebtDisabled: false,
    suspendDebtEmergency: false,
    disablementThreshold: -1_000_000,
  };
  answerTo(bench, updatePaymentMode, { mode: { prepayment } });
  const request = { readLogPeriod: EVER };
  const { log } = answerTo(bench, retrieveComOrTariffTriggeredBillingDataLog, request);
  const [entry] = log.electricity?.entries ?? [];
  assert.equal([entry?.timestamp, entry?.importTotal], [START + 2 * HOUR, 2000]);
  assert.is(log.electricity?.prepaymentEntries[0]?.timestamp, START + 2 * HOUR);
  assert.equal(bills(bench), [], 'it is no date of the calendar');
});
changes('what stood in each block before the tariff changed', () => {
  const bench = new Bench({
    settings: { ...DEFAULT_SETTINGS, tariff: rising },
    sensor: new ConstantLoad(1000),
  });
  bench.meter.run(START + 2.5 * HOUR);
  answerTo(bench, updateImportTariffPrimaryElement, economy7);
  const request = { readLogPeriod: EVER };
  const { log } = answerTo(bench, retrieveComOrTariffTriggeredBillingDataLog, request);
  const [entry] = log.electricity?.entries ?? [];
  const { block1Registers, block2Registers, block3Registers, block4Registers } = entry ?? {};
  assert.equal(
    [block1Registers, block2Registers, block3Registers, block4Registers].map((rows) => rows?.[1]),
    [1000, 1000, 500, 0],
  );
  assert.is(block2Registers?.[2], 0);
});
changes.run();
