/** SRV 6.14.3. When the auxiliary controllers change their level by themselves. */
import { service } from '../definition/service.ts';
import { inline, list, required, struct } from '../definition/words.ts';
import {
  controllerAction,
  controllerScheduleDays,
  controllerSpecialDays,
} from './auxiliary-shapes.ts';
import { distinct } from './rules.ts';
import { scheduleRules } from './schedule-rules.ts';
import { done, futureDated } from './shared.ts';

const controllerSchedule = struct({
  auxiliaryControllerAction: required(1, controllerAction, 'What happens.'),
  ...controllerScheduleDays,
});

export const updateDeviceConfigurationAuxiliaryControllerScheduler = service({
  reference: '6.14.3',
  name: 'UpdateDeviceConfigurationAuxiliaryControllerScheduler',
  summary: 'Replaces the calendar of the auxiliary controllers.',
  roles: ['IS'],
  deviceTypes: ['ESME', 'HCALCS'],
  critical: true,
  modes: ['onDemand', 'futureDatedDevice'],
  responseTime: '24 h',
  personal: false,
  request: struct({
    ...futureDated,
    schedules: inline(
      2,
      list('AuxiliaryControllerSchedule', controllerSchedule, 0, 120),
      'Changes of level.',
    ),
    specialDays: required(3, controllerSpecialDays, 'Days by number.', {
      element: 'AuxiliaryControllerSpecialDayDefinitions',
    }),
  }),
  rules: ({ schedules, specialDays }) => [
    ...distinct(
      'specialDays',
      specialDays.map((day) => day.identifier),
    ),
    ...scheduleRules(
      schedules.map((entry) => ({
        days: entry.specialDaysApplicability.map((day) => day.identifier),
        weekdays: entry.daysOfWeekApplicability ?? [],
        dates: entry.periodAndTime,
        datesName: 'periodAndTime',
      })),
      specialDays.map((day) => day.identifier),
    ),
  ],
  response: done,
  // MMC 5.4 has no response for it.
  responseElement: null,
});
