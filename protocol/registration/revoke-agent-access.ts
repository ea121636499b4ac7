/** 93.2. The supplier takes back what it granted, now or from a date on. */
import { utcDateTime } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { optional, required, struct } from '../definition/words.ts';
import { grantsAtPoints, repeated } from './grant-shapes.ts';

export const revokeAgentAccess = service({
  reference: '93.2',
  name: 'RevokeAgentAccess',
  summary: 'Ends grants of the supplier to its agents; all of them, or none.',
  roles: ['IS', 'ES', 'GS'],
  deviceTypes: [],
  critical: false,
  modes: ['nonDevice'],
  responseTime: '30 s',
  personal: false,
  request: struct({
    grants: required(1, grantsAtPoints, 'As 93.1 answered them.'),
    from: optional(2, utcDateTime, 'The first second at which they are over; absent: now.'),
  }),
  rules: ({ grants }) =>
    repeated(
      'grants',
      grants.map(({ grantId }) => grantId),
    ),
  response: undefined,
});
