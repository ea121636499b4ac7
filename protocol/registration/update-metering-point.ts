/** Service 90.2. Parts of the master data from a date on; each user gives those that are its own to give. */
import { utcDateTime } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { optional, required, struct } from '../definition/words.ts';
import { mpxn } from '../services/shared.ts';
import { pointDetails } from './details.ts';
import { detailsId, pointStatus } from './point-shapes.ts';

export const updateMeteringPoint = service({
  reference: '90.2',
  name: 'UpdateMeteringPoint',
  summary: 'Gives parts of the master data of a metering point, or its status, from a date on.',
  roles: ['IS', 'ES', 'GS', 'RSA', 'ED', 'GT'],
  deviceTypes: [],
  critical: false,
  modes: ['nonDevice'],
  responseTime: '30 s',
  personal: false,
  request: struct({
    mpxn: required(1, mpxn, 'The metering point.'),
    effectiveFrom: optional(2, utcDateTime, 'From when on it holds; absent: now.'),
    details: optional(3, pointDetails, 'Each part that is here replaces the whole of that part.'),
    status: optional(4, pointStatus, 'At once: where the metering point is in its life.'),
  }),
  rules: ({ details = {}, status, effectiveFrom }) => {
    const isNothing = status === undefined && Object.keys(details).length === 0;
    return [
      ...(isNothing ? [{ path: 'details', reason: 'nothing to change' }] : []),
      ...(status !== undefined && effectiveFrom !== undefined
        ? [{ path: 'effectiveFrom', reason: 'a status holds at once' }]
        : []),
    ];
  },
  response: undefined,
  dccResponse: {
    element: 'MeteringPointUpdated',
    type: struct({
      detailsId: optional(1, detailsId, 'Names what was given, so that it can be withdrawn.'),
    }),
  },
});
