import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { alertCodes } from '../../protocol/alerts/device-alerts.ts';
import { readSupplyStatus } from '../../protocol/services/read-supply-status.ts';
import { updateImportTariffPrimaryElement } from '../../protocol/services/update-import-tariff-primary-element.ts';
import { ConstantLoad } from '../board/simulated-load-curve.ts';
import { Bench, METER, PREPAYMENT, START, utrn } from './bench.testing.ts';
import { documentServices } from './documents/document-services.ts';
import { documentOf } from './documents/documents.ts';
import { meterLayout, slotValues } from './layout.ts';
import { ABSENT_AT_FIRST, type StoredName, stored } from './state.ts';
import { valueNamed } from './storage/layout.ts';
import { Store } from './storage/store.ts';
import { flatTariff } from './tariff/flat-tariff.ts';

/** A meter with some life behind it, whose named values are of no definition any more. */
function withRot(...names: readonly StoredName[]): Bench {
  const bench = new Bench({ settings: PREPAYMENT, sensor: new ConstantLoad(2000) });
  bench.meter.run(START + 3 * 3600);
  bench.ask(updateImportTariffPrimaryElement, flatTariff(1000, 0));
  const store = new Store(bench.flash, meterLayout);
  for (const name of names)
    store.commit([
      { kind: 'put', value: valueNamed(meterLayout, name), bytes: Uint8Array.of(0xf6) },
    ]);
  bench.sent.splice(0);
  bench.reboot();
  return bench;
}

const IRREPLACEABLE: readonly StoredName[] = ['identity', 'anchors', 'counters'];
const NAMES = (Object.keys(stored) as StoredName[]).filter((n) => !IRREPLACEABLE.includes(n));

const test = suite('a boot from rotten flash');

for (const name of NAMES)
  test(`without ${name} goes on: it meters, answers and says so`, () => {
    const bench = withRot(name);
    bench.meter.run(bench.meter.state.metrology.boardSeconds + 86_400);
    assert.ok(bench.meter.state.metrology.importWattSeconds > 0);
    assert.ok(bench.ask(readSupplyStatus, {}));
    assert.ok(bench.alerts().includes(alertCodes.integrityWarning), name);
    const again = bench.reboot().state;
    const isAbsent = (ABSENT_AT_FIRST as readonly StoredName[]).includes(name);
    if (!isAbsent) assert.equal(again[name] === undefined, false, 'it is written anew');
  });

for (const name of IRREPLACEABLE)
  test(`without ${name} says so on its log, meters, and is silent`, () => {
    const bench = withRot(name);
    const before = bench.meter.state.metrology.importWattSeconds;
    bench.meter.run(START + 6 * 3600);
    assert.ok(bench.meter.state.metrology.importWattSeconds > before);
    assert.is(bench.ask(readSupplyStatus, {}), undefined);
    assert.is(bench.meter.enterUtrn(utrn(1, 10)), 'notAuthentic');
    assert.equal(bench.sent, []);
    assert.ok(bench.log.includes(`${name} is rotten`));
    assert.ok(bench.log.some((line) => line.startsWith('silent')));
    bench.reboot();
    assert.is(bench.meter.state.identity.eui64 === METER, name !== 'identity', 'still not made up');
  });

test('with all of its values rotten at once goes on, save those that tell who it is', () => {
  const bench = withRot(...NAMES);
  bench.meter.run(START + 2 * 86_400);
  assert.ok(bench.ask(readSupplyStatus, {}));
  assert.is(bench.meter.state.clock.status, 'invalid');
});

test('a tariff that cannot be read is in force no longer, and told of once', () => {
  const bench = withRot();
  const { slots } = bench.meter.state.documents;
  const value = slotValues[slots[documentServices.tariff.number] ?? 0];
  assert.ok(value && documentOf(bench.meter.state, 'tariff'));
  const store = new Store(bench.flash, meterLayout);
  store.commit([{ kind: 'put', value, bytes: Uint8Array.of(0xf6) }]);
  bench.reboot();
  bench.meter.run(bench.meter.state.metrology.boardSeconds + 86_400);
  assert.is(documentOf(bench.meter.state, 'tariff'), undefined);
  assert.ok(bench.ask(readSupplyStatus, {}));
  const told = () =>
    bench.meter.state.alerts.pending.filter(({ code }) => code === alertCodes.integrityWarning)
      .length;
  assert.is(told(), 1);
  bench.reboot();
  bench.meter.run(bench.meter.state.metrology.boardSeconds + 86_400);
  assert.is(told(), 1, 'which document is in force was written anew');
});

test('a command held in a slot that cannot be read is held no longer, and told of', () => {
  const bench = withRot();
  const executionDateTime = START + 5 * 3600;
  bench.ask(updateImportTariffPrimaryElement, { ...flatTariff(2000, 0), executionDateTime });
  const [held] = bench.meter.state.futureDated.commands;
  const value = slotValues[held?.slot ?? -1];
  assert.ok(value);
  const store = new Store(bench.flash, meterLayout);
  store.commit([{ kind: 'put', value, bytes: Uint8Array.of(0x01) }]);
  bench.reboot();
  bench.meter.run(START + 6 * 3600);
  assert.equal(bench.meter.state.futureDated.commands, []);
  assert.ok(bench.alerts().includes(alertCodes.integrityWarning));
  assert.ok(documentOf(bench.meter.state, 'tariff'), 'the one in force stays');
});

test('no token is credited when nobody knows which were', () => {
  const bench = withRot('topUps');
  assert.is.not(bench.meter.enterUtrn(utrn(1, 10)), 'credited');
});

test('logs go on behind what they have, though their counts are gone', () => {
  const bench = withRot('logs');
  bench.meter.contact('meterCover', true);
  bench.meter.run(bench.meter.state.metrology.boardSeconds + 86_400);
  assert.ok(bench.meter.state.logs.events > 0);
});
test.run();
