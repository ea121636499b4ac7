import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SimulatedLoadCurve } from '../board/simulated-load-curve.ts';
import { Bench, PREPAYMENT, START, utrn } from './bench.testing.ts';
import { readPeriods } from './stored.ts';
import { flatTariff } from './tariff/flat-tariff.ts';

const DAY = 86_400;

/** A year of a household that tops up 20 pounds whenever its supply has gone, and presses the button. */
function year(days: number): Bench {
  const bench = new Bench({
    settings: { ...PREPAYMENT, tariff: flatTariff(27_000, 50_000) },
    sensor: new SimulatedLoadCurve('a household'),
  });
  let token = 1;
  for (let day = 1; day <= days; day++) {
    bench.meter.run(START + day * DAY);
    for (const { delivery } of bench.sent.splice(0)) bench.meter.delivered(delivery ?? -1);
    if (bench.meter.state.supply.position === 'enabled') continue;
    assert.is(bench.meter.enterUtrn(utrn(token++, 50)), 'credited');
    bench.meter.press('enableSupply');
  }
  return bench;
}

const test = suite('simulated time');

test('a year: histories add up, money adds up, the flash hardly wears', () => {
  const bench = year(365);
  const { metrology, prepayment } = bench.meter.state;
  const sum = (name: 'halfHours' | 'days') =>
    [...readPeriods(bench.meter.store, name, 0, 0xffff_ffff)].reduce(
      (total, { energyWh }) => total + energyWh,
      0,
    );
  const registerWh = Math.floor(metrology.importWattSeconds / 3600);
  assert.is(sum('halfHours'), registerWh);
  assert.is(sum('days'), registerWh);
  assert.ok(registerWh > 1_000_000 && registerWh < 4_500_000, `${registerWh} Wh a year`);
  const tokens = Number(bench.meter.state.topUps.highestToken >> 32n);
  const energyCost = Math.floor((metrology.importWattSeconds * 27_000) / 3_600_000);
  assert.is(
    prepayment.balanceMillipence,
    1_000_000 + tokens * 5_000_000 - energyCost - 365 * 50_000,
  );
  assert.ok(Math.max(...bench.flash.erases) * 15 < 100_000, '15 years of the worst block');
});

test('the same seed twice gives the same log and the same flash', () => {
  const [one, other] = [year(60), year(60)];
  assert.equal(one.log, other.log);
  assert.ok(one.log.length > 5);
  assert.equal(one.meter.state, other.meter.state);
  assert.equal(one.flash.pages, other.flash.pages);
});
test.run();
