/** What a meter keeps of what happened. */
import { ALERT_CONTENT_BYTES_MAX } from '../../../protocol/alerts/payload-shapes.ts';
import { bytes, integer } from '../../../protocol/definition/scalars.ts';
import {
  list,
  optional,
  required,
  struct,
  type ValueOf,
} from '../../../protocol/definition/words.ts';
import { clockStatus, counter, number32, seconds } from '../stored-words.ts';

export const PENDING_ALERTS_MAX = 12;
/** Codes of which there may be a series at once. */
export const STORMS_MAX = 8;
const code = integer(0, 0xffff);

export const alerts = struct(
  {
    pending: required(
      1,
      list(
        'Alert',
        struct({
          counter: required(1, counter, 'Its own.'),
          code: required(2, number32, 'As in the table of alerts.'),
          utcSeconds: required(3, seconds, 'When it happened.'),
          clockStatus: required(4, clockStatus, 'Then.'),
          content: optional(
            6,
            bytes(1, ALERT_CONTENT_BYTES_MAX),
            'What the code alone does not say, as canonical CBOR.',
          ),
        }),
        0,
        PENDING_ALERTS_MAX,
      ),
      'Not yet known to have arrived, oldest first.',
    ),
    dropped: required(2, number32, 'How many made room for newer ones.'),
    storms: required(
      3,
      list(
        'Storm',
        struct({
          code: required(1, code, 'Of which there are many.'),
          sinceBoardSeconds: required(2, seconds, 'When the first of them came.'),
          sent: required(3, integer(0, 255), 'How many were told since.'),
          heldBack: required(4, number32, 'How many were not.'),
        }),
        0,
        STORMS_MAX,
      ),
      'Codes seen in the last half-hour, oldest first.',
    ),
    series: required(4, number32, 'How many series have been held back ever.'),
  },
  'Alerts',
);

export const logs = struct({
  events: required(1, number32, 'Entries ever made.'),
  security: required(2, number32, 'Entries ever made.'),
  power: required(3, number32, 'Entries ever made.'),
  eventsFrom: required(4, number32, 'Those before were cleared.'),
  auxiliaryFrom: required(5, number32, 'Those of the auxiliary switches before were cleared.'),
});

/** One bit a code, for 8000 to 81FF: the codes that may be turned off. Bit 0 of byte 0 is 8000. */
const CONFIGURABLE_CODES = 0x200;
const turnedOff = bytes(CONFIGURABLE_CODES / 8, CONFIGURABLE_CODES / 8);
export const NOTHING_TURNED_OFF = new Uint8Array(CONFIGURABLE_CODES / 8);
export const behaviours = struct({
  wan: required(1, turnedOff, 'Not sent to the supplier or the network operator.'),
  han: required(2, turnedOff, 'Not sent to the home network.'),
  alarm: required(3, turnedOff, 'Not sounded at the meter.'),
  log: required(4, turnedOff, 'Not written to the log.'),
});
export type Behaviours = ValueOf<typeof behaviours>;
/** What may become of an alert, each of which is turned off apart from the others. */
export type Way = keyof Behaviours;
