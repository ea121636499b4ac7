import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fromCborValue } from '../../../protocol/definition/cbor.ts';
import { refusalCode } from '../../../protocol/services/index.ts';
import { readAlcsData } from '../../../protocol/services/read-alcs-data.ts';
import { readAuxiliaryControllerConfigurationData } from '../../../protocol/services/read-auxiliary-controller-configuration-data.ts';
import { readDeviceConfigurationRandomisation } from '../../../protocol/services/read-device-configuration-randomisation.ts';
import { setRandomisedOffsetLimit } from '../../../protocol/services/set-randomised-offset-limit.ts';
import { synchroniseClock } from '../../../protocol/services/synchronise-clock.ts';
import { updateDeviceConfigurationAlcDescriptions } from '../../../protocol/services/update-device-configuration-alc-descriptions.ts';
import { updateDeviceConfigurationAlcScheduler } from '../../../protocol/services/update-device-configuration-alc-scheduler.ts';
import { updateDeviceConfigurationAuxiliaryControllerScheduler } from '../../../protocol/services/update-device-configuration-auxiliary-controller-scheduler.ts';
import { Bench, START } from '../bench.testing.ts';
import {
  bench,
  type Calendar,
  courseOf,
  HCALCS,
  HOUR,
  level,
  NIGHT,
  settings,
  switching,
} from './auxiliary.testing.ts';
import { randomisedOffsetSeconds } from './offset.ts';

const calendars = suite('calendars of auxiliary loads');

calendars('switch at their second, day after day', () => {
  const one = bench(NIGHT);
  assert.equal(courseOf(one, 30 * HOUR), [
    `${HOUR} 1 100`,
    `${6 * HOUR} 1 0`,
    `${25 * HOUR} 1 100`,
    `${30 * HOUR} 1 0`,
  ]);
});

calendars('hold what the last entry said, also when they come later than it', () => {
  const one = new Bench({ settings });
  one.meter.run(START + 3 * HOUR);
  one.outputs.length = 0;
  one.ask(updateDeviceConfigurationAlcScheduler, NIGHT);
  assert.equal(one.outputs, ['1 100']);
});

calendars('are followed after a power cut, and after the clock is set', () => {
  const one = bench(NIGHT);
  one.meter.run(START + HOUR);
  one.reboot(START + 7 * HOUR);
  one.outputs.length = 0;
  one.meter.run(START + 7 * HOUR + 1);
  // Found in line once, with nothing to do until an hour past midnight.
  one.meter.run(START + 7 * HOUR + 30);
  assert.equal(one.outputs, ['1 0']);
  const window = { currentDateTime: START + 26 * HOUR, tolerancePeriod: 10 };
  one.ask(synchroniseClock, window, { deviceUtcSeconds: START + 26 * HOUR });
  one.meter.run(START + 7 * HOUR + 31);
  assert.equal(one.outputs.slice(1), ['1 100']);
});

calendars('set the outputs of a board that boots to what flash says', () => {
  const one = bench(NIGHT);
  one.meter.run(START + HOUR);
  one.outputs.length = 0;
  one.reboot();
  assert.ok(one.outputs.includes('1 100'));
});

calendars('of controllers have levels, and hold for those they name', () => {
  const one = bench(NIGHT);
  const schedules = [level(3, 2, 40), level(3, 4, 0)];
  const request = { schedules, specialDays: [] };
  const answer = one.ask(updateDeviceConfigurationAuxiliaryControllerScheduler, request);
  assert.is(answer?.status, undefined);
  assert.equal(courseOf(one, 24 * HOUR), [
    `${HOUR} 1 100`,
    `${2 * HOUR} 3 40`,
    `${4 * HOUR} 3 0`,
    `${6 * HOUR} 1 0`,
  ]);
});

calendars('that name what is not there change nothing', () => {
  const one = bench(NIGHT);
  const { documents } = one.meter.state;
  const notThere = refusalCode(updateDeviceConfigurationAlcScheduler, 'notThere');
  const wrong: readonly Calendar[] = [
    { ...NIGHT, schedules: [switching(4, 1, true)] },
    { ...NIGHT, schedules: [switching(3, 1, true)] },
    { ...NIGHT, switches: { 4: { alcs: {} } } },
    { ...NIGHT, switches: { 2: { hcalcs: HCALCS } } },
  ];
  for (const request of wrong)
    assert.is(one.ask(updateDeviceConfigurationAlcScheduler, request)?.status, notThere);
  assert.is(one.meter.state.documents, documents);
});

calendars('a switch on the home network is named by its calendar', () => {
  const one = bench({
    ...NIGHT,
    schedules: [switching(4, 1, true)],
    switches: { 4: { hcalcs: HCALCS } },
  });
  one.meter.run(START + HOUR);
  const { content } = one.ask(readAlcsData, {}) ?? {};
  const { switches } = fromCborValue(readAlcsData.response, content);
  assert.equal(switches.at(-1), {
    index: 4,
    typeAndIdentifier: { hcalcs: HCALCS },
    state: true,
  });
});

calendars('are read back as they came, with the names of the loads', () => {
  const one = bench(NIGHT);
  const descriptions = { 1: { switchDescription: 'Immersion heater' } };
  one.ask(updateDeviceConfigurationAlcDescriptions, { descriptions });
  const { content } = one.ask(readAlcsData, {}) ?? {};
  const read = fromCborValue(readAlcsData.response, content);
  assert.equal(read.schedules, NIGHT.schedules);
  assert.equal(read.switches, [
    { index: 1, description: 'Immersion heater', typeAndIdentifier: { alcs: {} }, state: false },
    { index: 2, typeAndIdentifier: { alcs: {} }, state: false },
  ]);
});

calendars('a name that is not given stays', () => {
  const one = bench();
  const named = (number: number, switchDescription: string) =>
    one.ask(updateDeviceConfigurationAlcDescriptions, {
      descriptions: { [number]: { switchDescription } },
    })?.status;
  assert.is(named(1, 'Immersion heater'), undefined);
  assert.is(named(3, 'Car'), undefined);
  assert.is(named(4, 'Pump'), refusalCode(updateDeviceConfigurationAlcDescriptions, 'notThere'));
  const { content } = one.ask(readAuxiliaryControllerConfigurationData, {}) ?? {};
  const read = fromCborValue(readAuxiliaryControllerConfigurationData.response, content);
  assert.equal(read.descriptions, [
    { auxiliaryControllerN: 1, description: 'Immersion heater' },
    { auxiliaryControllerN: 3, description: 'Car' },
  ]);
});

calendars('are late by the random offset, which is no more than its limit', () => {
  const one = bench(NIGHT);
  one.ask(setRandomisedOffsetLimit, { randomisedOffsetLimitSeconds: 900 });
  const offset = randomisedOffsetSeconds(one.meter.state);
  assert.ok(offset > 0 && offset <= 900);
  assert.equal(courseOf(one, 24 * HOUR), [`${HOUR + offset} 1 100`, `${6 * HOUR + offset} 1 0`]);
  const { content } = one.ask(readDeviceConfigurationRandomisation, {}) ?? {};
  const read = fromCborValue(readDeviceConfigurationRandomisation.response, content);
  assert.equal([read.randomisedOffset, read.randomisedOffsetLimit], [offset, 900]);
});

calendars('are late by a new random offset at once', () => {
  const one = bench(NIGHT);
  one.meter.run(START + HOUR);
  one.meter.run(START + HOUR + 1);
  assert.is(one.outputs.at(-1), '1 100');
  one.ask(setRandomisedOffsetLimit, { randomisedOffsetLimitSeconds: 1799 });
  assert.ok(randomisedOffsetSeconds(one.meter.state) > 1);
  assert.is(one.outputs.at(-1), '1 0');
});

calendars('the random offset takes each second from nothing to the limit', () => {
  const { state } = new Bench({ settings }).meter;
  const offsetOf = (number: number) =>
    randomisedOffsetSeconds({ ...state, randomisedOffset: { limitSeconds: 1799, number } });
  assert.equal([0, 36, 37, 65_535].map(offsetOf), [0, 0, 1, 1799]);
});
calendars.run();
