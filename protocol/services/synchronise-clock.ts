/** SRV 6.11. Sets the clock; it is critical because every price, limit and date rests on it. */
import { enumeration, int32, integer, utcDateTime } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import {
  attribute,
  choice,
  optional,
  optionalInline,
  required,
  struct,
} from '../definition/words.ts';
import { asn1Status } from './asn1-status.ts';
import { outcome } from './shared.ts';

/** ra:ElecTimeStatusType; what the meter thinks of its own clock. */
export const clockStatus = enumeration({ reliable: 1, invalid: 2, unreliable: 3 });
const electricityStatus = struct({
  code: attribute(1, int32, 'The status octet of the meter.', { element: 'TimeStatusCode' }),
  timeStatus: required(2, clockStatus, 'What it means.'),
});
/** sr:SynchroniseClock, also asked at commissioning. */
export const clockWindow = struct({
  currentDateTime: required(1, utcDateTime, 'The time now, and the start of the window.'),
  tolerancePeriod: required(
    2,
    integer(0, 86_400, { unit: 's' }),
    'How long the window is: how late the command may be and still be obeyed.',
  ),
});
/** ra:SynchroniseClockRsp. */
export const clockAnswer = struct({
  ...outcome,
  deviceTime: optional(2, utcDateTime, 'The clock after it was set.'),
  status: optionalInline(
    3,
    choice({
      electricity: required(
        1,
        struct({
          clockTimeStatus: optional(1, electricityStatus, 'Of the clock.', {
            element: 'ElecClockTimeStatus',
          }),
        }),
        'Of an electricity meter.',
      ),
      gas: required(
        2,
        struct({
          clockTimeStatus: optional(1, asn1Status, 'Of the clock.', {
            element: 'GasClockTimeStatus',
          }),
        }),
        'Of a gas meter.',
      ),
    }),
    'Whether the meter trusts its clock.',
  ),
});

export const synchroniseClock = service({
  reference: '6.11',
  name: 'SynchroniseClock',
  summary:
    'Has the meter set its clock to the time of the network, in a window the supplier signs.',
  roles: ['IS', 'GS'],
  deviceTypes: ['ESME', 'GSME'],
  critical: true,
  modes: ['onDemand'],
  responseTime: '30 s',
  personal: false,
  request: clockWindow,
  response: clockAnswer,
  refusals: {
    outsideTolerance: {
      code: 38,
      doc: 'The time of the network is not in the window that was signed; the clock stays.',
    },
  },
});
