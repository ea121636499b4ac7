/** What came of the head-end's own requests to devices at a change of supplier or of meter: branches 50 to 59. */
import { enumeration, eui64, int32, integer, text, utcDateTime } from '../definition/scalars.ts';
import { list, optional, required, struct, type ValueOf } from '../definition/words.ts';
import { mpxn } from '../services/shared.ts';
import { switchId } from './switch-shapes.ts';

const REGISTERS_MAX = 256;

const ofDevice = {
  mpxn: required(1, mpxn, 'The metering point.'),
  device: required(2, eui64, 'The device.', { element: 'DeviceID' }),
  switchId: optional(3, switchId, 'Of which change of supplier; absent: of none.', {
    element: 'SwitchID',
  }),
};
/** The same value closes for whoever supplied until then and opens for whoever does from then on. */
const side = enumeration({ closing: 1, opening: 2 });

const meterRegister = struct(
  {
    registerId: required(1, text(1, 40), 'Like importTotal, or touRegisters/1.'),
    value: required(2, integer(-(2 ** 48), 2 ** 48 - 1), 'What it showed.'),
    unit: required(3, enumeration({ Wh: 1, varh: 2, litre: 3 }), 'Of the value.'),
  },
  'ShownRegister',
);
export type MeterRegister = ValueOf<typeof meterRegister>;

const reading = struct(
  {
    ...ofDevice,
    side: required(4, side, 'Which reading it is for the user.'),
    readAt: required(5, utcDateTime, 'When the registers showed this.'),
    source: required(
      6,
      enumeration({ dailyReadLog: 1, registersNow: 2 }),
      'The log of midnights; or, where that has no such entry, what they show now.',
    ),
    registers: required(7, list('Register', meterRegister, 1, REGISTERS_MAX), 'All there are.'),
  },
  'MeterReading',
);

const account = struct(
  {
    ...ofDevice,
    side: required(4, side, 'Whether the user gives the account up or takes it over.'),
    readAt: required(5, utcDateTime, 'When it stood so.'),
    meterBalanceMillipence: optional(6, int32, 'Credit left.'),
    emergencyCreditMillipence: optional(7, int32, 'Emergency credit left.'),
    accumulatedDebtMillipence: optional(8, int32, 'Debt since supply was disabled.'),
    paymentDebtMillipence: optional(9, int32, 'Debt taken at top-up.'),
    timeDebt1Millipence: optional(10, int32, 'Debt taken over time.'),
    timeDebt2Millipence: optional(11, int32, 'Debt taken over time.'),
  },
  'PrepaymentAccount',
);

/** Why something is not done yet, or not at all. */
export const notDoneReason = enumeration({
  unreachable: 1,
  refusedByDevice: 2,
  noKeysGiven: 3,
  noAuthority: 4,
  deviceGone: 5,
  overtaken: 6,
});
export type NotDoneReason = ValueOf<typeof notDoneReason>;

const notDone = struct(
  {
    ...ofDevice,
    what: required(
      4,
      enumeration({ changeKeys: 1, supplyReading: 2, prepaymentHandOver: 3, restrictAccess: 4 }),
      'What was to be done.',
    ),
    reason: required(5, notDoneReason, 'Why it is not.'),
    next: required(
      6,
      enumeration({ triedAgain: 1, yours: 2, givenUp: 3 }),
      'It is tried again; or it is the user’s to do (6.23); or it is over.',
    ),
  },
  'DeviceTaskNotDone',
);

export const deviceEvents = {
  changeOfSupplierReading: required(
    50,
    reading,
    'The reading of a meter at a change of supplier, the same for both.',
  ),
  prepaymentHandOver: required(
    51,
    account,
    'The account in a prepayment meter at a change of supplier, the same for both.',
  ),
  keysReplaced: required(
    52,
    struct({ ...ofDevice, supplier: required(4, eui64, 'Whose they are now.') }, 'KeysReplaced'),
    'A device obeys its new supplier.',
  ),
  deviceTaskNotDone: required(
    53,
    notDone,
    'What the head-end has to ask of a device by itself is not done; told once.',
  ),
} as const;
