import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { flatGasTariff } from './flat-tariff.ts';
import {
  type PrimaryPrices,
  pricesOf,
  refusalOfPrices,
  refusalOfSecondaryPrices,
} from './prices.ts';

type Electricity = NonNullable<PrimaryPrices['electricity']>;
function electricity(parts: Partial<Electricity>): PrimaryPrices {
  const prices: Electricity = {
    standingCharge: 20_000,
    standingChargeScale: -5,
    priceScale: -5,
    matrix: { tou: { touPrices: { 1: 2121, 2: 3127 } } },
    ...parts,
  };
  return { electricity: prices };
}
const priced = (price: number, priceScale: number) =>
  electricity({ priceScale, matrix: { tou: { touPrices: { 1: price } } } });
const standing = (standingCharge: number, standingChargeScale: number) =>
  electricity({ standingCharge, standingChargeScale });

const test = suite('prices');

test('are whole micropence, whatever their scale', () => {
  assert.equal(pricesOf(electricity({})).tou, { 1: 2_121_000, 2: 3_127_000 });
  assert.is(pricesOf(electricity({})).standingMicropencePerDay, 20_000_000);
  for (const [price, scale] of [
    [3, -1],
    [30, -2],
    [30_000, -5],
  ] as const)
    assert.equal(pricesOf(priced(price, scale)).tou, { 1: 30_000_000 });
  assert.equal(pricesOf(priced(123, -8)).tou, { 1: 123 });
});

test('of blocks and times stand in one command', () => {
  const matrix = {
    hybrid: { blockPrices: { 1: { 1: 2289, 2: 3546 }, 2: { 1: 4002 } }, touPrices: { 1: 2121 } },
  };
  const { tou, block } = pricesOf(electricity({ matrix }));
  assert.equal(tou, { 1: 2_121_000 });
  assert.equal(block, { 1: { 1: 2_289_000, 2: 3_546_000 }, 2: { 1: 4_002_000 } });
});

test('of gas are millipence', () => {
  const { standingMicropencePerDay, tou } = pricesOf(flatGasTariff(9600, 54_794).priceElements);
  assert.is(standingMicropencePerDay, 54_794_000);
  assert.equal(tou, { 1: 9_600_000 });
});

test('finer than a micropenny, negative or above ten pounds are refused', () => {
  assert.is(refusalOfPrices(electricity({})), undefined);
  assert.is(refusalOfPrices(priced(1230, -9)), undefined, 'a zero too many');
  assert.is(refusalOfPrices(priced(1234, -9)), 'priceScaleTooFine');
  assert.is(refusalOfPrices(priced(1, -128)), 'priceScaleTooFine');
  assert.is(refusalOfPrices(priced(-1, -5)), 'priceOutOfRange');
  assert.is(refusalOfPrices(priced(10, 0)), undefined);
  assert.is(refusalOfPrices(priced(11, 0)), 'priceOutOfRange');
  assert.is(refusalOfPrices(priced(1, 127)), 'priceOutOfRange');
  assert.is(refusalOfPrices(priced(0, 127)), undefined);
  const prices = { priceScale: -9, touPrices: { 1: 1 } };
  assert.is(refusalOfSecondaryPrices(prices), 'priceScaleTooFine');
});

test('a standing charge is whole millipence, and a thousand pounds at most', () => {
  assert.is(refusalOfPrices(standing(1000, -8)), undefined);
  assert.is(refusalOfPrices(standing(1001, -8)), 'standingChargeScaleTooFine');
  assert.is(refusalOfPrices(standing(-1, -5)), 'standingChargeOutOfRange');
  assert.is(refusalOfPrices(standing(1000, 0)), undefined);
  assert.is(refusalOfPrices(standing(1001, 0)), 'standingChargeOutOfRange');
});
test.run();
