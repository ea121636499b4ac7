/** SRV 6.32. When and why the hub changed its channel. */
import { enumeration, hex, text, utcDateTime } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { inline, list, optional, required, struct } from '../definition/words.ts';
import { periodInOrder } from './rules.ts';
import { logPeriod, outcome } from './shared.ts';
import { operatingChannel } from './sub-ghz-shapes.ts';

/** ScanTrigger of both schemas. */
export const scanTrigger = enumeration(
  {
    RemotePartyCommand: 1,
    GSMERequest: 2,
    GSMEMissedItsCurfew: 3,
    GSMEMissingForTheLastDay: 4,
    CHDetectedMessageFailureProblems: 5,
    CHDetectedMessageRetryProblems: 6,
    SubGHzNonGSMEDeviceRequest: 7,
    SMHANFormation: 8,
  },
  { texts: { SubGHzNonGSMEDeviceRequest: 'SubGHzNon-GSMEDeviceRequest' } },
);
const logEntry = struct({
  timestamp: optional(1, utcDateTime, 'When it happened.'),
  eventCode: optional(2, hex(0, 32), 'The event code of GBCS.'),
  eventDescription: optional(3, text(0, 200), 'The code in words.'),
  operatingChannel: optional(4, operatingChannel, 'The channel from then on.', {
    element: 'OperatingSubGHzChannel',
  }),
  scanTrigger: optional(5, scanTrigger, 'Why the hub looked for another.'),
});

export const readChfSubGhzChannelLog = service({
  reference: '6.32',
  name: 'ReadCHFSubGHzChannelLog',
  summary: 'Reads the log of the sub-GHz channel.',
  roles: ['IS', 'GS', 'RSA'],
  deviceTypes: ['CHF'],
  critical: false,
  modes: ['onDemand'],
  responseTime: '24 h',
  personal: false,
  request: struct({
    readLogPeriod: required(1, logPeriod, 'The entries wanted.'),
  }),
  rules: (value) => periodInOrder(value.readLogPeriod),
  response: struct({
    ...outcome,
    entries: inline(2, list('LogEntry', logEntry, 0, 100), 'Newest first.'),
  }),
});
