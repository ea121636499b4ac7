/** SRV 6.14.2. When the auxiliary switches switch by themselves. */
import { service } from '../definition/service.ts';
import { inline, list, required, rows, struct } from '../definition/words.ts';
import { switchSchedule, switchSpecialDays, switchTypeAndId } from './auxiliary-shapes.ts';
import { scheduleRules } from './schedule-rules.ts';
import { done, futureDated } from './shared.ts';

export const updateDeviceConfigurationAlcScheduler = service({
  reference: '6.14.2',
  name: 'UpdateDeviceConfigurationALCScheduler',
  summary: 'Replaces the switching calendar of the auxiliary load control switches.',
  roles: ['IS'],
  deviceTypes: ['ESME'],
  critical: true,
  modes: ['onDemand', 'futureDatedDevice'],
  responseTime: '24 h',
  personal: false,
  request: struct({
    ...futureDated,
    schedules: inline(
      2,
      list('ALCSHCALCSConnectionSchedule', switchSchedule, 1, 48),
      'Switchings.',
    ),
    specialDays: required(3, switchSpecialDays, 'Days by number.', {
      element: 'ALCSHCALCSSpecialDays',
    }),
    switches: inline(4, rows('SwitchTypeAndId', switchTypeAndId, 5, 0), 'Which switch is where.'),
  }),
  rules: ({ schedules, specialDays }) =>
    scheduleRules(
      schedules.map((entry) => ({
        days: entry.specialDaysApplicability.map((day) => day.index),
        weekdays: entry.daysOfWeekApplicability ?? [],
        dates: entry.datesAndTime,
        datesName: 'datesAndTime',
      })),
      Object.keys(specialDays).map(Number),
    ),
  response: done,
});
