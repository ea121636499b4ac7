/** SRV 5.3. A schedule cannot be changed: it is deleted, and another created. */
import { service } from '../definition/service.ts';
import { schedulesChosen } from './schedule-shapes.ts';

export const deleteSchedule = service({
  reference: '5.3',
  name: 'DeleteSchedule',
  summary: 'Deletes a schedule, or all those of a device, of the user that asks.',
  roles: ['IS', 'ES', 'GS', 'ED', 'GT', 'OU'],
  deviceTypes: [],
  critical: false,
  modes: ['nonDevice'],
  responseTime: '30 s',
  personal: false,
  request: schedulesChosen,
  response: undefined,
});
