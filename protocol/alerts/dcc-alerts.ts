/** Alerts of the DCC itself: sr:DCCAlertMessage, its codes and the bodies they come with. */
import { eui64, text, unsigned32 } from '../definition/scalars.ts';
import { choice, optional, required, struct, type ValueOf } from '../definition/words.ts';
import { requestId, scheduleId } from '../services/shared.ts';

/** sr:CommandFailure. */
export const commandFailure = struct(
  {
    commandRequestId: required(1, requestId, 'Of the request that failed.', {
      element: 'CommandRequestID',
    }),
    scheduleId: optional(2, scheduleId, 'Of the schedule it came from.', {
      element: 'DSPScheduleID',
    }),
    deviceId: required(3, eui64, 'The device.', { element: 'DeviceID' }),
  },
  'CommandFailure',
);

/** sr:DCCAlert. */
export const dccAlertBody = choice(
  { commandFailure: required(1, commandFailure, 'A command was not delivered, or not answered.') },
  'DccAlertBody',
);

const ALERT_CODE = /AD1|N(?:[1-9]|[12][0-9]|3[013-9]|[45][0-9]|6[0-5]|999)/;
/** sr:DCCAlertMessage. */
export const dccAlert = struct(
  {
    alertCode: required(1, text(2, 4, { pattern: ALERT_CODE }), 'N12 or N13.', {
      element: 'DCCAlertCode',
    }),
    throttledAlertSequenceId: optional(2, unsigned32, 'Of a series that is held back.'),
    throttledAlertCount: optional(3, unsigned32, 'How many of it were.'),
    alert: required(4, dccAlertBody, 'What happened.', { element: 'DCCAlert' }),
  },
  'DccAlert',
);
export type DccAlert = ValueOf<typeof dccAlert>;
