/** A meter with auxiliary loads on a bench, and what they are set to in the course of time. */
import * as assert from 'uvu/assert';
import type { ValueOf } from '../../../protocol/definition/words.ts';
import { updateDeviceConfigurationAlcScheduler } from '../../../protocol/services/update-device-configuration-alc-scheduler.ts';
import type { updateDeviceConfigurationAuxiliaryControllerScheduler } from '../../../protocol/services/update-device-configuration-auxiliary-controller-scheduler.ts';
import { Bench, START } from '../bench.testing.ts';
import { DEFAULT_SETTINGS } from '../provision.ts';
import { readSwitchLog } from './log.ts';

export const HOUR = 3600;
export const MINUTE = 60;
export const HCALCS = '90-B3-D5-1F-30-04-00-07';

/** Switches 1 and 2, a controller with levels 3, and the button. START is a Tuesday's midnight. */
export const settings = {
  ...DEFAULT_SETTINGS,
  variant: {
    kind: 'singleElement',
    auxiliarySwitches: 2,
    hasBoostButton: true,
    proportionalControllers: 1,
  },
} as const;

export const ANY = { year: 'any', month: 'any', dayOfMonth: 'any', dayOfWeek: 'any' } as const;
export const WEEK = (
  ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const
).map((dayOfWeekId) => ({ dayOfWeekId }));
export const daily = (switchTime: number) => ({
  specialDaysApplicability: [],
  daysOfWeekApplicability: WEEK,
  times: { switchTime, startDate: ANY, endDate: ANY },
});

export type Calendar = ValueOf<(typeof updateDeviceConfigurationAlcScheduler)['request']>;
export function switching(
  index: number,
  hour: number,
  isOn: boolean,
): Calendar['schedules'][number] {
  const { times, ...days } = daily(hour * HOUR);
  const action = isOn ? { activate: {} } : { deactivate: {} };
  return { activateDeactivateSwitch: { index, action }, ...days, datesAndTime: times };
}
/** Switch 1 is on from one to six. */
export const NIGHT: Calendar = {
  schedules: [switching(1, 1, true), switching(1, 6, false)],
  specialDays: {},
  switches: { 1: { alcs: {} } },
};

export type Levels = ValueOf<
  (typeof updateDeviceConfigurationAuxiliaryControllerScheduler)['request']
>;
export function level(
  number: number,
  hour: number,
  levelPercent: number,
): Levels['schedules'][number] {
  const { times, ...days } = daily(hour * HOUR);
  const action = { auxiliaryControllerN: number, commandedStateLevel: levelPercent };
  return { auxiliaryControllerAction: action, ...days, periodAndTime: times };
}

export function bench(calendar?: Calendar): Bench {
  const one = new Bench({ settings });
  if (calendar)
    assert.is(one.ask(updateDeviceConfigurationAlcScheduler, calendar)?.status, undefined);
  return one;
}
/** "start+3600: 1 100" for every output that is set until then. */
export function courseOf(one: Bench, untilSeconds: number): readonly string[] {
  const course: string[] = [];
  while (one.meter.state.metrology.boardSeconds < START + untilSeconds) {
    const before = one.outputs.length;
    one.meter.run(Math.min(START + untilSeconds, one.meter.nextDeadline()));
    const now = one.meter.state.metrology.boardSeconds - START;
    course.push(...one.outputs.slice(before).map((output) => `${now} ${output}`));
  }
  return course;
}
export const logOf = ({ meter }: Bench) =>
  [...readSwitchLog(meter.store, meter.state)].map(
    ({ utcSeconds, number, action, levelPercent }) =>
      `${utcSeconds - START} ${number} ${action} ${levelPercent}`,
  );
