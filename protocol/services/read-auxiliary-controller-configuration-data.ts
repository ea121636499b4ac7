/** SRV 7.14. The controllers of a meter and their calendar. */
import { text } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { inline, list, optional, required, struct } from '../definition/words.ts';
import {
  controllerActionRead,
  controllerScheduleDays,
  controllerSpecialDays,
  whichController,
} from './auxiliary-shapes.ts';
import { outcome, readNowOrLater } from './shared.ts';

const description = struct({
  auxiliaryControllerN: whichController,
  description: required(2, text(0, 22), 'What it controls.', {
    element: 'AuxiliaryControlDescription',
  }),
});
const schedule = struct({
  action: required(1, controllerActionRead, 'What happens.', {
    element: 'AuxiliaryControllerAction',
  }),
  ...controllerScheduleDays,
});

export const readAuxiliaryControllerConfigurationData = service({
  reference: '7.14',
  name: 'ReadAuxiliaryControllerConfigurationData',
  summary: 'Reads the auxiliary controllers and their calendar.',
  roles: ['IS', 'ED', 'OU'],
  deviceTypes: ['ESME'],
  critical: false,
  modes: ['onDemand', 'futureDatedDcc'],
  responseTime: '24 h',
  personal: false,
  request: readNowOrLater,
  response: struct({
    ...outcome,
    descriptions: inline(2, list('AuxiliaryControllerDescription', description, 0, 5), 'One each.'),
    specialDays: optional(3, controllerSpecialDays, 'Days out of the pattern.', {
      element: 'AuxiliaryControllerSpecialDayDefinitions',
    }),
    schedules: inline(4, list('AuxiliaryControllerSchedule', schedule, 0, 120), 'The calendar.'),
  }),
});
