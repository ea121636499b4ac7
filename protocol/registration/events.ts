/** What the head-end tells users of the register that nobody asked for at this moment: the feed of changes. */
import { eui64, text, utcDateTime } from '../definition/scalars.ts';
import { choice, list, optional, required, struct, type ValueOf } from '../definition/words.ts';
import { mpxn } from '../services/shared.ts';

/** Names of the parts of the master data that changed. */
const part = text(1, 40);

export const registrationEvent = choice(
  {
    masterDataChanged: required(
      1,
      struct(
        {
          mpxn: required(1, mpxn, 'The metering point.'),
          parts: required(2, list('Part', part, 1, 20), 'What of its master data.'),
          effectiveFrom: required(3, utcDateTime, 'From when on it holds.'),
          changedBy: optional(4, eui64, 'Whoever changed it; absent: the operator.'),
        },
        'MasterDataChanged',
      ),
      'The master data of a metering point is, or will be, otherwise.',
    ),
  },
  'RegistrationEventBody',
);

/** From the head-end to a user: it concerns a metering point that the user has to do with. */
export const registrationEventMessage = struct(
  {
    occurredAt: required(1, utcDateTime, 'When it came to be known here.'),
    body: required(2, registrationEvent, 'What happened.'),
  },
  'RegistrationEventMessage',
);

export type RegistrationEvent = ValueOf<typeof registrationEvent>;
