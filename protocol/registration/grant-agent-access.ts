/** 93.1. A supplier lets an agent act for it: for its own metering points, and no longer than it supplies them. */
import { eui64, utcDateTime } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { list, optional, required, struct } from '../definition/words.ts';
import { mpxn } from '../services/shared.ts';
import { GRANTS_PER_REQUEST_MAX, grantsAtPoints, repeated, scope } from './grant-shapes.ts';

export const grantAgentAccess = service({
  reference: '93.1',
  name: 'GrantAgentAccess',
  summary:
    'Lets an agent of the supplier ask for services at metering points; all of them, or none.',
  roles: ['IS', 'ES', 'GS'],
  deviceTypes: [],
  critical: false,
  modes: ['nonDevice'],
  responseTime: '30 s',
  personal: false,
  request: struct({
    agent: required(1, eui64, 'A user in the role of a registered supplier agent.'),
    mpxns: required(2, list('MPxN', mpxn, 1, GRANTS_PER_REQUEST_MAX), 'Where.'),
    scope: optional(3, scope, 'Services it is for; absent: all that an agent may ask.'),
    from: optional(4, utcDateTime, 'Absent, or in the past: now.'),
    to: optional(5, utcDateTime, 'The first second at which it is over; absent: until revoked.'),
  }),
  rules: ({ mpxns, from, to }) => [
    ...repeated('mpxns', mpxns),
    ...(from !== undefined && to !== undefined && to <= from
      ? [{ path: 'to', reason: 'not after its beginning' }]
      : []),
  ],
  response: undefined,
  dccResponse: {
    element: 'X',
    type: struct({ grants: required(1, grantsAtPoints, 'In the order of the request.') }),
  },
});
