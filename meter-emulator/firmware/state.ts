/** All that a meter keeps as values, each defined once: its type here and its canonical CBOR on flash. */
import {
  big,
  boolean,
  bytes,
  enumeration,
  eui64,
  int32,
  integer,
  text,
} from '../../protocol/definition/scalars.ts';
import { list, optional, required, struct, type ValueOf } from '../../protocol/definition/words.ts';
import type { CounterState } from '../../protocol/envelope/counter.ts';

const seconds = integer(-(2 ** 52), 2 ** 52, { unit: 's' });
const counter = big(0n, 2n ** 64n - 1n);
const number32 = integer(0, 2 ** 32 - 1);
const wattSeconds = integer(0, Number.MAX_SAFE_INTEGER, { unit: 'Ws' });
const secret = bytes(32, 32);
const publicKey = bytes(32, 32);
const point = bytes(65, 65);
const label = text(1, 40);
const clockStatus = enumeration({ reliable: 1, unreliable: 2, invalid: 3 });

const identity = struct({
  eui64: required(1, eui64, 'Who it is.'),
  deviceType: required(2, enumeration({ ESME: 1, GSME: 2 }), 'Electricity or gas.'),
  manufacturer: required(3, label, 'Who made it.'),
  model: required(4, label, 'What it is sold as.'),
  firmwareVersion: required(5, text(8, 8), 'Eight hexadecimal digits.'),
  signingSecret: required(6, secret, 'Ed25519.'),
  signingPublic: required(7, publicKey, 'Ed25519.'),
  agreementSecret: required(8, secret, 'X25519.'),
  agreementPublic: required(9, publicKey, 'X25519.'),
  prepaymentSecret: required(10, secret, 'P-256.'),
  prepaymentPublic: required(11, point, 'P-256.'),
});

const anchors = struct({
  headEnd: required(
    1,
    struct({
      eui64: required(1, eui64, 'Who it is.'),
      agreementPublic: required(2, publicKey, 'X25519.'),
    }),
    'The access control broker: every command comes through it.',
  ),
  supplier: required(
    2,
    struct({
      eui64: required(1, eui64, 'Who it is.'),
      signingPublic: required(2, publicKey, 'Ed25519: critical commands.'),
      prepaymentPublic: required(3, point, 'P-256: UTRNs.'),
    }),
    'The supplier of record.',
  ),
});

const configuration = struct({
  unitRateMillipencePerKwh: required(
    1,
    integer(0, 1_000_000),
    'One rate, until there are tariffs.',
  ),
  standingChargeMillipencePerDay: required(
    2,
    integer(0, 10_000_000),
    'Taken at each UTC midnight.',
  ),
  lowCreditThresholdMillipence: required(
    3,
    int32,
    'Combined credit below it: the customer is warned.',
  ),
  emergencyCreditThresholdMillipence: required(4, int32, 'Balance below it: credit is offered.'),
  emergencyCreditLimitMillipence: required(5, integer(0, 2 ** 31 - 1), 'What is lent.'),
  maximumBalanceMillipence: required(6, int32, 'No top-up may take the balance above it.'),
  maximumCreditMillipence: required(7, int32, 'No top-up may be of more.'),
});

const clock = struct({
  offsetSeconds: required(1, seconds, 'UTC less the seconds of the board.'),
  status: required(2, clockStatus, 'Whether the time can be relied on.'),
});

const meteredPeriod = struct({
  period: required(1, number32, 'UTC seconds divided by the length of the period.'),
  startWattSeconds: required(2, wattSeconds, 'The register at its start.'),
  isFlagged: required(3, boolean, 'Not all of it was metered, or the clock was moved in it.'),
});
const metrology = struct({
  boardSeconds: required(1, seconds, 'Metered up to here.'),
  importWattSeconds: required(2, wattSeconds, 'The active import register.'),
  halfHour: optional(
    3,
    meteredPeriod,
    'The half-hour that runs; absent while the clock is invalid.',
  ),
  day: optional(4, meteredPeriod, 'The UTC day that runs; absent while the clock is invalid.'),
  lastHalfHour: required(5, number32, 'The last one in the profile.'),
  lastDay: required(6, number32, 'The last one in the daily log.'),
});

const prepayment = struct({
  mode: required(1, enumeration({ credit: 1, prepayment: 2 }), 'Pay afterwards or first.'),
  balanceMillipence: required(2, integer(-(2 ** 52), 2 ** 52), 'The meter balance.'),
  costRemainder: required(
    3,
    integer(0, 3_599_999),
    'Cost not yet taken, in 1/3,600,000 millipence.',
  ),
  emergency: required(
    4,
    enumeration({ none: 1, offered: 2, active: 3, exhausted: 4 }),
    'Emergency credit.',
  ),
  emergencyUsedMillipence: required(5, integer(0, 2 ** 31), 'Of emergency credit, not repaid.'),
  isCreditLow: required(6, boolean, 'The customer has been warned.'),
  disablementThresholdMillipence: required(7, int32, 'Combined credit below it: supply stops.'),
  suspendDebtDisabled: required(8, boolean, 'Kept for when there are debts.'),
  suspendDebtEmergency: required(9, boolean, 'Kept for when there are debts.'),
  chargedDay: required(10, number32, 'The UTC day up to which the standing charge was taken.'),
  highestToken: required(11, counter, 'The highest top-up counter accepted.'),
  tokenWindow: required(12, bytes(16, 16), 'Bit n: the counter n below the highest was accepted.'),
  wrongTokens: required(13, number32, 'UTRNs refused as not authentic since the last good one.'),
});

const supply = struct({
  position: required(1, enumeration({ enabled: 1, disabled: 2, armed: 3 }), 'As GBCS calls it.'),
  disabledBy: optional(2, enumeration({ supplier: 1, credit: 2 }), 'Only while it is disabled.'),
});

const counters = struct({
  headEnd: required(1, counter, 'The last command accepted.'),
  headEndDigest: optional(2, bytes(16, 16), 'Of the bytes of that command.'),
  supplier: required(3, counter, 'The last critical command accepted.'),
  reservedUntil: required(4, counter, 'Own counters below it may have been used.'),
});

/** What a result or a refusal may take, bytes; the answers of changes are short. */
export const ANSWER_CONTENT_BYTES_MAX = 48;
const answer = struct({
  responseTo: required(1, counter, 'The command answered.'),
  counter: required(2, counter, 'Its own.'),
  service: required(3, number32, 'The number of the service.'),
  status: required(4, number32, '0 is done.'),
  utcSeconds: required(5, seconds, 'When.'),
  clockStatus: required(6, clockStatus, 'Then.'),
  content: optional(7, bytes(1, ANSWER_CONTENT_BYTES_MAX), 'The result, as canonical CBOR.'),
});

export const FUTURE_DATED_MAX = 4;
export const FUTURE_DATED_BYTES_MAX = 36;
const futureDated = struct({
  commands: required(
    1,
    list(
      'Command',
      struct({
        service: required(1, number32, 'The number of the service.'),
        utcSeconds: required(2, seconds, 'When it is to be executed.'),
        commandCounter: required(3, counter, 'Of the command that brought it.'),
        request: required(4, bytes(1, FUTURE_DATED_BYTES_MAX), 'As canonical CBOR.'),
      }),
      0,
      FUTURE_DATED_MAX,
    ),
    'In the order they came.',
  ),
});

export const PENDING_ALERTS_MAX = 8;
const alerts = struct({
  pending: required(
    1,
    list(
      'Alert',
      struct({
        counter: required(1, counter, 'Its own.'),
        code: required(2, number32, 'As in the table of alerts.'),
        utcSeconds: required(3, seconds, 'When it happened.'),
        clockStatus: required(4, clockStatus, 'Then.'),
        detail: optional(5, number32, 'What the code alone does not say.'),
      }),
      0,
      PENDING_ALERTS_MAX,
    ),
    'Not yet known to have arrived, oldest first.',
  ),
  dropped: required(2, number32, 'How many made room for newer ones.'),
});

const logs = struct({
  events: required(1, number32, 'Entries ever made.'),
  security: required(2, number32, 'Entries ever made.'),
});

/** Name, definition and the most bytes its value takes: the order is that of the layout on flash. */
export const stored = {
  identity,
  anchors,
  configuration,
  clock,
  metrology,
  prepayment,
  supply,
  counters,
  answer,
  futureDated,
  alerts,
  logs,
} as const;
export type StoredName = keyof typeof stored;
export type Stored = { readonly [N in StoredName]: ValueOf<(typeof stored)[N]> };

export type Identity = Stored['identity'];
export type Anchors = Stored['anchors'];
export type Configuration = Stored['configuration'];
export type Clock = Stored['clock'];
export type Metrology = Stored['metrology'];
export type MeteredPeriod = ValueOf<typeof meteredPeriod>;
export type Prepayment = Stored['prepayment'];
export type Supply = Stored['supply'];
export type Counters = Stored['counters'];
export type Answer = Stored['answer'];
export type FutureDated = Stored['futureDated'];
export type FutureCommand = FutureDated['commands'][number];
export type Alerts = Stored['alerts'];
export type PendingAlert = Alerts['pending'][number];
export type Logs = Stored['logs'];

/** Everything a decision of the meter rests on. Replaced, never changed. */
export type MeterState = Omit<Stored, 'answer'> & {
  /** Absent before the first command that changes something. */
  readonly answer?: Answer;
  /** Own counters; only the reservation is stored. */
  readonly outgoing: CounterState;
};
