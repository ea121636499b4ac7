/**
 * The meter against a second, slow model of its tariff, account and supply (naive-*.testing.ts), over random
 * weeks. WEEKS says how many, SEED which; a failure prints both and the shortest week that still fails.
 */
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readTariff } from './case-tariff.testing.ts';
import { primaryTariff } from './case-tariff-requests.testing.ts';
import { utcSecondsOf } from './naive-calendar.testing.ts';
import type { Limits } from './random-prepayment.testing.ts';
import type { WholeTariff } from './random-tariff.testing.ts';
import { type Happening, type Week, week } from './random-week.testing.ts';
import { OF_THE_MODEL, Twins } from './twins.testing.ts';

/** Enough for all that may be said to be said, and for less than half a minute. */
const WEEKS_ENOUGH = 200;
const WEEKS = Number(process.env['WEEKS'] ?? WEEKS_ENOUGH);
const SEED = Number(process.env['SEED'] ?? 2030);
/** For all of them, and for making a week that fails shorter. */
const TIME_LIMIT_MS = 120_000 + WEEKS * 2000;

const said = new Set<string>();
function live(one: Week): Twins {
  const twins = new Twins(one);
  twins.live(one);
  for (const name of twins.said) said.add(name);
  return twins;
}

const test = suite('the second model');

test('random weeks', () => {
  const property = fc.property(week, (one) => void live(one));
  const outcome = fc.check(property, {
    seed: SEED,
    numRuns: WEEKS,
    interruptAfterTimeLimit: TIME_LIMIT_MS,
    includeErrorInReport: true,
  });
  assert.not.ok(outcome.failed, fc.defaultReportMessage(outcome));
  assert.is(outcome.numRuns, WEEKS, `seed ${SEED}`);
});

if (WEEKS >= WEEKS_ENOUGH)
  test('the weeks were eventful: every alert of money and supply has been said', () => {
    assert.equal(
      [...OF_THE_MODEL].filter((name) => !said.has(name)),
      [],
    );
  });

// Weeks written by hand: the shortest of those that once failed, and one that has to.

const TUESDAY = utcSecondsOf('2030-01-15');

function flat(price: string): WholeTariff {
  const { tariff, priceElements } = primaryTariff(readTariff([`TOU 1 = ${price} p`]));
  return { tariff: tariff.electricity, prices: priceElements.electricity } as WholeTariff;
}

/** Each happening an hour after the one before it, the first at midnight. */
function weekOf(activeWatts: number, ...happenings: readonly Happening[]): Week {
  return {
    isTwin: false,
    utcSeconds: TUESDAY,
    first: flat('30.000'),
    second: flat('10.000'),
    load: [{ fromSeconds: TUESDAY, measured: { activeWatts } }],
    happenings: happenings.map((happening, hour) => ({
      utcSeconds: TUESDAY + hour * 3600,
      happening,
    })),
  };
}

const PREPAYMENT: Happening = {
  what: 'toPrepayment',
  suspendDisabled: false,
  suspendEmergency: false,
  thresholdMillipence: 0,
};
const LIMITS: Limits = {
  capPence: 0,
  emergency: 500_000,
  offered: 100_000,
  low: 0,
  balance: 500_000,
  topUp: 200_000,
  calendar: {
    electricitySpecialDays: {},
    schedules: [
      {
        nonDisablementScript: 'STOP',
        specialDaysApplicability: [],
        daysOfWeekApplicability: [],
        scheduleDatesAndTime: { switchTime: 0, startDate: 65535_0101, endDate: 65535_1231 },
      },
    ],
  },
};
const limits = (emergency: number): Happening => ({
  what: 'limits',
  limits: { ...LIMITS, emergency },
});

test('emergency credit used up by a smaller limit does not come back with a larger one', () => {
  const used = weekOf(0, PREPAYMENT, { what: 'pressEmergency' }, limits(0), limits(50_000));
  const { account } = live(used).model;
  assert.is(account.emergency, 'exhausted');
  assert.is(account.emergencyLeft, 0n);
});

test('arming a supply that the supplier has cut off is told', () => {
  const { said: alerts } = live(weekOf(0, { what: 'disable' }, { what: 'arm' }));
  assert.equal([...alerts], ['supplyArmed']);
});

test('a load limit whose wait is as short as its period acts each time', () => {
  const limit = { watts: 200, seconds: 1800, restorationSeconds: 1800, isDisabling: true };
  const once = weekOf(201, { what: 'loadLimit', limit });
  const { model } = live(once);
  assert.is(model.limitPassed, 7 * 24);
  assert.is(model.totalWattSeconds, BigInt(7 * 24 * 1800 * 201));
});

test('a model that is wrong by a thousandth of a penny a kWh is found out', () => {
  const one = weekOf(2000, { what: 'look' });
  const twins = new Twins(one);
  twins.model.tariff.prices = flat('30.001').prices;
  const outcome = fc.check(fc.property(fc.constant(one), (same) => twins.live(same)));
  assert.ok(outcome.failed);
  assert.is((outcome.errorInstance as Error).message, 'at the end');
});
test.run();
