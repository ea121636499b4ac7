/** SRV 7.7. The load switches of a meter and their calendar. */
import { boolean, text } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { inline, list, optional, optionalAttribute, struct } from '../definition/words.ts';
import {
  switchNumber,
  switchSchedule,
  switchSpecialDays,
  switchTypeAndId,
} from './auxiliary-shapes.ts';
import { outcome, readNowOrLater } from './shared.ts';

const loadSwitch = struct({
  index: optionalAttribute(1, switchNumber, 'Its number.', { element: 'Index' }),
  description: optional(2, text(0, 22), 'What it switches.'),
  typeAndIdentifier: optional(3, switchTypeAndId, 'What it is.'),
  state: optional(4, boolean, 'On.'),
});

export const readAlcsData = service({
  reference: '7.7',
  name: 'ReadALCSData',
  summary: 'Reads the auxiliary load switches and their calendar.',
  roles: ['IS', 'ED', 'OU'],
  deviceTypes: ['ESME'],
  critical: false,
  modes: ['onDemand', 'futureDatedDcc'],
  responseTime: '30 s',
  personal: true,
  request: readNowOrLater,
  response: struct({
    ...outcome,
    switches: inline(2, list('AuxiliaryLoadControlSwitch', loadSwitch, 0, 5), 'One each.'),
    specialDays: optional(3, switchSpecialDays, 'Days out of the pattern.', {
      element: 'ALCSHCALCSSpecialDays',
    }),
    schedules: inline(4, list('ALCSScheduler', switchSchedule, 0, 48), 'The calendar.'),
  }),
});
