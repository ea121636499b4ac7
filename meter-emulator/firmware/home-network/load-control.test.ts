import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { HOUR, switching } from '../auxiliary/auxiliary.testing.ts';
import { START } from '../bench.testing.ts';
import { withDocument } from '../documents/documents.ts';
import { DEFAULT_SETTINGS } from '../provision.ts';
import { House } from './house.testing.ts';
import { encodeHomeMessage } from './messages.ts';

function house() {
  const home = new House();
  const meter = home.add('singleElement');
  const load = home.add('loadControl', undefined, DEFAULT_SETTINGS);
  return { home, meter, load };
}
const level = (levelPercent: number) =>
  encodeHomeMessage({ level: { levelPercent, isInput: false } });

const test = suite('a load controller of the home network');

test('takes the level its meter says, logs it, and keeps it through a power cut', () => {
  const { home, meter, load } = house();
  home.join(meter, load);
  load.meter.hear(meter.eui64, level(40));
  assert.is(load.meter.state.auxiliary?.outputs[1]?.levelPercent, 40);
  assert.is(load.meter.state.auxiliary?.logged, 1);
  home.reboot(load);
  assert.is(load.meter.state.auxiliary?.outputs[1]?.levelPercent, 40);
});

test('takes none of a meter that it was not joined with', () => {
  const { meter, load } = house();
  load.meter.hear(meter.eui64, level(40));
  assert.is(load.meter.state.auxiliary?.outputs[1]?.levelPercent ?? 0, 0);
});

test('goes by the last word for forty-five days at most', () => {
  const { home, meter, load } = house();
  home.join(meter, load);
  load.meter.hear(meter.eui64, level(100));
  load.meter.run(START + 45 * 86_400);
  assert.is(load.meter.state.auxiliary?.outputs[1]?.levelPercent, 100);
  load.meter.run(START + 46 * 86_400);
  assert.is(load.meter.state.auxiliary?.outputs[1]?.levelPercent, 0);
});
test('is switched by the calendar of its meter, also after the meter has booted', () => {
  const { home, meter, load } = house();
  home.join(meter, load);
  const hcalcs = { hcalcs: load.eui64 };
  const calendar = {
    schedules: [switching(1, 1, true), switching(1, 6, false)],
    specialDays: {},
    switches: { 1: hcalcs },
  };
  // With the half-hour this state goes to flash as any.
  Object.assign(meter.meter.state, withDocument(meter.meter.state, 'switchCalendar', calendar));
  const levelAt = (seconds: number) => {
    for (const device of [load, meter]) device.meter.run(START + seconds);
    return load.meter.state.auxiliary?.outputs[1]?.levelPercent ?? 0;
  };
  assert.equal([levelAt(HOUR - 1), levelAt(HOUR), levelAt(6 * HOUR)], [0, 100, 0]);
  assert.is(levelAt(25 * HOUR), 100);
  home.reboot(load);
  home.carried.length = 0;
  home.reboot(meter);
  assert.equal(
    home.carried.map(([, to]) => to),
    [load.eui64],
  );
});
test.run();
