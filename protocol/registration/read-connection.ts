/** Service 95.4. How far a new connection is, for the network operator and the supplier the developer named. */
import { service } from '../definition/service.ts';
import { inline, required, struct } from '../definition/words.ts';
import { connectionId, connectionRecord } from './connection-shapes.ts';

export const readConnection = service({
  reference: '95.4',
  name: 'ReadConnection',
  summary: 'Reads how far a new connection is.',
  roles: ['IS', 'ES', 'GS', 'ED', 'GT'],
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
    element: 'Connection',
    type: struct({ connection: inline(1, connectionRecord, 'As it is now.') }),
  },
});
