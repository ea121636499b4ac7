/** 94.1. The customer has read to an other user the digits that 9.1 had the meter show: that is its consent. */
import { eui64, text, utcDateTime } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { required, struct } from '../definition/words.ts';
import { grantAtPoint, scope } from './grant-shapes.ts';

export const authoriseOtherUser = service({
  reference: '94.1',
  name: 'AuthoriseOtherUser',
  summary: 'Records the customer’s consent, proven by the digits on the display of its meter.',
  roles: ['OU'],
  deviceTypes: [],
  critical: false,
  modes: ['nonDevice'],
  responseTime: '30 s',
  personal: false,
  request: struct({
    deviceId: required(1, eui64, 'The meter that has shown the digits for 9.1 of this user.'),
    customerIdentificationNumber: required(
      2,
      text(4, 4, { pattern: /[0-9]{4}/ }),
      'As the customer read it out.',
    ),
    scope: required(3, scope, 'Services that the customer agreed to.'),
    until: required(4, utcDateTime, 'The first second at which it is over; within two years.'),
  }),
  response: undefined,
  dccResponse: { element: 'X', type: grantAtPoint },
});
