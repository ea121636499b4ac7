/** SRV 3.2. What was recorded before that time is not shown to the new tenant. */
import { utcDateTime } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { required, struct } from '../definition/words.ts';
import { done, futureDated } from './shared.ts';

export const restrictAccessForChangeOfTenancy = service({
  reference: '3.2',
  name: 'RestrictAccessForChangeOfTenancy',
  summary: 'Hides the data of a former tenant from the display and the home network.',
  roles: ['IS', 'GS'],
  deviceTypes: ['ESME', 'GSME', 'GPF'],
  critical: false,
  modes: ['onDemand', 'futureDatedDcc'],
  responseTime: '24 h',
  personal: false,
  request: struct({
    ...futureDated,
    restrictionDateTime: required(
      2,
      utcDateTime,
      'Older data is hidden; past or future, set on receipt.',
    ),
  }),
  response: done,
});
