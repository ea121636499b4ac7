/** SRV 6.18.1. The hours in which the network is near its limit. */
import { service } from '../definition/service.ts';
import { required, struct } from '../definition/words.ts';
import { demandPeriod, done, futureDated } from './shared.ts';

export const setMaximumDemandConfigurableTimePeriod = service({
  reference: '6.18.1',
  name: 'SetMaximumDemandConfigurableTimePeriod',
  summary: 'Sets the time of day within which maximum demand is recorded.',
  roles: ['ED'],
  deviceTypes: ['ESME'],
  critical: false,
  modes: ['onDemand', 'futureDatedDcc'],
  responseTime: '24 h',
  personal: false,
  request: struct({
    ...futureDated,
    schedule: required(2, demandPeriod, 'Every day.', {
      element: 'MaximumDemandTimePeriodSchedule',
    }),
  }),
  rules: ({ schedule }) =>
    schedule.startTime === schedule.endTime
      ? [{ path: 'schedule.endTime', reason: 'the period has no length' }]
      : [],
  response: done,
});
