/** Service 90.1. What the register has of a metering point, as of a date and as it was known then. */
import { utcDateTime } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { choice, list, optional, required, struct } from '../definition/words.ts';
import { propertyFilter, uprn } from '../services/inventory-shapes.ts';
import { mpxn } from '../services/shared.ts';
import { meteringPointView } from './point-shapes.ts';

export const readMeteringPoint = service({
  reference: '90.1',
  name: 'ReadMeteringPoint',
  summary: 'Reads the master data of the metering points that the user has to do with.',
  roles: ['IS', 'ES', 'GS', 'RSA', 'ED', 'GT', 'OU'],
  deviceTypes: [],
  critical: false,
  modes: ['nonDevice'],
  responseTime: '30 s',
  personal: false,
  request: struct({
    of: required(
      1,
      choice(
        {
          mpxn: required(1, mpxn, 'One metering point.'),
          uprn: required(2, uprn, 'All at a property.'),
          propertyFilter: required(3, propertyFilter, 'All at an address.'),
        },
        'MeteringPointsAsked',
      ),
      'Which.',
    ),
    effectiveAt: optional(2, utcDateTime, 'What is in force then; absent: now.'),
    knownAt: optional(3, utcDateTime, 'As it was known then; absent: now.'),
  }),
  response: undefined,
  dccResponse: {
    element: 'MeteringPoints',
    type: struct({
      points: required(1, list('Point', meteringPointView, 1, 50), 'Those that the user may see.'),
    }),
  },
});
