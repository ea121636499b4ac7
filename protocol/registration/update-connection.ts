/** Service 95.2. The dealing between a network operator and a developer goes a step further. */
import { text, utcDateTime } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { choice, inline, required, struct } from '../definition/words.ts';
import { connectionId, connectionRecord } from './connection-shapes.ts';

const why = (name: string) =>
  struct({ reason: required(1, text(1, 200), 'In the words of whoever decided it.') }, name);

/** What may be done with a connection beside the issue of its numbers. */
export const connectionStep = choice(
  {
    offer: required(
      1,
      struct(
        {
          terms: required(1, text(1, 60), 'The network operator’s own name of its offer.'),
          validUntil: required(2, utcDateTime, 'The first second at which it is over.'),
        },
        'ConnectionOffer',
      ),
      'The network operator offers terms; they take the place of those offered before.',
    ),
    accept: required(2, struct({}, 'ConnectionAccept'), 'The developer takes them.'),
    decline: required(3, why('ConnectionDecline'), 'The developer does not.'),
    energise: required(
      4,
      struct(
        { energisedAt: required(1, utcDateTime, 'When: not later than now.') },
        'ConnectionEnergise',
      ),
      'The supply is on; the metering points may be supplied.',
    ),
    cancel: required(5, why('ConnectionCancel'), 'Nothing will come of it; numbers are ended.'),
  },
  'ConnectionStep',
);

export const updateConnection = service({
  reference: '95.2',
  name: 'UpdateConnection',
  summary: 'Takes the dealing over a new connection a step further, up to its energisation.',
  roles: ['ED', 'GT'],
  deviceTypes: [],
  critical: false,
  modes: ['nonDevice'],
  responseTime: '30 s',
  personal: false,
  request: struct({
    connectionId: required(1, connectionId, 'Which.', { element: 'ConnectionID' }),
    step: required(2, connectionStep, 'What has been done.'),
  }),
  response: undefined,
  dccResponse: {
    element: 'ConnectionUpdated',
    type: struct({ connection: inline(1, connectionRecord, 'As it is now.') }),
  },
});
