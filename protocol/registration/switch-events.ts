/** What is told of changes of supplier as they go: branches 10 to 29 of the feed. */
import { enumeration, eui64, utcDateTime } from '../definition/scalars.ts';
import { list, optional, required, struct } from '../definition/words.ts';
import {
  mpxns,
  objectionReason,
  switchEnding,
  switchId,
  switchKind,
  switchState,
  transferReason,
  transferState,
} from './switch-shapes.ts';

const part = enumeration({ gaining: 1, losing: 2, networkOperator: 3 });

export const switchEvents = {
  switchChanged: required(
    10,
    struct(
      {
        switchId: required(1, switchId, 'Its number.', { element: 'SwitchID' }),
        state: required(2, switchState, 'Where it is now.'),
        yourPart: required(3, part, 'What the user has to do with it.'),
        mpxns: required(4, mpxns, 'Those that concern the user.', { element: 'MPxNs' }),
        kind: required(5, switchKind, 'Of what kind it is.'),
        supplyStart: required(6, utcDateTime, 'The first second of the new supply.'),
        objectionUntil: optional(7, utcDateTime, 'Until then the losing supplier may object.'),
        otherSuppliers: optional(8, list('Supplier', eui64, 0, 12), 'At the other side.'),
        ended: optional(9, switchEnding, 'What it was cancelled by.'),
        endedBy: optional(10, eui64, 'Who did.'),
        objection: optional(11, objectionReason, 'Why.'),
      },
      'SwitchChanged',
    ),
    'A change of supplier goes on, or is over.',
  ),
  appointmentEnded: required(
    11,
    struct(
      {
        mpxns: required(1, mpxns, 'Where it was.', { element: 'MPxNs' }),
        supplier: required(2, eui64, 'Whose supply has ended.'),
        endedAt: required(3, utcDateTime, 'The first second without it.'),
      },
      'AppointmentEnded',
    ),
    'An agent has nothing more to do at metering points that its supplier has lost.',
  ),
  erroneousTransfer: required(
    12,
    struct(
      {
        switchId: required(1, switchId, 'By which it happened.', { element: 'SwitchID' }),
        state: required(2, transferState, 'What has become of the report.'),
        mpxns: required(3, mpxns, 'Those that concern the user.', { element: 'MPxNs' }),
        saidBy: required(4, eui64, 'Who reported, agreed or refused.'),
        reason: required(5, transferReason, 'Why it should not have happened.'),
        returnSwitchId: optional(6, switchId, 'The switch back.', { element: 'ReturnSwitchID' }),
      },
      'ErroneousTransfer',
    ),
    'A switch is said to have been made in error.',
  ),
} as const;
