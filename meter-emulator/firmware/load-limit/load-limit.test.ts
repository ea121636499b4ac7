import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { alertCodes } from '../../../protocol/alerts/device-alerts.ts';
import { fromCborValue } from '../../../protocol/definition/cbor.ts';
import type { ValueOf } from '../../../protocol/definition/words.ts';
import { disableSupply } from '../../../protocol/services/disable-supply.ts';
import { readLoadLimitData } from '../../../protocol/services/read-load-limit-data.ts';
import { updateDeviceConfigurationLoadLimitingCounterReset } from '../../../protocol/services/update-device-configuration-load-limiting-counter-reset.ts';
import { updateDeviceConfigurationLoadLimitingGeneralSettings } from '../../../protocol/services/update-device-configuration-load-limiting-general-settings.ts';
import { Bench, PREPAYMENT, priced, START } from '../bench.testing.ts';
import { ScriptedLoad } from '../proofs/scripted-load.testing.ts';
import { holds } from '../property.testing.ts';
import type { MeterState } from '../state.ts';
import { loadLimit } from './watch.ts';

const test = suite('the load limit');

type Settings = ValueOf<(typeof updateDeviceConfigurationLoadLimitingGeneralSettings)['request']>;
const SETTINGS: Settings = {
  loadLimitPeriod: 300,
  loadLimitPowerThreshold: 6900,
  loadLimitRestorationPeriod: 30,
  loadLimitSupplyState: 'Disable',
};
const { loadLimitExceeded, supplyArmedAfterLoadLimit, supplyEnabledAfterLoadLimit } = alertCodes;

/** Watts from each second after the start on. */
function bench(course: readonly (readonly [number, number])[], settings = PREPAYMENT): Bench {
  const steps = course.map(([seconds, activeWatts]) => ({
    fromSeconds: START + seconds,
    measured: { activeWatts },
  }));
  return new Bench({ settings, sensor: new ScriptedLoad(steps) });
}

function limited(course: readonly (readonly [number, number])[], more: Partial<Settings> = {}) {
  const one = bench(course);
  const answer = one.ask(updateDeviceConfigurationLoadLimitingGeneralSettings, {
    ...SETTINGS,
    ...more,
  });
  assert.is(answer?.status, undefined);
  return one;
}

test('cuts off after the period, arms at once, and gives back after the restoration period', () => {
  const one = limited([[0, 7000]]);
  one.meter.run(START + 299);
  assert.equal(one.alerts(), []);
  one.meter.run(START + 300);
  assert.equal(one.alerts(), [loadLimitExceeded, supplyArmedAfterLoadLimit]);
  assert.is(one.meter.state.supply.position, 'armed');
  assert.is(one.board.switchPosition, 'open');
  one.meter.run(START + 329);
  assert.is(one.board.switchPosition, 'open');
  one.meter.run(START + 330);
  assert.is(one.board.switchPosition, 'closed');
  assert.is(one.alerts().at(-1), supplyEnabledAfterLoadLimit);
});

test('the load at the threshold is not above it', () => {
  const one = limited([[0, 6900]]);
  one.meter.run(START + 3600);
  assert.is(one.meter.state.loadLimit, undefined);
});

test('a load that falls at the last second was not above it for the period', () => {
  const one = limited([
    [100, 7000],
    [400, 6000],
    [1000, 7000],
    [1301, 6000],
  ]);
  one.meter.run(START + 1299);
  assert.is(one.meter.state.loadLimit, undefined);
  one.meter.run(START + 1300);
  assert.is(one.meter.state.loadLimit?.passed, 1);
});

test('where supply stays on it is told and counted once, until the load was below', () => {
  const course = [
    [0, 7000],
    [5000, 100],
    [5001, 9000],
  ] as const;
  const one = limited(course, { loadLimitSupplyState: 'Unchanged' });
  one.meter.run(START + 4999);
  assert.equal(one.alerts(), [loadLimitExceeded]);
  one.meter.run(START + 5301);
  assert.equal(one.alerts(), [loadLimitExceeded, loadLimitExceeded]);
  assert.equal(one.switched, []);
});

test('a supply that the supplier disables meanwhile is not given back', () => {
  const one = limited([[0, 7000]]);
  one.meter.run(START + 310);
  one.ask(disableSupply, {});
  one.meter.run(START + 1000);
  assert.equal(one.meter.state.supply, { position: 'disabled', disabledBy: 'supplier' });
});

test('without credit it is not given back either', () => {
  const settings = { ...priced(PREPAYMENT, 36_000), balanceMillipence: 20_000 };
  const one = bench([[0, 7000]], settings);
  one.ask(updateDeviceConfigurationLoadLimitingGeneralSettings, SETTINGS);
  one.meter.run(START + 290);
  assert.is(one.meter.state.supply.disabledBy, 'credit');
  one.meter.run(START + 1000);
  assert.is(one.meter.state.supply.disabledBy, 'credit');
});

test('the customer may close the switch before its time', () => {
  const one = limited([
    [0, 7000],
    [305, 0],
  ]);
  one.meter.run(START + 310);
  one.meter.press('enableSupply');
  one.meter.run(START + 400);
  assert.not.ok(one.alerts().includes(supplyEnabledAfterLoadLimit));
  assert.is(one.board.switchPosition, 'closed');
});

test('the time of restoration outlives a power cut', () => {
  const one = limited([[0, 7000]], { loadLimitRestorationPeriod: 600 });
  one.meter.run(START + 301);
  one.reboot(START + 500);
  one.meter.run(START + 899);
  assert.is(one.board.switchPosition, 'open');
  one.meter.run(START + 900);
  assert.is(one.board.switchPosition, 'closed');
});

test('is not longer because the clock of the board went back', () => {
  const one = limited([[-5000, 7000]]);
  one.meter.run(START + 301);
  one.reboot(START - 4000);
  one.meter.run(START - 3960);
  assert.is(one.board.switchPosition, 'closed');
});

test('new settings count from the second at which they are set', () => {
  const one = limited([[0, 7000]]);
  one.meter.run(START + 200);
  one.ask(updateDeviceConfigurationLoadLimitingGeneralSettings, SETTINGS);
  one.meter.run(START + 499);
  assert.is(one.meter.state.loadLimit, undefined);
  one.meter.run(START + 500);
  assert.is(one.meter.state.loadLimit?.passed, 1);
});

test('is read back, and its counter set to nothing', () => {
  const one = limited([[0, 7000]]);
  one.meter.run(START + 300);
  const { content } = one.ask(readLoadLimitData, {}) ?? {};
  assert.equal(fromCborValue(readLoadLimitData.response, content), {
    messageSuccess: true,
    loadLimitCounterValue: 1,
    loadLimitPowerThreshold: 6900,
    loadLimitPeriod: 300,
    loadLimitRestorationPeriod: 30,
    loadLimitSupplyState: 'Disable',
  });
  one.ask(updateDeviceConfigurationLoadLimitingCounterReset, {});
  assert.is(one.meter.state.loadLimit?.passed, 0);
});

const base: MeterState = { ...new Bench().meter.state, loadLimitSettings: SETTINGS };

/** How often the limit is passed, from deadline to deadline. */
function passed(lengths: readonly (readonly [number, number])[]): number {
  let state = base;
  for (const [length, activeWatts] of [...lengths, [1, 0] as const]) {
    const measured = { activeWatts };
    const end = state.metrology.boardSeconds + length;
    while (state.metrology.boardSeconds < end) {
      state = loadLimit.act?.(state, measured).state ?? state;
      const deadline = loadLimit.deadline?.(state, measured) ?? Number.POSITIVE_INFINITY;
      const boardSeconds = Math.min(end, Math.max(state.metrology.boardSeconds + 1, deadline));
      state = { ...state, metrology: { ...state.metrology, boardSeconds } };
    }
  }
  return state.loadLimit?.passed ?? 0;
}

function passedBySecond(lengths: readonly (readonly [number, number])[]): number {
  const seconds = [...lengths, [1, 0] as const].flatMap(([length, power]) =>
    Array.from({ length }, () => power),
  );
  let [above, passed] = [0, 0];
  for (const power of seconds) {
    // Still above at the second that follows the period.
    if (power > SETTINGS.loadLimitPowerThreshold && above === SETTINGS.loadLimitPeriod) passed += 1;
    above = power > SETTINGS.loadLimitPowerThreshold ? above + 1 : 0;
  }
  return passed;
}

test('is passed as often as a count second by second says', () => {
  const watts = fc.constantFrom(0, 5000, 7000, 9000);
  const course = fc.array(fc.tuple(fc.integer({ min: 1, max: 700 }), watts), { maxLength: 8 });
  holds(fc.property(course, (lengths) => assert.is(passed(lengths), passedBySecond(lengths))));
});
test.run();
