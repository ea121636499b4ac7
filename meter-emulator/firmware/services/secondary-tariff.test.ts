/** 1.1.2, 1.2.2 and 4.11.2 at a meter. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fromCborValue } from '../../../protocol/definition/cbor.ts';
import type { ValueOf } from '../../../protocol/definition/words.ts';
import { refusalCode } from '../../../protocol/services/index.ts';
import { readTariffSecondaryElement } from '../../../protocol/services/read-tariff-secondary-element.ts';
import { updateImportTariffSecondaryElement } from '../../../protocol/services/update-import-tariff-secondary-element.ts';
import { updatePriceSecondaryElement } from '../../../protocol/services/update-price-secondary-element.ts';
import { START } from '../bench.testing.ts';
import { secondaryTouRegisters, touRegisters } from '../tariff/registers.ts';
import { EVERY_DAY, tableOf } from '../tariff/tariffs.testing.ts';
import { balance, benchWith, HOUR, statusOf, wattHours } from './tariff-services.testing.ts';

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

twin('new prices are read back and paid, and end with the next tariff', () => {
  const bench = benchWith('twinElement');
  bench.ask(updateImportTariffSecondaryElement, nights);
  const priceElements = { priceScale: -6, touPrices: { 3: 70, 4: 80 } };
  assert.is(statusOf(bench, updatePriceSecondaryElement, { priceElements }), 0);
  const read = () => {
    const content = bench.ask(readTariffSecondaryElement, {})?.content;
    const { activePrice, priceScale, touPrices } = fromCborValue(
      readTariffSecondaryElement.response,
      content,
    );
    return { activePrice, priceScale, touPrices };
  };
  assert.equal(read(), { activePrice: 70, ...priceElements });
  bench.meter.run(START + HOUR);
  assert.is(balance(bench), -27_000 - 2 * 7);
  assert.is(statusOf(bench, updateImportTariffSecondaryElement, nights), 0);
  assert.equal(read(), { activePrice: 200, ...nights.priceElements });
});

twin('a tariff with a day that no year has is refused, and one with a price too fine', () => {
  const bench = benchWith('twinElement');
  const before = bench.meter.state.documents;
  const status = (changed: Partial<typeof nights>) =>
    statusOf(bench, updateImportTariffSecondaryElement, { ...nights, ...changed });
  const date = { ...EVERY_DAY, month: 2, dayOfMonth: 30 };
  const code = (why: string) => refusalCode(updateImportTariffSecondaryElement, why);
  const specialDays = [{ date, referencedDayName: 1 }];
  assert.is(status({ specialDays }), code('dateImpossible'));
  const priceElements = { priceScale: -9, touPrices: { 3: 101, 4: 200 } };
  assert.is(status({ priceElements }), code('priceScaleTooFine'));
  assert.is(bench.meter.state.documents, before);
});

twin('is not there on a meter with one', () => {
  const notSupported = refusalCode(updateImportTariffSecondaryElement, 'notSupported');
  assert.is(statusOf(benchWith(), updateImportTariffSecondaryElement, nights), notSupported);
  assert.is(statusOf(benchWith(), readTariffSecondaryElement, {}), notSupported);
});
twin.run();
