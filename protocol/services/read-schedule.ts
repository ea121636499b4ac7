/** SRV 5.2. A user reads its own schedules; those of others are none of its business. */
import { service } from '../definition/service.ts';
import { inline, list, required, struct } from '../definition/words.ts';
import { schedule, schedulesChosen } from './schedule-shapes.ts';
import { scheduleId } from './shared.ts';

/** As many as the schema lets one answer hold. */
export const SCHEDULES_MAX = 99;
/** sr:DSPSchedules. */
const storedSchedule = struct({
  scheduleId: required(1, scheduleId, 'By which it is deleted.', { element: 'DSPScheduleID' }),
  schedule: required(2, schedule, 'As it was created.', { element: 'DSPScheduleDetails' }),
});

export const readSchedule = service({
  reference: '5.2',
  name: 'ReadSchedule',
  summary: 'Reads a schedule, or all those of a device, of the user that asks.',
  roles: ['IS', 'ES', 'GS', 'ED', 'GT', 'OU'],
  deviceTypes: [],
  critical: false,
  modes: ['nonDevice'],
  responseTime: '30 s',
  personal: false,
  request: schedulesChosen,
  response: undefined,
  dccResponse: {
    element: 'DSPSchedulesRead',
    type: struct({
      schedules: inline(
        1,
        list('DSPSchedules', storedSchedule, 1, SCHEDULES_MAX),
        'What there is.',
      ),
    }),
  },
});
