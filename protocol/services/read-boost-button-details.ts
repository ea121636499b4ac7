/** SRV 7.11. When the customer pressed the button, and what it switches. */
import { boolean, utcDateTime } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { inline, list, optional, required, struct } from '../definition/words.ts';
import { periodInOrder } from './rules.ts';
import { outcome, readLogNowOrLater } from './shared.ts';

const boost = struct({
  boostEnd: required(1, utcDateTime, 'When it ended.'),
  boostStart: required(2, utcDateTime, 'When it began.'),
});

export const readBoostButtonDetails = service({
  reference: '7.11',
  name: 'ReadBoostButtonDetails',
  summary: 'Reads the use and the settings of the boost button.',
  roles: ['IS', 'OU'],
  deviceTypes: ['ESME'],
  critical: false,
  modes: ['onDemand', 'futureDatedDcc'],
  responseTime: '24 h',
  personal: true,
  request: readLogNowOrLater,
  rules: (value) => periodInOrder(value.readLogPeriod),
  response: struct({
    ...outcome,
    boosts: inline(2, list('EventLogEntry', boost, 0, 25), 'Newest first.'),
    boostFunctionAvailability: optional(3, boolean, 'The meter has the button.'),
    boostFunctionControl1Value: optional(4, boolean, 'It switches load 1.'),
    boostFunctionControl2Value: optional(5, boolean, 'It switches load 2.'),
    boostFunctionControl3Value: optional(6, boolean, 'It switches load 3.'),
    boostFunctionControl4Value: optional(7, boolean, 'It switches load 4.'),
    boostFunctionControl5Value: optional(8, boolean, 'It switches load 5.'),
  }),
});
