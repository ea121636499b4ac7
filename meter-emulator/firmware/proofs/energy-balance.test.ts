/**
 * A leap year on one meter of each kind: what went in comes out again in every register, history and on the
 * account. The loads are whole watt-hours (or litres) in each half-hour, so that nothing is hidden by rounding.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readActiveImportProfileData } from '../../../protocol/services/read-active-import-profile-data.ts';
import { readInstantaneousImportRegisters } from '../../../protocol/services/read-instantaneous-import-registers.ts';
import { readInstantaneousImportTouMatrices } from '../../../protocol/services/read-instantaneous-import-tou-matrices.ts';
import { readInstantaneousImportTouWithBlocksMatrices } from '../../../protocol/services/read-instantaneous-import-tou-with-blocks-matrices.ts';
import { readInstantaneousPrepayValues } from '../../../protocol/services/read-instantaneous-prepay-values.ts';
import { retrieveDailyConsumptionLog } from '../../../protocol/services/retrieve-daily-consumption-log.ts';
import { SimulatedLoadCurve } from '../../board/simulated-load-curve.ts';
import { CaseMeter, type Kind } from './case-meter.testing.ts';
import { parseBlock } from './case-text.testing.ts';
import { carryOut } from './case-verbs.testing.ts';
import { utcSecondsOf } from './naive-calendar.testing.ts';
import type { LoadStep } from './scripted-load.testing.ts';

const HALF_HOUR = 1800;
const BEGIN = utcSecondsOf('2032-01-01');
const END = utcSecondsOf('2033-01-01');
const DAYS = 366;
const HALF_HOURS = DAYS * 48;
/** Both mornings on which clocks on British walls move. */
const CLOCK_CHANGES = ['2032-03-28', '2032-10-31'].map(utcSecondsOf);

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);
const even = (value: number) => value - (value % 2);

/** Watts of a home, even, so that a half-hour of them is a whole number of Wh. */
function courseOf(seed: string): (utcSeconds: number) => number {
  const curve = new SimulatedLoadCurve(seed);
  return (utcSeconds) => even(curve.activeImportWatts(utcSeconds));
}
const primary = courseOf('primary');
const secondary = courseOf('secondary');

function measuredAt(kind: Kind, utcSeconds: number): LoadStep['measured'] {
  if (kind === 'gas') return { activeWatts: 0, litresPerHour: primary(utcSeconds) };
  const secondaryWatts = kind === 'twinElement' ? secondary(utcSeconds) : 0;
  return { activeWatts: primary(utcSeconds), secondaryWatts };
}

/** In Wh, or litres: half of the watts, or litres an hour, of every half-hour. */
function fed(course: (utcSeconds: number) => number): readonly number[] {
  return Array.from({ length: HALF_HOURS }, (_, i) => course(BEGIN + i * HALF_HOUR) / 2);
}

function meterAfterAYear(kind: Kind, block: string): CaseMeter {
  const sensor = {
    measure: (utcSeconds: number) => measuredAt(kind, utcSeconds),
    nextChange: (after: number) => (Math.floor(after / HALF_HOUR) + 1) * HALF_HOUR,
  };
  const meter = new CaseMeter({ kind, utcSeconds: BEGIN, sensor });
  const { given, lines } = parseBlock(block.split('\n'));
  for (const line of lines) assert.is(carryOut(meter, line, given), 'done', line.verb);
  meter.run(END);
  return meter;
}

const period = { startDateTime: BEGIN, endDateTime: END };
const profileOf = (meter: CaseMeter) =>
  meter.read(readActiveImportProfileData, { readLogPeriod: period }).logEntries;
const daysOf = (meter: CaseMeter) =>
  meter.read(retrieveDailyConsumptionLog, { readLogPeriod: period }).log;
const balanceOf = (meter: CaseMeter) => meter.read(readInstantaneousPrepayValues).meterBalance;
const registersOf = (meter: CaseMeter) => meter.read(readInstantaneousImportRegisters).registers;

const HYBRID = `
tariff hybrid:
  scale -5
  standing 31.415 p
  day 1: 00:00 TOU 3, 05:30 row 1, 16:00 row 2, 19:00 TOU 48
  day 2: 02:00 row 1, 22:30 TOU 3
  week 1: 1 1 1 1 1 2 2
  week 2: 1 2 1 2 1 2 1
  season winter from *-10-01 week 1
  season summer from *-04-01 week 2
  special *-12-25 day 2
  special *-02-29 day 2
  row 1: to 20 kWh 21.111 p, to 55 kWh 22.222 p, to 70 kWh 23.333 p, then 24.444 p
  row 2: to 5 kWh 30.001 p, then 30.997 p
  TOU 3 = 8.765 p, TOU 48 = 32.109 p
tariff heating:
  day 1: 00:30 TOU 2, 07:30 TOU 1, 13:00 TOU 2, 16:00 TOU 4
  TOU 1 = 29.999 p, TOU 2 = 9.001 p, TOU 4 = 31.337 p
2032-01-01 00:00 set tariff hybrid
00:00 bill monthly on day 1 at 00:00
`;
/** By register and by block and row, in thousandths of a penny per kWh. */
const TOU_PRICES: Readonly<Record<number, number>> = { 3: 8765, 48: 32_109 };
const BLOCK_PRICES: Readonly<Record<number, readonly number[]>> = {
  1: [21_111, 22_222, 23_333, 24_444],
  2: [30_001, 30_997],
};
const SECOND_PRICES: Readonly<Record<number, number>> = { 1: 29_999, 2: 9001, 4: 31_337 };
const STANDING_MILLIPENCE = 31_415;

const costOf = (
  registers: Readonly<Record<number, number>>,
  prices: Readonly<Record<number, number>>,
) => sum(Object.entries(registers).map(([n, wattHours]) => wattHours * (prices[Number(n)] ?? 0)));

/** What the registers say was used, and what it cost in millionths of a penny... of one Wh at a price. */
function electricityOf(meter: CaseMeter) {
  const tou = meter.read(readInstantaneousImportTouMatrices).registers.electricity
    ?.tariffTouRegisterCollection;
  const blocks = meter.read(readInstantaneousImportTouWithBlocksMatrices).blocks ?? {};
  assert.ok(tou, 'an electricity meter has TOU registers');
  const ofBlocks = Object.entries(blocks).flatMap(([block, { registers }]) =>
    Object.entries(registers).map(([row, wattHours]) => ({
      wattHours,
      price: BLOCK_PRICES[Number(row)]?.[Number(block) - 1] ?? 0,
    })),
  );
  return {
    touWh: sum(Object.values(tou.primary)),
    blockWh: sum(ofBlocks.map(({ wattHours }) => wattHours)),
    secondWh: sum(Object.values(tou.secondary)),
    usedBlocks: ofBlocks.filter(({ wattHours }) => wattHours > 0).length,
    primaryCost:
      costOf(tou.primary, TOU_PRICES) +
      sum(ofBlocks.map(({ wattHours, price }) => wattHours * price)),
    secondCost: costOf(tou.secondary, SECOND_PRICES),
  };
}

const test = suite('a leap year');

test('single element: registers, blocks, profile, days and account agree', () => {
  const meter = meterAfterAYear('singleElement', HYBRID);
  const halfHours = fed(primary);
  const total = registersOf(meter).electricity?.activeImportRegister?.value;
  const { touWh, blockWh, usedBlocks, primaryCost } = electricityOf(meter);
  assert.is(total, sum(halfHours), 'the register is what went in');
  assert.is(touWh + blockWh, total, 'TOU and blocks are the register');
  assert.ok(usedBlocks >= 6, 'all the blocks are reached');
  const profile = profileOf(meter);
  assert.equal(
    profile.map(({ reading }) => reading?.electricity?.primaryValue),
    halfHours,
  );
  assert.equal(
    profile.map(({ timestamp }) => timestamp),
    halfHours.map((_, i) => BEGIN + (i + 1) * HALF_HOUR),
  );
  const days = daysOf(meter).electricity ?? [];
  assert.is(days.length, DAYS);
  assert.is(sum(days.map(({ value }) => value ?? 0)), total, 'the days are the register');
  const owed = Math.floor(primaryCost / 1000) + DAYS * STANDING_MILLIPENCE;
  assert.is(balanceOf(meter), -owed, 'the account is registers times prices');
});

test('twin element: two elements, two sets of registers, one account', () => {
  const meter = meterAfterAYear('twinElement', `${HYBRID}00:00 set second tariff heating\n`);
  const { electricity } = registersOf(meter);
  const { touWh, blockWh, secondWh, primaryCost, secondCost } = electricityOf(meter);
  assert.is(electricity?.activeImportRegister?.value, sum(fed(primary)));
  assert.is(electricity?.secondaryActiveImportRegister?.value, sum(fed(secondary)));
  assert.is(touWh + blockWh, sum(fed(primary)));
  assert.is(secondWh, sum(fed(secondary)));
  assert.equal(
    profileOf(meter).map(({ reading }) => reading?.electricity?.secondaryValue),
    fed(secondary),
  );
  const owed = Math.floor((primaryCost + secondCost) / 1000) + DAYS * STANDING_MILLIPENCE;
  assert.is(balanceOf(meter), -owed);
});

const GAS = `
tariff gas:
  standing 28.001 p
  day 1: 00:00 TOU 1
  day 2: 00:00 TOU 4
  week 1: 1 1 1 1 1 2 2
  special *-12-25 day 2
  TOU 1 = 6.543 p, TOU 4 = 5.999 p
2032-01-01 00:00 set tariff gas
00:00 gas of 39.3 MJ/m3, factor 1.02264
`;
const GAS_PRICES: Readonly<Record<number, number>> = { 1: 6543, 4: 5999 };
const GAS_STANDING_MILLIPENCE = 28_001;

test('gas: volume in every register and history, energy on the account', () => {
  const meter = meterAfterAYear('gas', GAS);
  const litres = fed(primary);
  const tou = meter.read(readInstantaneousImportTouMatrices).registers.gas?.tariffTouRegisterMatrix;
  assert.is(registersOf(meter).gas?.consumptionRegister?.value, sum(litres));
  assert.is(sum(Object.values(tou ?? {})), sum(litres));
  assert.equal(
    profileOf(meter).map(({ reading }) => reading?.gas?.primaryValue),
    litres,
  );
  assert.is(sum((daysOf(meter).gas ?? []).map(({ value }) => value ?? 0)), sum(litres));
  // Litres × tenths of MJ/m3 × hundred-thousandths × millipence/kWh; 1 kWh is 3.6 MJ.
  const scaledCost = BigInt(costOf(tou ?? {}, GAS_PRICES)) * 393n * 102_264n;
  const owed = scaledCost / (3_600n * 1_000_000n) + BigInt(DAYS * GAS_STANDING_MILLIPENCE);
  assert.is(balanceOf(meter), -Number(owed));
});

test('the mornings of the clock changes are days like others', () => {
  const meter = meterAfterAYear('singleElement', HYBRID);
  for (const midnight of CLOCK_CHANGES) {
    const readLogPeriod = { startDateTime: midnight + 1, endDateTime: midnight + 86_400 };
    const { logEntries } = meter.read(readActiveImportProfileData, { readLogPeriod });
    assert.equal(
      logEntries.map(({ timestamp }) => timestamp),
      Array.from({ length: 48 }, (_, i) => midnight + (i + 1) * HALF_HOUR),
    );
  }
});
test.run();
