/** SRV 5.1. A regular read, executed by the DCC. */
import { service } from '../definition/service.ts';
import { content, struct } from '../definition/words.ts';
import { schedule, scheduleProblems } from './schedule-shapes.ts';
import { scheduleId } from './shared.ts';

export const createSchedule = service({
  reference: '5.1',
  name: 'CreateSchedule',
  summary: 'Has the DCC read a device regularly.',
  roles: ['IS', 'ES', 'GS', 'ED', 'GT', 'OU'],
  deviceTypes: [],
  critical: false,
  modes: ['nonDevice'],
  responseTime: '30 s',
  personal: false,
  request: schedule,
  rules: scheduleProblems,
  response: undefined,
  dccResponse: {
    element: 'DSPScheduleID',
    type: struct({ scheduleId: content(1, scheduleId, 'By which the schedule is deleted.') }),
  },
});
