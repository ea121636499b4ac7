/** The rules of the second element's tariff and of gas prices. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { brokenRules, validate } from '../definition/validate.ts';
import type { ValueOf } from '../definition/words.ts';
import { updateImportTariffPrimaryElement } from './update-import-tariff-primary-element.ts';
import { updateImportTariffSecondaryElement } from './update-import-tariff-secondary-element.ts';
import { updatePricePrimaryElement } from './update-price-primary-element.ts';

type Tariff = ValueOf<typeof updateImportTariffSecondaryElement.request>;
const anyDay = { year: 'any', month: 'any', dayOfMonth: 1, dayOfWeek: 'any' } as const;
const schedules = [
  { startTime: 0, touTariffAction: 1 },
  { startTime: 25_200, touTariffAction: 4 },
];
const week = { weekName: 1, dayNames: { 1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1 } };
const tariff: Tariff = {
  switchingTable: {
    dayProfiles: [{ dayName: 1, schedules }],
    weekProfiles: [week],
    seasons: [{ seasonName: 'year', seasonStartDate: anyDay, referencedWeekName: 1 }],
  },
  specialDays: [{ date: anyDay, referencedDayName: 1 }],
  priceElements: { priceScale: -5, touPrices: { 1: 1010, 4: 1340 } },
};
const paths = (part: Partial<Tariff>) =>
  brokenRules(updateImportTariffSecondaryElement, { ...tariff, ...part }).map((p) => p.path);
const table = (part: object) => ({ switchingTable: { ...tariff.switchingTable, ...part } });

const rules = suite('tariff rules');

rules('a second tariff whose parts agree breaks none', () => {
  validate(updateImportTariffSecondaryElement.request, tariff);
  assert.equal(paths({}), []);
});

rules('the days and weeks of a second tariff are there, and its times rise', () => {
  const days = { ...week.dayNames, 7: 2 };
  assert.equal(paths(table({ weekProfiles: [{ weekName: 1, dayNames: days }] })), [
    'switchingTable.weekProfiles[0].dayNames[7]',
  ]);
  assert.equal(paths(table({ weekProfiles: [{ ...week, weekName: 2 }] })), [
    'switchingTable.seasons[0]',
  ]);
  assert.equal(paths({ specialDays: [{ date: anyDay, referencedDayName: 3 }] }), [
    'specialDays[0]',
  ]);
  const falling = [...schedules].reverse();
  assert.equal(paths(table({ dayProfiles: [{ dayName: 1, schedules: falling }] })), [
    'switchingTable.dayProfiles[0].schedules[1]',
  ]);
});

rules('a register of the second element that counts has a price', () => {
  assert.equal(paths({ priceElements: { priceScale: -5, touPrices: { 1: 1010 } } }), [
    'switchingTable.dayProfiles[0].schedules[1].touTariffAction',
  ]);
});

const blocks = (numberOfThresholds: number) =>
  ({
    gas: {
      currencyUnits: 'GBP',
      standingCharge: 22_465,
      matrix: { block: { blockPrices: { 1: 9600, 2: 10_200, 3: 10_750 }, numberOfThresholds } },
    },
  }) as const;

rules('gas in blocks has one price more than thresholds', () => {
  const of = (count: number) =>
    brokenRules(updatePricePrimaryElement, { priceElements: blocks(count) });
  assert.equal(of(1), []);
  assert.equal(of(2), []);
  const path = 'priceElements.gas.matrix.block.numberOfThresholds';
  assert.equal(of(3), [{ path, reason: 'refers to 4, which is not there' }]);
});

rules('a new gas tariff has the prices of its blocks too', () => {
  const gas = {
    switchingTable: { dayProfiles: [], weekProfiles: [], seasons: [] },
    specialDays: [],
    thresholdMatrix: { 1: 1000, 2: 2000, 3: 3000 },
  };
  const value = { tariff: { gas }, priceElements: blocks(3) };
  const [problem] = brokenRules(updateImportTariffPrimaryElement, value);
  assert.is(problem?.path, 'priceElements.gas.matrix.block.numberOfThresholds');
});

rules.run();
