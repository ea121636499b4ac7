/** 1.1.x, 1.2.x, 1.7, 4.11.x and 6.26 at a meter. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { alertCodes } from '../../../protocol/alerts/device-alerts.ts';
import { fromCborValue } from '../../../protocol/definition/cbor.ts';
import type { Service } from '../../../protocol/definition/service.ts';
import type { ValueOf } from '../../../protocol/definition/words.ts';
import { refusalCode } from '../../../protocol/services/index.ts';
import { readTariffPrimaryElement } from '../../../protocol/services/read-tariff-primary-element.ts';
import { readTariffSecondaryElement } from '../../../protocol/services/read-tariff-secondary-element.ts';
import { resetTariffBlockCounterMatrix } from '../../../protocol/services/reset-tariff-block-counter-matrix.ts';
import { synchroniseClock } from '../../../protocol/services/synchronise-clock.ts';
import { updateDeviceConfigurationDailyResettingOfTariffBlockCounterMatrix } from '../../../protocol/services/update-device-configuration-daily-resetting-of-tariff-block-counter-matrix.ts';
import { updateImportTariffPrimaryElement } from '../../../protocol/services/update-import-tariff-primary-element.ts';
import { updateImportTariffSecondaryElement } from '../../../protocol/services/update-import-tariff-secondary-element.ts';
import { updatePricePrimaryElement } from '../../../protocol/services/update-price-primary-element.ts';
import { updatePriceSecondaryElement } from '../../../protocol/services/update-price-secondary-element.ts';
import { ConstantLoad } from '../../board/simulated-load-curve.ts';
import { Bench, START } from '../bench.testing.ts';
import { DEFAULT_SETTINGS } from '../provision.ts';
import { flatGasTariff, flatSecondaryTariff } from '../tariff/flat-tariff.ts';
import { blockCounters, secondaryTouRegisters, touRegisters } from '../tariff/registers.ts';
import {
  EVERY_DAY,
  economy7,
  rising,
  risingGas,
  type Tariff,
  tableOf,
  tariffOf,
} from '../tariff/tariffs.testing.ts';

const HOUR = 3600;
const DAY = 86_400;
const touPrices = (prices: Readonly<Record<number, number>>) =>
  tariffOf(tableOf([[0, { tou: 1 }]]), { tou: { touPrices: prices } }).priceElements;

function benchWith(
  kind: 'singleElement' | 'twinElement' | 'gas' = 'singleElement',
  tariff: Tariff = DEFAULT_SETTINGS.tariff,
): Bench {
  const variant = { ...DEFAULT_SETTINGS.variant, kind };
  const sensor = new ConstantLoad(1000);
  const measure = () => ({ activeWatts: 1000, secondaryWatts: 2000 });
  return new Bench({
    settings: { ...DEFAULT_SETTINGS, variant, tariff, secondaryTariff: flatSecondaryTariff(5000) },
    sensor: kind === 'twinElement' ? { measure, nextChange: (after) => after + HOUR } : sensor,
  });
}

function statusOf<S extends Service>(bench: Bench, service: S, request: ValueOf<S['request']>) {
  return bench.ask(service, request)?.status ?? 0;
}

function balance({ meter }: Bench): number {
  return meter.state.prepayment.balanceMillipence;
}

function wattHours(rows: Readonly<Record<number, number>>, last: number): readonly number[] {
  return Array.from({ length: last }, (_, i) => (rows[i + 1] ?? 0) / HOUR);
}

const update = suite('a new tariff');

update('counts from its second on; what was used before has the old register and price', () => {
  const bench = benchWith();
  bench.meter.run(START + 3 * HOUR);
  const before = balance(bench);
  assert.is(statusOf(bench, updateImportTariffPrimaryElement, economy7), 0);
  assert.is(balance(bench), before, 'nothing is paid twice');
  bench.meter.run(START + 9 * HOUR);
  // Until 03:00 the flat tariff counted in 1 at 27p, until 07:30 the night at 10p, then the day at 30p.
  assert.equal(wattHours(touRegisters(bench.meter.state), 3), [7500, 1500, 0]);
  assert.is(before - balance(bench), 4.5 * 10_000 + 1.5 * 30_000);
});

update('goes on through a power cut, and a switch in it is made up for at the boot', () => {
  const bench = benchWith('singleElement', economy7);
  bench.meter.run(START + 7 * HOUR);
  assert.equal(bench.meter.state.counting.register, { tou: 1 });
  bench.reboot(START + 8 * HOUR);
  assert.equal(bench.meter.state.counting.register, { tou: 2 });
  bench.meter.run(START + 9 * HOUR);
  assert.equal(wattHours(touRegisters(bench.meter.state), 2), [6500, 1500]);
});

update('is read back as it came, with the price of now', () => {
  const bench = benchWith();
  bench.ask(updateImportTariffPrimaryElement, rising);
  bench.meter.run(START + 1.5 * HOUR);
  const content = bench.ask(readTariffPrimaryElement, {})?.content;
  const { electricity } = fromCborValue(readTariffPrimaryElement.response, content).tariff;
  assert.is(electricity?.activePrice, 20_000);
  assert.is(electricity?.currencyUnitsName, 'Millipence');
  assert.equal(electricity?.switchingTable, rising.tariff.electricity?.switchingTable);
  assert.equal(electricity?.thresholdMatrix, rising.tariff.electricity?.thresholdMatrix);
  assert.equal(electricity?.blockPrices, { 1: { 1: 10_000, 2: 20_000, 3: 30_000 } });
  assert.is(electricity?.touPrices, undefined);
});

update('writes the registers to the billing log', () => {
  const bench = benchWith();
  bench.meter.run(START + HOUR);
  bench.ask(updateImportTariffPrimaryElement, economy7);
  assert.is(bench.meter.state.billing.changeEntries, 1);
  assert.is(bench.meter.state.billing.lastChangeUtcSeconds, START + HOUR);
});

update('comes at its time, however large, and the supplier is told', () => {
  const bench = benchWith();
  const executionDateTime = START + 2 * HOUR + 17;
  assert.is(
    statusOf(bench, updateImportTariffPrimaryElement, { ...economy7, executionDateTime }),
    0,
  );
  const paid = balance(bench);
  bench.meter.run(START + 3 * HOUR);
  const seconds = { flat: 2 * HOUR + 17, night: HOUR - 17 };
  const exact = (seconds.flat * 27_000 + seconds.night * 10_000) / HOUR;
  assert.is(paid - balance(bench), Math.floor(exact));
  assert.equal(bench.alerts(), [alertCodes.futureDatedDone]);
});

update('a new tariff and new prices for the same second come one after the other', () => {
  const bench = benchWith('twinElement');
  const executionDateTime = START + HOUR;
  const prices = { priceScale: -5, touPrices: { 1: 1 } };
  bench.ask(updateImportTariffPrimaryElement, { ...economy7, executionDateTime });
  const higher = { priceElements: touPrices({ 1: 31_000, 2: 32_000 }), executionDateTime };
  bench.ask(updatePricePrimaryElement, higher);
  bench.ask(updatePriceSecondaryElement, { priceElements: prices, executionDateTime });
  bench.meter.run(START + HOUR);
  const before = balance(bench);
  bench.reboot();
  bench.meter.run(START + 2 * HOUR);
  assert.is(before - balance(bench), 31_000 + 2);
});

update('what cannot be reckoned with is refused by name, and nothing changes', () => {
  const bench = benchWith();
  const before = bench.meter.state.documents;
  const [table, all] = [tableOf([[0, { tou: 1 }]], [[0, { tou: 7 }]]), { 1: 100, 7: 100 }];
  const blocks = tableOf([[0, { block: 2 }]]);
  const good = tariffOf(table, { tou: { touPrices: all } });
  const electricity = good.tariff.electricity as NonNullable<Tariff['tariff']['electricity']>;
  const date = { ...EVERY_DAY, month: 2, dayOfMonth: 30 };
  const specialDays = [{ date, referencedDayName: 1 }];
  const prices = good.priceElements.electricity as NonNullable<
    Tariff['priceElements']['electricity']
  >;
  const bad: readonly (readonly [string, Tariff])[] = [
    ['priceMissing', tariffOf(table, { tou: { touPrices: { 1: 100 } } })],
    ['priceMissing', tariffOf(blocks, { block: { blockPrices: { 2: { 1: 1 } } } }, { 2: [5] })],
    ['dateImpossible', { ...good, tariff: { electricity: { ...electricity, specialDays } } }],
    [
      'priceScaleTooFine',
      { ...good, priceElements: { electricity: { ...prices, priceScale: -11 } } },
    ],
    ['priceOutOfRange', { ...good, priceElements: { electricity: { ...prices, priceScale: 2 } } }],
    [
      'standingChargeScaleTooFine',
      {
        ...good,
        priceElements: { electricity: { ...prices, standingCharge: 1, standingChargeScale: -6 } },
      },
    ],
    ['notThere', flatGasTariff(5000, 0)],
  ];
  for (const [why, tariff] of bad) {
    const status = statusOf(bench, updateImportTariffPrimaryElement, tariff);
    assert.is(status, refusalCode(updateImportTariffPrimaryElement, why), why);
  }
  assert.is(bench.meter.state.documents, before);
  assert.is(statusOf(bench, updateImportTariffPrimaryElement, good), 0);
});
update.run();

const price = suite('new prices');

price('apply at once under the tariff that is there, and end with it', () => {
  const bench = benchWith('singleElement', economy7);
  const prices = touPrices({ 1: 1000, 2: 2000 });
  assert.is(statusOf(bench, updatePricePrimaryElement, { priceElements: prices }), 0);
  bench.meter.run(START + HOUR);
  assert.is(balance(bench), -1000 - 500, 'half an hour of the day before, at 2p');
  bench.ask(updateImportTariffPrimaryElement, economy7);
  bench.meter.run(START + 2 * HOUR);
  assert.is(balance(bench), -1500 - 10_000);
});

price('that do not cover the tariff are refused', () => {
  const bench = benchWith('singleElement', economy7);
  const refused = refusalCode(updatePricePrimaryElement, 'pricesOfAnotherTariff');
  const ask = (priceElements: Tariff['priceElements']) =>
    statusOf(bench, updatePricePrimaryElement, { priceElements });
  assert.is(ask(touPrices({ 1: 1000 })), refused);
  assert.is(ask(rising.priceElements), refused);
  assert.is(ask(risingGas.priceElements), refusalCode(updatePricePrimaryElement, 'notThere'));
});
price.run();

const twin = suite('the second element');

const nights: ValueOf<typeof updateImportTariffSecondaryElement.request> = {
  switchingTable: {
    dayProfiles: [
      {
        dayName: 1,
        schedules: [
          { startTime: 0, touTariffAction: 3 },
          { startTime: HOUR, touTariffAction: 4 },
        ],
      },
    ],
    weekProfiles: tableOf([]).weekProfiles,
    seasons: tableOf([]).seasons,
  },
  specialDays: [],
  priceElements: { priceScale: -5, touPrices: { 3: 100, 4: 200 } },
};

twin('has its own registers and prices, and its tariff is read back', () => {
  const bench = benchWith('twinElement');
  assert.is(statusOf(bench, updateImportTariffSecondaryElement, nights), 0);
  const before = balance(bench);
  bench.meter.run(START + 3 * HOUR);
  const { state } = bench.meter;
  assert.equal(wattHours(secondaryTouRegisters(state), 4), [0, 0, 2000, 4000]);
  assert.equal(wattHours(touRegisters(state), 2), [3000, 0]);
  assert.is(before - balance(bench), 3 * 27_000 + 2 * 100 + 4 * 200);
  const content = bench.ask(readTariffSecondaryElement, {})?.content;
  const read = fromCborValue(readTariffSecondaryElement.response, content);
  assert.is(read.activePrice, 200);
  assert.equal(read.switchingTable, nights.switchingTable);
});

twin('takes new prices only if they cover its registers', () => {
  const bench = benchWith('twinElement');
  bench.ask(updateImportTariffSecondaryElement, nights);
  const ask = (prices: Readonly<Record<number, number>>) =>
    statusOf(bench, updatePriceSecondaryElement, {
      priceElements: { priceScale: -5, touPrices: prices },
    });
  assert.is(ask({ 3: 1 }), refusalCode(updatePriceSecondaryElement, 'pricesOfAnotherTariff'));
  assert.is(ask({ 3: 1, 4: 2 }), 0);
});

twin('is not there on a meter with one', () => {
  const notSupported = refusalCode(updateImportTariffSecondaryElement, 'notSupported');
  assert.is(statusOf(benchWith(), updateImportTariffSecondaryElement, nights), notSupported);
  assert.is(statusOf(benchWith(), readTariffSecondaryElement, {}), notSupported);
});
twin.run();

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

const gas = suite('a gas tariff');

gas('is read back as it came, in millipence', () => {
  const bench = benchWith('gas', flatGasTariff(5000, 30_000));
  assert.is(statusOf(bench, updateImportTariffPrimaryElement, risingGas), 0);
  const content = bench.ask(readTariffPrimaryElement, {})?.content;
  const read = fromCborValue(readTariffPrimaryElement.response, content).tariff.gas;
  assert.is(read?.activePrice, 10_000);
  assert.is(read?.activePriceScale, -5);
  assert.equal(read?.switchingTable, risingGas.tariff.gas?.switchingTable);
  assert.equal(read?.thresholds, { 1: 1000, 2: 2000, 3: 3000 });
  const refused = refusalCode(updateImportTariffPrimaryElement, 'notThere');
  assert.is(statusOf(bench, updateImportTariffPrimaryElement, economy7), refused);
});

gas('with more thresholds priced than the tariff has is refused', () => {
  const bench = benchWith('gas', flatGasTariff(5000, 30_000));
  const { gas: table } = risingGas.tariff as Extract<Tariff['tariff'], { gas: object }>;
  const tariff = { ...risingGas, tariff: { gas: { ...table, thresholdMatrix: { 1: 1000 } } } };
  const refused = refusalCode(updateImportTariffPrimaryElement, 'thresholdMissing');
  assert.is(statusOf(bench, updateImportTariffPrimaryElement, tariff), refused);
});
gas.run();
