/** What the head-end tells users of the register that nobody asked for at this moment: the feed of changes. */
import { enumeration, eui64, text, utcDateTime } from '../definition/scalars.ts';
import { choice, list, optional, required, struct, type ValueOf } from '../definition/words.ts';
import { mpxn } from '../services/shared.ts';
import { accessEvents } from './access-events.ts';
import { connectionEvents } from './connection-events.ts';
import { pointDetails } from './details.ts';
import { deviceEvents } from './device-events.ts';
import { exchangeReason, registerReadings } from './exchange-meter.ts';
import { pointStatus } from './point-shapes.ts';
import { smartEvents } from './smart-events.ts';
import { switchEvents } from './switch-events.ts';

/** Names of the parts of the master data that changed. */
const part = text(1, 40);

const appointment = {
  mpxn: required(1, mpxn, 'The metering point.'),
  supplier: optional(2, eui64, 'Who appoints; absent: the operator.'),
  effectiveFrom: required(3, utcDateTime, 'From when on.'),
} as const;

const meterExchanged = struct(
  {
    mpxn: required(1, mpxn, 'The metering point.'),
    oldDevice: optional(2, eui64, 'Taken down; absent: it was no smart meter.'),
    newDevice: optional(3, eui64, 'Fitted; absent: it is no smart meter.'),
    reason: required(4, exchangeReason, 'Why.'),
    exchangedAt: required(5, utcDateTime, 'When.'),
    closing: optional(6, registerReadings, 'The last readings of the old meter, where taken.'),
    opening: optional(7, registerReadings, 'The first readings of the new meter, where taken.'),
  },
  'MeterExchanged',
);

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
          details: optional(5, pointDetails, 'What of it the recipient may see.'),
          status: optional(6, pointStatus, 'Where it is in its life, where that has changed.'),
        },
        'MasterDataChanged',
      ),
      'The master data of a metering point is, or will be, otherwise.',
    ),
    masterDataWithdrawn: required(
      2,
      struct(
        {
          mpxn: required(1, mpxn, 'The metering point.'),
          parts: required(2, list('Part', part, 1, 20), 'What of its master data.'),
          effectiveFrom: required(3, utcDateTime, 'The date that it had been given for.'),
        },
        'MasterDataWithdrawn',
      ),
      'A change that was told of is not to be.',
    ),
    agentAppointed: required(
      3,
      struct(appointment, 'AgentAppointed'),
      'The recipient works at the metering point for its supplier.',
    ),
    agentRemoved: required(
      4,
      struct(appointment, 'AgentRemoved'),
      'The recipient works at the metering point no more.',
    ),
    meterExchanged: required(5, meterExchanged, 'One meter has taken the place of another.'),
    registrationChanged: required(
      6,
      struct(
        {
          mpxn: required(1, mpxn, 'The metering point.'),
          what: required(2, enumeration({ begins: 1, ends: 2, isVoid: 3 }), 'What of it.'),
          supplier: optional(3, eui64, 'Whose registration.'),
          from: required(4, utcDateTime, 'Its first second.'),
          to: optional(5, utcDateTime, 'The first second after it; absent: it goes on.'),
        },
        'RegistrationChanged',
      ),
      'Who supplies, told where no change of supplier tells of it.',
    ),
    ...switchEvents,
    ...accessEvents,
    ...connectionEvents,
    ...deviceEvents,
    ...smartEvents,
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
