import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { holds } from '../property.testing.ts';
import type { Metrology } from '../state.ts';
import { FIRST_METERING } from './first.ts';
import { energyOf, isPossible } from './gas.ts';
import {
  meter,
  newMetrology,
  reactiveExportVarSeconds,
  reactiveImportVarSeconds,
  shownUnits,
} from './registers.ts';

const { gasConversion } = FIRST_METERING;
const START = 1000;

function after(measured: Parameters<typeof meter>[1], seconds: number): Metrology {
  return meter({ metrology: newMetrology(START), gasConversion }, measured, START + seconds);
}

const electricity = suite('registers of electricity');

electricity('import and export have registers of their own', () => {
  const imported = after({ activeWatts: 500 }, 10);
  assert.equal([imported.importWattSeconds, imported.exportWattSeconds], [5000, 0]);
  const exported = after({ activeWatts: -500 }, 10);
  assert.equal([exported.importWattSeconds, exported.exportWattSeconds], [0, 5000]);
});

electricity('the signs of active and reactive power say the quadrant', () => {
  const quadrant = (activeWatts: number, reactiveVars: number) => {
    const m = after({ activeWatts, reactiveVars }, 2);
    return [
      m.quadrant1VarSeconds,
      m.quadrant2VarSeconds,
      m.quadrant3VarSeconds,
      m.quadrant4VarSeconds,
    ];
  };
  assert.equal(quadrant(9, 5), [10, 0, 0, 0]);
  assert.equal(quadrant(-9, 5), [0, 10, 0, 0]);
  assert.equal(quadrant(-9, -5), [0, 0, 10, 0]);
  assert.equal(quadrant(9, -5), [0, 0, 0, 10]);
  assert.equal(quadrant(0, -5), [0, 0, 0, 10], 'without active power it is import');
});

electricity('reactive import is quadrants 1 and 2, reactive export 3 and 4', () => {
  const registers = {
    ...newMetrology(START),
    quadrant1VarSeconds: 1,
    quadrant2VarSeconds: 20,
    quadrant3VarSeconds: 300,
    quadrant4VarSeconds: 4000,
  };
  assert.is(reactiveImportVarSeconds(registers), 21);
  assert.is(reactiveExportVarSeconds(registers), 4300);
});

electricity('the secondary element counts while the primary one exports', () => {
  const { exportWattSeconds, secondaryWattSeconds } = after(
    { activeWatts: -100, secondaryWatts: 40 },
    60,
  );
  assert.equal([exportWattSeconds, secondaryWattSeconds], [6000, 2400]);
});

electricity('what is shown has eight digits of kWh, and begins again after them', () => {
  const oneWattHour = 3600;
  assert.is(shownUnits((10 ** 11 - 1) * oneWattHour), 99_999_999_999);
  assert.is(shownUnits(10 ** 11 * oneWattHour), 0);
  assert.is(shownUnits((10 ** 11 + 5) * oneWattHour + 17), 5);
});
electricity.run();

const gas = suite('registers of gas');

gas('a cubic metre at 39.5 MJ/m3 and 1.02264 is 11.220 kWh', () => {
  // A thousand litres in an hour.
  const { volumeLitreSeconds, importWattSeconds } = after(
    { activeWatts: 0, litresPerHour: 1000 },
    3600,
  );
  assert.is(shownUnits(volumeLitreSeconds), 1000);
  assert.is(importWattSeconds, Math.floor((39.5 * 1.02264 * 1e6 * 1e6) / 1e6));
  assert.is(shownUnits(importWattSeconds), 11_220);
});

gas('energy is exact over any flows and any changes of conversion', () => {
  const conversion = fc.record({
    calorificValue: fc.integer({ min: 1, max: 1000 }),
    conversionFactor: fc.integer({ min: 1, max: 1_000_000 }),
  });
  const flows = fc.array(fc.tuple(conversion, fc.integer({ min: 0, max: 1_800_000_000 })));
  const property = fc.property(flows, (course) => {
    let energy = { wattSeconds: 0, remainder: 0 };
    let total = 0;
    let units = 0n;
    for (const [one, litreSeconds] of course) {
      energy = energyOf(one, litreSeconds, energy.remainder);
      total += energy.wattSeconds;
      units += BigInt(litreSeconds) * BigInt(one.calorificValue) * BigInt(one.conversionFactor);
    }
    assert.is(BigInt(total), units / 3_600_000n);
    assert.is(BigInt(energy.remainder), units % 3_600_000n);
  });
  holds(property);
});

gas('how the time is cut does not matter', () => {
  const measured = { activeWatts: 0, litresPerHour: 317 };
  const once = after(measured, 1000);
  let stepwise = newMetrology(START);
  for (let second = 1; second <= 1000; second++)
    stepwise = meter({ metrology: stepwise, gasConversion }, measured, START + second);
  assert.equal(stepwise, once);
});

gas('a conversion that makes nothing of gas, or too much, is not possible', () => {
  assert.ok(isPossible({ calorificValue: 395, conversionFactor: 102_264 }));
  assert.ok(isPossible({ calorificValue: 1000, conversionFactor: 1_000_000 }));
  assert.not.ok(isPossible({ calorificValue: 0, conversionFactor: 102_264 }));
  assert.not.ok(isPossible({ calorificValue: 1001, conversionFactor: 102_264 }));
  assert.not.ok(isPossible({ calorificValue: 395, conversionFactor: 0 }));
  assert.not.ok(isPossible({ calorificValue: 395, conversionFactor: 1_000_001 }));
});
gas.run();
