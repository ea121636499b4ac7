import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { alertCodes } from '../../../protocol/alerts/device-alerts.ts';
import { Bench, START } from '../bench.testing.ts';
import { ScriptedLoad } from '../proofs/scripted-load.testing.ts';
import { DEFAULT_SETTINGS } from '../provision.ts';
import { powerLog, times, told } from './outage.testing.ts';

const phases = suite('a phase that is gone');

const POLYPHASE = {
  ...DEFAULT_SETTINGS,
  variant: { ...DEFAULT_SETTINGS.variant, kind: 'polyphase' },
} as const;

/** Decivolts of the second phase, from each second after the start on. */
function polyphase(course: readonly (readonly [number, number])[]): Bench {
  const steps = course.map(([seconds, second]) => ({
    fromSeconds: START + seconds,
    measured: { activeWatts: 0, voltageDecivolts: [2300, second, 2300] },
  }));
  return new Bench({ settings: POLYPHASE, sensor: new ScriptedLoad(steps) });
}

phases('is logged when it goes and told when it has come back to stay', () => {
  const bench = polyphase([
    [0, 2300],
    [100, 0],
    [150, 2300],
  ]);
  bench.meter.run(START + 159);
  assert.equal(told(bench), []);
  assert.equal(powerLog(bench), [
    { utcSeconds: START + 100, code: alertCodes.supplyInterruptedPhase2, detail: 0 },
  ]);
  bench.meter.run(START + 160);
  assert.equal(told(bench), [[alertCodes.supplyOutageRestoredPhase2, times(100, 150)]]);
});

phases('that flickers is gone once, and as long as it flickers', () => {
  const bench = polyphase([
    [0, 2300],
    [100, 0],
    [150, 2300],
    [155, 0],
    [300, 2300],
  ]);
  bench.meter.run(START + 400);
  assert.equal(told(bench), [[alertCodes.longSupplyOutageRestoredPhase2, times(100, 300)]]);
  assert.is(powerLog(bench).length, 2);
});

phases('is neither in a sag nor too low', () => {
  const bench = polyphase([
    [0, 2300],
    [100, 0],
  ]);
  bench.meter.run(START + 3600);
  assert.equal(told(bench), []);
});

phases('may come back while the meter is off', () => {
  const bench = polyphase([
    [0, 0],
    [2000, 2300],
  ]);
  bench.meter.run(START + 1900);
  bench.reboot(START + 2500);
  bench.meter.run(START + 2520);
  const codes = told(bench).map(([code]) => code);
  assert.ok(codes.includes(alertCodes.longSupplyOutageRestoredPhase2));
});
phases('is told of though the board has lost the second at which it came back', () => {
  const bench = polyphase([
    [-20_000, 2300],
    [100, 0],
    [150, 2300],
  ]);
  bench.meter.run(START + 155);
  bench.meter.powerFailing();
  bench.reboot(START - 10_000);
  bench.meter.run(START - 10_000 + 3600);
  const codes = told(bench).map(([code]) => code);
  assert.ok(codes.includes(alertCodes.supplyOutageRestoredPhase2));
});
phases.run();
