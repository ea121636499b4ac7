/**
 * Shapes of auxiliary load control: what 6.14.x sets, 7.x switches and reads back. A switch (ALCS,
 * HCALCS) is on or off; a controller, of which a meter has five at most, may have levels (APC).
 */
import { eui64, integer, unsigned16, utcDateTime, utcTime } from '../definition/scalars.ts';
import {
  attribute,
  choice,
  empty,
  inline,
  list,
  optional,
  required,
  rows,
  struct,
} from '../definition/words.ts';
import { daysOfWeek, openDate, openDateFields } from './shared.ts';

/** sr:range_1_5: the number of a switch or controller. */
export const switchNumber = integer(1, 5);
/** sr:AuxiliaryControllerLevel. A switch knows 0 and 100 alone. */
export const controllerLevel = integer(0, 100, { unit: '%' });
const specialDayNumber = integer(1, 20);

/** sr:ActivateDeactivateALCSHCALCS. */
export const switchFor = struct({
  index: attribute(1, switchNumber, 'Which switch.', { element: 'index' }),
  durationMinutes: required(2, unsigned16, 'For how long.', { element: 'Duration' }),
});
/** sr:ResetALCSHCALCS. */
export const oneSwitch = struct({
  index: attribute(1, switchNumber, 'Which switch.', { element: 'index' }),
});

/** ra:SwitchTypeAndID. */
export const switchTypeAndId = choice({
  alcs: required(1, empty, 'A switch in the meter.', { element: 'ALCS' }),
  hcalcs: required(2, eui64, 'A switch of its own on the home network.', { element: 'HCALCS' }),
});

/** sr:ScheduleDatesAndTime. */
export const scheduleDatesAndTime = struct({
  switchTime: required(1, utcTime, 'At.'),
  startDate: required(2, openDate, 'First day.'),
  endDate: required(3, openDate, 'Last day.'),
});

/** sr:ALCSHCALCSSpecialDays. */
export const switchSpecialDays = rows('ALCSHCALCSSpecialDay', openDate, 20, 0);
const switchAction = choice({
  activate: required(1, empty, 'On.', { element: 'ActivateSwitch' }),
  deactivate: required(2, empty, 'Off.', { element: 'DeactivateSwitch' }),
});
const activateDeactivateSwitch = struct({
  index: attribute(1, switchNumber, 'Which switch.', { element: 'index' }),
  action: inline(2, switchAction, 'What it does.'),
});
const switchSpecialDayApplicability = struct({
  index: attribute(1, specialDayNumber, 'Index of a special day.', { element: 'index' }),
});
/** sr:ALCSHCALCSConnectionSchedule. */
export const switchSchedule = struct({
  activateDeactivateSwitch: required(1, activateDeactivateSwitch, 'What happens.'),
  specialDaysApplicability: inline(
    2,
    list('SpecialDaysApplicability', switchSpecialDayApplicability, 0, 20),
    'Special days it applies on.',
  ),
  daysOfWeekApplicability: optional(3, daysOfWeek, 'Weekdays it applies on.'),
  datesAndTime: required(4, scheduleDatesAndTime, 'When.', { element: 'ALCSScheduleDatesAndTime' }),
});

const controllerSpecialDay = struct({
  ...openDateFields,
  identifier: attribute(5, specialDayNumber, 'Its number.', { element: 'identifier' }),
});
/** sr:AuxiliaryControllerSpecialDayDefinitions. */
export const controllerSpecialDays = list(
  'AuxiliaryControllerSpecialDayDefinition',
  controllerSpecialDay,
  0,
  20,
);
/** The attribute that says which controller. */
export const whichController = attribute(1, switchNumber, 'Which controller.', {
  element: 'auxiliaryControllerN',
});
const inputFromControlledLoad = optional(3, empty, 'The level is of the input, not the output.');
/** sr:AuxiliaryControllerAction, as it is set. */
export const controllerAction = struct({
  auxiliaryControllerN: whichController,
  commandedStateLevel: required(2, controllerLevel, 'Level to take.'),
  inputFromControlledLoad,
});
/** ra:AuxiliaryControllerAction, as it is read back. */
export const controllerActionRead = struct({
  auxiliaryControllerN: whichController,
  commandedStateLevel: optional(2, controllerLevel, 'Level to take.'),
  inputFromControlledLoad,
});
const controllerSpecialDayApplicability = struct({
  identifier: attribute(1, specialDayNumber, 'Number of a special day.', { element: 'identifier' }),
});
/** What an entry of a controller's schedule has besides its action (keys 2 to 4). */
export const controllerScheduleDays = {
  specialDaysApplicability: inline(
    2,
    list('SpecialDaysApplicability', controllerSpecialDayApplicability, 0, 20),
    'Special days it applies on.',
  ),
  daysOfWeekApplicability: optional(3, daysOfWeek, 'Weekdays it applies on.'),
  periodAndTime: required(4, scheduleDatesAndTime, 'When.', {
    element: 'AuxiliaryControllerSchedulePeriodAndTime',
  }),
};

/** What 7.13 and 7.16 ask of one controller. */
export const controllerState = struct({
  auxiliaryControllerN: whichController,
  startDateTime: required(2, utcDateTime, 'From when.'),
  endDateTime: required(3, utcDateTime, 'Until when.'),
  commandedStateLevel: required(4, controllerLevel, 'Level to take, or not to pass.'),
  inputFromControlledLoad: optional(5, empty, 'The level is of the input, not the output.'),
});
