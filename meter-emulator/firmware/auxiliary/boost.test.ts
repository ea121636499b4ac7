import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fromCborValue } from '../../../protocol/definition/cbor.ts';
import { addAuxiliaryLoadToBoostButton } from '../../../protocol/services/add-auxiliary-load-to-boost-button.ts';
import { deactivateAuxiliaryLoad } from '../../../protocol/services/deactivate-auxiliary-load.ts';
import { refusalCode } from '../../../protocol/services/index.ts';
import { readBoostButtonDetails } from '../../../protocol/services/read-boost-button-details.ts';
import { removeAuxiliaryLoadFromBoostButton } from '../../../protocol/services/remove-auxiliary-load-from-boost-button.ts';
import { Bench, START } from '../bench.testing.ts';
import { bench, courseOf, HOUR, MINUTE, settings } from './auxiliary.testing.ts';

const boost = suite('the boost button');

const chosen = (...numbers: readonly number[]) => ({
  switches: Object.fromEntries([1, 2, 3, 4, 5].map((number) => [number, numbers.includes(number)])),
});

boost('switches what it is linked with on, a quarter of an hour for each press', () => {
  const one = bench();
  assert.is(one.ask(addAuxiliaryLoadToBoostButton, chosen(1))?.status, undefined);
  one.meter.press('boost');
  one.meter.press('boost');
  assert.equal(one.outputs.slice(-1), ['1 100']);
  assert.equal(courseOf(one, HOUR), [`${30 * MINUTE} 1 0`]);
});

boost('an hour is the most, and one press more ends it', () => {
  const one = bench();
  one.ask(addAuxiliaryLoadToBoostButton, chosen(1, 2));
  for (let press = 1; press <= 4; press++) one.meter.press('boost');
  one.meter.run(START + 10 * MINUTE);
  assert.equal(one.outputs.slice(-2), ['1 100', '2 100']);
  one.meter.press('boost');
  assert.equal(one.outputs.slice(-2), ['1 0', '2 0']);
});

boost('is over when nobody knows how much of it is left', () => {
  const one = bench();
  one.ask(addAuxiliaryLoadToBoostButton, chosen(1));
  one.meter.press('boost');
  one.reboot(START - HOUR);
  one.meter.run(START - HOUR + 1);
  assert.is(one.outputs.at(-1), '1 0');
  assert.is(one.meter.state.auxiliary?.boost, undefined);
});

boost('a command of the supplier comes first', () => {
  const one = bench();
  one.ask(addAuxiliaryLoadToBoostButton, chosen(1));
  one.ask(deactivateAuxiliaryLoad, { switching: { index: 1, durationMinutes: 10 } });
  one.meter.press('boost');
  assert.equal(courseOf(one, HOUR), [`${10 * MINUTE} 1 100`, `${15 * MINUTE} 1 0`]);
});

boost('does nothing while it is linked with nothing', () => {
  const one = bench();
  one.meter.press('boost');
  one.ask(addAuxiliaryLoadToBoostButton, chosen(1));
  one.ask(removeAuxiliaryLoadFromBoostButton, chosen(1));
  one.meter.press('boost');
  assert.is(one.meter.state.auxiliary?.boost, undefined);
});

boost('is refused for a load that is not there, and on a meter without it', () => {
  const notThere = refusalCode(addAuxiliaryLoadToBoostButton, 'notThere');
  assert.is(bench().ask(addAuxiliaryLoadToBoostButton, chosen(1, 4))?.status, notThere);
  const without = { ...settings.variant, hasBoostButton: false };
  const other = new Bench({ settings: { ...settings, variant: without } });
  assert.is(other.ask(addAuxiliaryLoadToBoostButton, chosen(1))?.status, notThere);
});

boost('is read back with when it was used, newest first', () => {
  const one = bench();
  one.ask(addAuxiliaryLoadToBoostButton, chosen(2));
  one.meter.press('boost');
  one.meter.run(START + HOUR);
  one.meter.press('boost');
  one.meter.run(START + 2 * HOUR);
  const period = { startDateTime: START, endDateTime: START + 2 * HOUR };
  const { content } = one.ask(readBoostButtonDetails, { readLogPeriod: period }) ?? {};
  const read = fromCborValue(readBoostButtonDetails.response, content);
  assert.equal(read.boosts, [
    { boostStart: START + HOUR, boostEnd: START + HOUR + 15 * MINUTE },
    { boostStart: START, boostEnd: START + 15 * MINUTE },
  ]);
  assert.equal([read.boostFunctionControl1Value, read.boostFunctionControl2Value], [false, true]);
});
boost.run();
