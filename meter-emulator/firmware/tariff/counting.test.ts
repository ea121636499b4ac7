/** The tariff engine against a model that counts each second, and each block, one after the other. */
import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Bench, START } from '../bench.testing.ts';
import type { Measured } from '../board.ts';
import { withDocument } from '../documents/documents.ts';
import { consume } from '../metrology/consume.ts';
import { holds } from '../property.testing.ts';
import type { MeterState } from '../state.ts';
import { blockInUse, withCountersReset } from './counting.ts';
import { type Act, act, anyTariff, Naive } from './naive-counting.testing.ts';
import { putInForce } from './put-in-force.ts';
import { blockCounters, blockRegisters, touRegisters } from './registers.ts';
import type { BlockMatrix } from './stored.ts';
import { followTables, nextSwitch, switching } from './switching.ts';
import { economy7, rising, risingGas, type Tariff } from './tariffs.testing.ts';

const HOUR = 3600;
const DAY = 86_400;
const base = new Bench().meter.state;

function meterWith(tariff: Tariff, kind: MeterState['variant']['kind'] = 'singleElement') {
  const state = { ...base, variant: { ...base.variant, kind } };
  return putInForce(state, (before) => withDocument(before, 'tariff', tariff)).state;
}

/** As the meter's loop does it, but for the ends of blocks: those are found on the way, several if need be. */
function run(state: MeterState, measured: Measured, seconds: number): MeterState {
  const until = state.metrology.boardSeconds + seconds;
  let next = state;
  while (next.metrology.boardSeconds < until) {
    const deadline = nextSwitch(next) ?? until;
    assert.ok(deadline > next.metrology.boardSeconds);
    next = followTables(consume(next, measured, Math.min(until, deadline)));
  }
  return next;
}

const watts = (activeWatts: number): Measured => ({ activeWatts });
const sum = (rows: Readonly<Record<number, number>>) =>
  Object.values(rows).reduce((total, one) => total + one, 0);
const sumOf = (matrix: BlockMatrix) =>
  Object.values(matrix).reduce((total, rows) => total + sum(rows), 0);
/** 1/3,600,000,000 millipence. */
const costOf = ({ prepayment }: MeterState, from = base.prepayment) =>
  BigInt(from.balanceMillipence - prepayment.balanceMillipence) * 3_600_000_000n +
  BigInt(prepayment.costRemainder - from.costRemainder);
const millipence = (state: MeterState) =>
  base.prepayment.balanceMillipence - state.prepayment.balanceMillipence;

const test = suite('where consumption is counted');

test('a day of Economy 7: each register has its hours, and each its price', () => {
  const state = run(meterWith(economy7), watts(1000), DAY);
  const { 1: night, 2: day } = touRegisters(state);
  assert.is(night, 1000 * 7 * HOUR);
  assert.is(day, 1000 * 17 * HOUR);
  assert.is(millipence(state), 7 * 10_000 + 17 * 30_000);
});

test('a block ends at its watt-second, in the middle of a second', () => {
  const state = run(meterWith(rising), watts(1700), 2 * HOUR);
  assert.equal(
    [1, 2, 3, 4].map((block) => blockRegisters(state)[block]?.[1]),
    [1000 * HOUR, 1000 * HOUR, 1400 * HOUR, 0],
  );
  assert.is(millipence(state), 10_000 + 20_000 + 1.4 * 30_000);
});

test('one stretch that passes every block is priced in each', () => {
  const state = consume(meterWith(rising), watts(36_000), START + HOUR);
  assert.is(millipence(state), 10_000 + 20_000 + 34 * 30_000);
});

test('counters begin again, registers go on', () => {
  const before = run(meterWith(rising), watts(3000), HOUR);
  const state = run(withCountersReset(before), watts(500), HOUR);
  assert.is(sumOf(blockCounters(state)), 500 * HOUR);
  assert.is(sumOf(blockRegisters(state)), 3500 * HOUR);
  assert.is(millipence(state), 60_000 + 5000);
});

test('gas counts volume and is paid by energy, to the watt-second', () => {
  const gas = run(meterWith(risingGas, 'gas'), { activeWatts: 0, litresPerHour: 2500 }, HOUR);
  assert.equal(
    [1, 2, 3, 4].map((block) => blockRegisters(gas)[block]?.[1]),
    [1000 * HOUR, 1000 * HOUR, 500 * HOUR, 0],
  );
  const { calorificValue, conversionFactor } = base.gasConversion;
  const kwhPerM3 = ((calorificValue / 10) * (conversionFactor / 100_000)) / 3.6;
  const exact = kwhPerM3 * (10_000 + 20_000 + 15_000);
  assert.ok(Math.abs(millipence(gas) - exact) <= 1, `${millipence(gas)} for ${exact}`);
});

test('of gas no watt-second is lost or paid twice where a block ends', () => {
  const gas = fc.tuple(fc.integer({ min: 1, max: 60_000 }), fc.integer({ min: 1, max: 3000 }));
  const { tariff } = risingGas;
  const alike = { block: { blockPrices: { 1: 700, 2: 700, 3: 700 }, numberOfThresholds: 2 } };
  const priceElements = {
    gas: { currencyUnits: 'GBP', standingCharge: 0, matrix: alike },
  } as const;
  holds(
    fc.property(fc.array(gas, { minLength: 1, maxLength: 4 }), (flows) => {
      let state = meterWith({ tariff, priceElements }, 'gas');
      for (const [litresPerHour, seconds] of flows)
        state = run(state, { activeWatts: 0, litresPerHour }, seconds);
      assert.is(costOf(state), BigInt(state.metrology.importWattSeconds) * 700_000n);
      assert.is(sumOf(blockRegisters(state)), state.metrology.volumeLitreSeconds);
    }),
  );
});

test('the end of a block is a deadline: the first second in which the next one counts', () => {
  const state = meterWith(rising);
  const second = START + Math.ceil((1000 * HOUR) / 1700);
  assert.is(switching.deadline?.(state, watts(1700)), second);
  assert.is(blockInUse(consume(state, watts(1700), second - 1)), 1);
  assert.is(blockInUse(consume(state, watts(1700), second)), 2);
  assert.is(switching.deadline?.(state, watts(-500)), START + DAY, 'export fills no block');
});

function after(state: MeterState, naive: Naive, { next, watts: by }: Act): MeterState {
  if (next === 'nothing') return state;
  if (next === 'reset') {
    naive.counters.clear();
    return withCountersReset(state);
  }
  naive.forget();
  if (next === 'clock') {
    const offsetSeconds = state.clock.offsetSeconds + by * 3 - 60_000;
    return followTables({ ...state, clock: { ...state.clock, offsetSeconds } });
  }
  naive.tariff = next;
  return putInForce(state, (before) => withDocument(before, 'tariff', next)).state;
}

function agree(state: MeterState, naive: Naive): void {
  for (const [tou, units] of Object.entries(touRegisters(state)))
    assert.is(units, naive.tou.get(Number(tou)) ?? 0);
  for (const [matrix, counted] of [
    [blockRegisters(state), naive.blocks],
    [blockCounters(state), naive.counters],
  ] as const)
    for (const [block, rows] of Object.entries(matrix))
      for (const [row, units] of Object.entries(rows))
        assert.is(units, counted.get(`${block} ${row}`) ?? 0);
  assert.is(costOf(state), naive.cost);
}

test('whatever happens, registers, counters and cost are those of counting every second', () => {
  const acts = fc.array(act, { minLength: 1, maxLength: 5 });
  holds(
    fc.property(anyTariff, fc.nat(7 * DAY), acts, (tariff, shift, all) => {
      const clock = { ...base.clock, offsetSeconds: shift };
      let state = followTables(meterWith(tariff));
      state = followTables({ ...state, clock });
      const naive = new Naive(tariff);
      for (const one of all) {
        const from = state.metrology.boardSeconds + state.clock.offsetSeconds;
        for (let second = 0; second < one.seconds; second++) naive.second(from + second, one.watts);
        state = run(state, watts(one.watts), one.seconds);
        agree(state, naive);
        assert.is(
          sum(touRegisters(state)) + sumOf(blockRegisters(state)),
          state.metrology.importWattSeconds,
        );
        state = after(state, naive, one);
        agree(state, naive);
      }
    }),
  );
});
test.run();
