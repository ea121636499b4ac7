/** 1.1.1, 1.2.1 and 4.11.1 at a meter. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { alertCodes } from '../../../protocol/alerts/device-alerts.ts';
import { fromCborValue } from '../../../protocol/definition/cbor.ts';
import { refusalCode } from '../../../protocol/services/index.ts';
import { readTariffPrimaryElement } from '../../../protocol/services/read-tariff-primary-element.ts';
import { updateImportTariffPrimaryElement } from '../../../protocol/services/update-import-tariff-primary-element.ts';
import { updatePricePrimaryElement } from '../../../protocol/services/update-price-primary-element.ts';
import { updatePriceSecondaryElement } from '../../../protocol/services/update-price-secondary-element.ts';
import { START } from '../bench.testing.ts';
import { flatGasTariff } from '../tariff/flat-tariff.ts';
import { touRegisters } from '../tariff/registers.ts';
import {
  EVERY_DAY,
  economy7,
  rising,
  risingGas,
  type Tariff,
  tableOf,
  tariffOf,
  UNLIMITED,
} from '../tariff/tariffs.testing.ts';
import {
  balance,
  benchWith,
  HOUR,
  statusOf,
  touPrices,
  wattHours,
} from './tariff-services.testing.ts';

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

update('writes the registers to the billing log, once for all changes of a second', () => {
  const bench = benchWith();
  bench.meter.run(START + HOUR);
  bench.ask(updateImportTariffPrimaryElement, economy7);
  bench.ask(updateImportTariffPrimaryElement, rising);
  assert.is(bench.meter.state.billing.changeEntries, 1);
  assert.is(bench.meter.state.billing.lastChangeUtcSeconds, START + HOUR);
  bench.meter.run(START + HOUR + 1);
  bench.ask(updateImportTariffPrimaryElement, economy7);
  assert.is(bench.meter.state.billing.changeEntries, 2);
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
    ['priceOutOfRange', tariffOf(blocks, { block: { blockPrices: { 2: { 1: -1 } } } })],
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
update('needs no price for a block that ends where it begins', () => {
  const bench = benchWith();
  const one = tariffOf(
    tableOf([[0, { block: 1 }]]),
    { block: { blockPrices: { 1: { 2: 20_000 } } } },
    { 1: [0, UNLIMITED] },
  );
  assert.is(statusOf(bench, updateImportTariffPrimaryElement, one), 0);
  bench.meter.run(START + HOUR);
  assert.is(balance(bench), -20_000);
});
update.run();

const price = suite('new prices');

price('apply at once under the tariff that is there, and end with it', () => {
  const bench = benchWith('singleElement', economy7);
  const prices = touPrices({ 1: 1000, 2: 2000 });
  assert.is(statusOf(bench, updatePricePrimaryElement, { priceElements: prices }), 0);
  bench.meter.run(START + HOUR);
  assert.is(balance(bench), -1000 - 500, 'half an hour of the day before, at 2p');
  const content = bench.ask(readTariffPrimaryElement, {})?.content;
  const { electricity } = fromCborValue(readTariffPrimaryElement.response, content).tariff;
  assert.equal(electricity?.touPrices, { 1: 1000, 2: 2000 });
  assert.is(electricity?.activePrice, 1000);
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
