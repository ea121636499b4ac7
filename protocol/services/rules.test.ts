import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { brokenRules, validate } from '../definition/validate.ts';
import type { ValueOf } from '../definition/words.ts';
import { services } from './index.ts';
import { limitApcLevel } from './limit-apc-level.ts';
import { readBoostButtonDetails } from './read-boost-button-details.ts';
import { setAuxiliaryControllerState } from './set-auxiliary-controller-state.ts';
import { updateDeviceConfigurationVoltage } from './update-device-configuration-voltage.ts';
import { updateImportTariffPrimaryElement } from './update-import-tariff-primary-element.ts';
import { updatePrepayConfiguration } from './update-prepay-configuration.ts';

const anyDay = { year: 'any', month: 'any', dayOfMonth: 1, dayOfWeek: 'any' } as const;
const everyWeekday = (day: number) => ({ 1: day, 2: day, 3: day, 4: day, 5: day, 6: day, 7: day });
const thresholds = { 1: 10_000, 2: 0xffff_ffff };
type Tariff = ValueOf<typeof updateImportTariffPrimaryElement.request>;
const electricity = {
  currencyUnits: 'GBP',
  switchingTable: {
    dayProfiles: [
      {
        dayName: 1,
        schedules: [
          { startTime: 0, action: { tou: 1 } },
          { startTime: 25_200, action: { tou: 2 } },
        ],
      },
    ],
    weekProfiles: [{ weekName: 1, dayNames: everyWeekday(1) }],
    seasons: [{ seasonName: 'winter', seasonStartDate: anyDay, referencedWeekName: 1 }],
  },
  specialDays: [{ date: anyDay, referencedDayName: 1 }],
  thresholdMatrix: {
    1: thresholds,
    2: thresholds,
    3: thresholds,
    4: thresholds,
    5: thresholds,
    6: thresholds,
    7: thresholds,
    8: thresholds,
  },
} as const;
const tariff: Tariff = {
  tariff: { electricity },
  priceElements: {
    electricity: {
      standingCharge: 30,
      standingChargeScale: -2,
      priceScale: -5,
      matrix: { tou: { touPrices: { 1: 3221, 2: 1500 } } },
    },
  },
};
const paths = (value: Tariff) =>
  brokenRules(updateImportTariffPrimaryElement, value).map((problem) => problem.path);
const changed = (part: object): Tariff =>
  ({ ...tariff, tariff: { electricity: { ...electricity, ...part } } }) as Tariff;
const table = (part: object) =>
  changed({ switchingTable: { ...electricity.switchingTable, ...part } });

const rules = suite('rules');

rules('a tariff whose parts agree breaks none', () => {
  validate(updateImportTariffPrimaryElement.request, tariff);
  assert.equal(paths(tariff), []);
});

rules('a tariff refers to days and weeks that it has', () => {
  assert.equal(paths(changed({ specialDays: [{ date: anyDay, referencedDayName: 2 }] })), [
    'tariff.electricity.specialDays[0]',
  ]);
  const days = { ...everyWeekday(1), 3: 9 };
  assert.equal(paths(table({ weekProfiles: [{ weekName: 1, dayNames: days }] })), [
    'tariff.electricity.switchingTable.weekProfiles[0].dayNames[3]',
  ]);
  const [season] = electricity.switchingTable.seasons;
  assert.equal(paths(table({ seasons: [{ ...season, referencedWeekName: 2 }] })), [
    'tariff.electricity.switchingTable.seasons[0]',
  ]);
});

rules('a name is given once, times rise, thresholds do not fall', () => {
  const [day] = electricity.switchingTable.dayProfiles;
  assert.equal(paths(table({ dayProfiles: [day, day] })), [
    'tariff.electricity.switchingTable.dayProfiles',
  ]);
  const [first] = day.schedules;
  for (const schedules of [[...day.schedules].reverse(), [first, first]])
    assert.equal(paths(table({ dayProfiles: [{ dayName: 1, schedules }] })), [
      'tariff.electricity.switchingTable.dayProfiles[0].schedules[1]',
    ]);
  const thresholdMatrix = { ...electricity.thresholdMatrix, 3: { 1: 2, 2: 1 } };
  assert.equal(paths(changed({ thresholdMatrix })), ['tariff.electricity.thresholdMatrix[3][2]']);
});

rules('the prices of a tariff are of its fuel', () => {
  const priceElements = {
    gas: { currencyUnits: 'GBP', standingCharge: 1, matrix: { tou: { touPrices: { 1: 1 } } } },
  } as const;
  assert.equal(paths({ ...tariff, priceElements }), ['priceElements']);
});

rules('a non-disablement calendar refers to special days that it has', () => {
  const schedule = {
    nonDisablementScript: 'START',
    specialDaysApplicability: [{ specialDayId: 2 }],
    daysOfWeekApplicability: [],
    scheduleDatesAndTime: { switchTime: 0, startDate: 2026_0102, endDate: 2026_0101 },
  };
  const calendar = { electricitySpecialDays: { 1: { date: anyDay } }, schedules: [schedule] };
  const value = { configuration: { electricity: { electricityNonDisablementCalendar: calendar } } };
  const at = 'configuration.electricity.electricityNonDisablementCalendar.schedules[0]';
  assert.equal(
    brokenRules(updatePrepayConfiguration, value).map((problem) => problem.path),
    [`${at}.specialDaysApplicability[0].specialDayId`, `${at}.scheduleDatesAndTime.endDate`],
  );
});

rules('the three phases are three', () => {
  const poly = [{ phase: 1 }, { phase: 2 }, { phase: 2 }];
  const [problem] = brokenRules(updateDeviceConfigurationVoltage, { phases: { poly } });
  assert.is(problem?.reason, '2 is there twice');
});

rules('every read of a log is of a period that does not end before it begins', () => {
  const readLogPeriod = { startDateTime: 1_420_243_200, endDateTime: 1_420_243_199 };
  const logs = services.filter(
    ({ request }) => request.kind === 'struct' && 'readLogPeriod' in request.fields,
  );
  assert.ok(logs.length > 13);
  for (const log of logs) {
    const [problem] = brokenRules(log, { readLogPeriod });
    assert.is(problem?.path, 'readLogPeriod.endDateTime', log.name);
    const oneSecond = { ...readLogPeriod, endDateTime: readLogPeriod.startDateTime };
    assert.equal(brokenRules(log, { readLogPeriod: oneSecond }), [], log.name);
  }
});

rules('what is asked of a controller, or read of the boost button, ends after it begins', () => {
  const period = { startDateTime: 1_420_243_200, endDateTime: 1_420_243_199 };
  const state = { auxiliaryControllerN: 3, commandedStateLevel: 50 };
  for (const service of [setAuxiliaryControllerState, limitApcLevel]) {
    const [problem] = brokenRules(service, { ...state, ...period });
    assert.equal(problem, { path: 'endDateTime', reason: 'before the start' });
    assert.equal(brokenRules(service, { ...state, ...period, endDateTime: 1_420_246_800 }), []);
  }
  const [problem] = brokenRules(readBoostButtonDetails, { readLogPeriod: period });
  assert.is(problem?.path, 'readLogPeriod.endDateTime');
});

rules.run();
