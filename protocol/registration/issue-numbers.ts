/** Service 95.3. The metering points of a new connection get their numbers, out of the operator's own range. */
import { service } from '../definition/service.ts';
import { inline, required, struct } from '../definition/words.ts';
import { connectionId, connectionRecord } from './connection-shapes.ts';

export const issueNumbers = service({
  reference: '95.3',
  name: 'IssueNumbers',
  summary: 'Issues the MPANs or the MPRN of a connection whose terms are accepted.',
  roles: ['ED', 'GT'],
  deviceTypes: [],
  critical: false,
  modes: ['nonDevice'],
  responseTime: '30 s',
  personal: false,
  request: struct({
    connectionId: required(1, connectionId, 'Which.', { element: 'ConnectionID' }),
  }),
  response: undefined,
  dccResponse: {
    element: 'NumbersIssued',
    type: struct({ connection: inline(1, connectionRecord, 'As it is now, with its numbers.') }),
  },
});
