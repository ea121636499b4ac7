/** 92.1. Somebody else lives there: what the old customer allowed ends, and its data is not the new one’s agents’. */
import { boolean, enumeration, integer, utcDateTime } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { list, optional, required, struct } from '../definition/words.ts';
import { mpxn } from '../services/shared.ts';
import { repeated } from './grant-shapes.ts';

/** Metering points of one site that one supplier supplies. */
const POINTS_MAX = 20;

export const changeTenancy = service({
  reference: '92.1',
  name: 'ChangeTenancy',
  summary:
    'Tells that a site has another customer from a date on, of all its metering points together.',
  roles: ['IS', 'ES', 'GS'],
  deviceTypes: [],
  critical: false,
  modes: ['nonDevice'],
  responseTime: '30 s',
  personal: false,
  request: struct({
    mpxns: required(
      1,
      list('MPxN', mpxn, 1, POINTS_MAX),
      'All metering points of the site that the user supplies on that date.',
    ),
    from: required(
      2,
      utcDateTime,
      'The first second of the new tenancy; a day ago to 28 days ahead.',
    ),
    customerType: optional(
      3,
      enumeration({ domestic: 1, nonDomestic: 2 }),
      'Of the new customer; absent: as before.',
    ),
    usesDcc: optional(4, boolean, 'Its supplier elects to use the DCC, where it is not domestic.'),
  }),
  rules: ({ mpxns }) => repeated('mpxns', mpxns),
  response: undefined,
  dccResponse: {
    element: 'X',
    type: struct({
      changes: required(
        1,
        list(
          'Change',
          struct({
            mpxn: required(1, mpxn, 'The metering point.'),
            detailsId: required(2, integer(1, 2 ** 48 - 1), 'Of the master data it is now in.'),
          }),
          1,
          POINTS_MAX,
        ),
        'One for each metering point, in the order of the request.',
      ),
    }),
  },
});
