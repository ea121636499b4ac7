/** 1.1.1, 1.2.1 and 4.11.1 at a meter whose flash has lost its tariff. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { refusalCode } from '../../../protocol/services/index.ts';
import { readTariffPrimaryElement } from '../../../protocol/services/read-tariff-primary-element.ts';
import { updateImportTariffPrimaryElement } from '../../../protocol/services/update-import-tariff-primary-element.ts';
import { updatePricePrimaryElement } from '../../../protocol/services/update-price-primary-element.ts';
import { ConstantLoad } from '../../board/simulated-load-curve.ts';
import { Bench, START } from '../bench.testing.ts';
import { documentServices } from '../documents/document-services.ts';
import { meterLayout, slotValues } from '../layout.ts';
import { Store } from '../storage/store.ts';
import { economy7 } from '../tariff/tariffs.testing.ts';

const HOUR = 3600;

function benchWithoutTariff(): Bench {
  const bench = new Bench({ sensor: new ConstantLoad(1000) });
  const slot = bench.meter.state.documents.slots[documentServices.tariff.number] ?? 0;
  const value = slotValues[slot];
  assert.ok(value);
  const store = new Store(bench.flash, meterLayout);
  store.commit([{ kind: 'put', value, bytes: Uint8Array.of(0xf6) }]);
  bench.reboot();
  return bench;
}

const test = suite('a meter that has lost its tariff');

test('has none to be read, and refuses prices alone', () => {
  const bench = benchWithoutTariff();
  assert.is(
    bench.ask(readTariffPrimaryElement, {})?.status,
    refusalCode(readTariffPrimaryElement, 'notThere'),
  );
  const { priceElements } = economy7;
  assert.is(
    bench.ask(updatePricePrimaryElement, { priceElements })?.status,
    refusalCode(updatePricePrimaryElement, 'pricesOfAnotherTariff'),
  );
});

test('meters for nothing until the next one comes', () => {
  const bench = benchWithoutTariff();
  bench.meter.run(START + HOUR);
  assert.is(bench.meter.state.prepayment.balanceMillipence, 0);
  assert.is(bench.meter.state.metrology.importWattSeconds, 1000 * HOUR);
  assert.is(bench.ask(updateImportTariffPrimaryElement, economy7)?.status, undefined);
  assert.equal(bench.meter.state.counting.register, { tou: 1 });
  bench.meter.run(START + 2 * HOUR);
  assert.is(bench.meter.state.prepayment.balanceMillipence, -10_000);
});
test.run();
