/** SRV 6.13. The logs of a meter, and of its load switches (ALCS). */
import { enumeration, hex, integer, text, utcDateTime } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import {
  choice,
  empty,
  inline,
  list,
  optional,
  optionalInline,
  required,
  struct,
} from '../definition/words.ts';
import { periodInOrder } from './rules.ts';
import { logPeriod, outcome } from './shared.ts';

const meaning = text(0, 200);
const log = struct({
  entries: inline(
    1,
    list(
      'LogEntry',
      struct({
        timestamp: optional(1, utcDateTime, 'When it happened.'),
        logCode: optional(2, hex(0, 32), 'The event code of GBCS table 16.2.'),
        logMeaning: optional(3, meaning, 'The code in words.'),
        otherInformation: optional(4, hex(0, 1024), 'What the event adds.'),
        otherInformationLogMeaning: optional(5, meaning, 'The same in words.'),
      }),
      0,
      100,
    ),
    'Newest first.',
  ),
});
const switchLog = struct({
  entries: inline(
    1,
    list(
      'ALCSEventLogEntry',
      struct({
        timestamp: optional(1, utcDateTime, 'When it happened.'),
        switchNumber: optional(2, integer(1, 5), 'Which switch.'),
        switchAction: optional(
          3,
          enumeration(
            { On: 1, Off: 2, RevertToCalendar: 3, FromSwitch: 4 },
            {
              texts: {
                RevertToCalendar: 'Revert to calendar control',
                FromSwitch: 'Entry relates to a Message from an HC ALCS',
              },
            },
          ),
          'What was done.',
        ),
        outcome: optional(
          4,
          enumeration(
            { NotKnown: 1, Success: 2, Failure: 3 },
            { texts: { NotKnown: 'Outcome not known' } },
          ),
          'How it went.',
        ),
        hanCommandId: optional(5, integer(-(2 ** 31), 2 ** 31 - 1), 'The command.', {
          element: 'HANCommandID',
        }),
        auxiliaryControllerLevel: optional(6, integer(0, 100, { unit: '%' }), 'Level set.'),
        inputFromControlledLoad: optional(7, empty, 'The load itself asked.'),
      }),
      0,
      100,
    ),
    'Newest first.',
  ),
});

export const readEventOrSecurityLog = service({
  reference: '6.13',
  name: 'ReadEventOrSecurityLog',
  summary: 'Reads one of the logs of a device.',
  roles: ['IS', 'GS', 'ED', 'GT', 'RSA'],
  deviceTypes: ['ESME', 'GSME', 'GPF', 'CHF'],
  critical: false,
  modes: ['onDemand'],
  responseTime: '24 h',
  personal: true,
  request: struct({
    readLogPeriod: required(1, logPeriod, 'The entries wanted.'),
    logToRead: required(
      2,
      enumeration({
        Event: 1,
        ALCSEvent: 2,
        PowerEvent: 3,
        Security: 4,
        GSMEEvent: 5,
        GSMESecurity: 6,
      }),
      'Which log.',
    ),
  }),
  rules: (value) => periodInOrder(value.readLogPeriod),
  response: struct({
    ...outcome,
    read: optionalInline(
      2,
      choice({
        log: required(1, log, 'A log of the meter.'),
        switchLog: required(2, switchLog, 'The log of the load switches.', {
          element: 'ALCSEvent',
        }),
      }),
      'The log.',
    ),
  }),
});
