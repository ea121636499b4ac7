/** Service 95.1. A network operator notes that a developer asks to be connected. */
import { service } from '../definition/service.ts';
import { required, struct } from '../definition/words.ts';
import { connectionId, connectionWanted } from './connection-shapes.ts';

export const applyConnection = service({
  reference: '95.1',
  name: 'ApplyConnection',
  summary: 'Notes what a developer asks a network operator for: the beginning of a new connection.',
  roles: ['ED', 'GT'],
  rolesFor: ({ fuel }) => (fuel === 'electricity' ? ['ED'] : ['GT']),
  deviceTypes: [],
  critical: false,
  modes: ['nonDevice'],
  responseTime: '30 s',
  personal: false,
  request: connectionWanted,
  rules: ({ fuel, imports, exports: fedIn = 0, site }) => {
    const { uprn, latitudeMicroDegrees, longitudeMicroDegrees, addressLines } = site;
    const hasPoint = latitudeMicroDegrees !== undefined && longitudeMicroDegrees !== undefined;
    const isSomewhere = uprn !== undefined || hasPoint || addressLines !== undefined;
    return [
      ...(fuel === 'gas' && fedIn > 0 ? [{ path: 'exports', reason: 'of gas there is none' }] : []),
      ...(fuel === 'gas' && imports > 1
        ? [{ path: 'imports', reason: 'a gas supply is asked for by itself' }]
        : []),
      ...(fedIn > imports ? [{ path: 'exports', reason: 'more than there are supplies' }] : []),
      ...(isSomewhere ? [] : [{ path: 'site', reason: 'no property, point or address' }]),
    ];
  },
  response: undefined,
  dccResponse: {
    element: 'ConnectionApplied',
    type: struct({
      connectionId: required(1, connectionId, 'By which it is named from now on.', {
        element: 'ConnectionID',
      }),
    }),
  },
});
