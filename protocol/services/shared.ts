/** Types that several services use. One definition each; the DUIS name is in the comment. */
import {
  boolean,
  bytes,
  decimal,
  enumeration,
  integer,
  type Scalar,
  text,
  utcDateTime,
  utcTime,
  wildcard,
} from '../definition/scalars.ts';
import { list, optional, optionalAttribute, required, struct } from '../definition/words.ts';
import { responseCodes } from './response-codes.ts';

/** 3000-01-01T00:00:00Z: an execution time from here on takes back what is pending of its service (DUIS). */
export const CANCEL_UTC_SECONDS = 32_503_680_000;
/** Spread into a request that may be executed later (sr:FutureDatedAbstractType). Own keys start at 2. */
export const futureDated = {
  executionDateTime: optional(
    1,
    utcDateTime,
    'When the device or the DCC executes it; absent: on receipt.',
  ),
};
/** Spread into every response (ra:ServiceRequestBaseType). Own keys start at 2. */
export const outcome = {
  messageSuccess: optionalAttribute(1, boolean, 'The device did what was asked.', {
    element: 'MessageSuccess',
  }),
};
export const done = struct({ ...outcome }, 'Done');
/** A request that only names its service (sr:ReadDataOnDemandOrFutureDated). */
export const readNowOrLater = struct({ ...futureDated }, 'ReadNowOrLater');

export const certificate = bytes(1, 2000);
export const logPeriod = struct(
  {
    startDateTime: required(1, utcDateTime, 'First entry wanted.'),
    endDateTime: required(2, utcDateTime, 'Last entry wanted.'),
  },
  'LogPeriod',
);
/** sr:ReadLogFutureDatable: a log, or a part of it. */
export const readLogNowOrLater = struct({
  ...futureDated,
  readLogPeriod: required(2, logPeriod, 'The entries wanted.'),
});
/** sr:ReadLogFutureDatableAndURPCredentials: the same, for a party the meter need not know. */
export const readLogForAnyone = struct(
  {
    ...futureDated,
    readLogPeriod: required(2, logPeriod, 'The entries wanted.'),
    kaPublicSecurityCredentials: optional(3, certificate, 'Of a party the meter does not know.', {
      element: 'KAPublicSecurityCredentials',
    }),
  },
  'ReadLogForAnyone',
);
/** Counts of energy in MMC; the XSD has no bounds, the meter's registers are 48 bits. */
export const wattHours = integer(-(2 ** 48), 2 ** 48 - 1, { unit: 'Wh' });
/** What the supply, or what watches over it, does once something is wrong. */
export const lockState = enumeration({ Unchanged: 1, Locked: 2 });
/** xs:integer of MMC has no bounds; what is read so is a register of 32 bits, signed or not. */
export const register32 = integer(-(2 ** 31), 2 ** 32 - 1);
/** sr:scheduleID. */
export const scheduleId = integer(0, 1_000_000_000_000);
/** Volumes of gas, in thousandths of a cubic metre. */
export const gasVolume = decimal(3, 0, 2 ** 48 - 1, 'm3');
/** sr:MPAN. */
export const mpan = text(13, 13);
/** sr:MPxN, sr:ImportMPxN: an MPAN or an MPRN. */
export const mpxn = text(1, 13);

const EUI = '[0-9A-F]{2}(?:-[0-9A-F]{2}){7}';
// An unsigned 64-bit number in decimal, as the XSD spells it out.
const COUNTER =
  '(?:0|[1-9][0-9]{0,18}|1[0-7][0-9]{18}|18[0-3][0-9]{17}|184[0-3][0-9]{16}|1844[0-5][0-9]{15}' +
  '|18446[0-6][0-9]{14}|184467[0-3][0-9]{13}|1844674[0-3][0-9]{12}|184467440[0-6][0-9]{10}' +
  '|1844674407[0-2][0-9]{9}|18446744073[0-6][0-9]{8}|1844674407370[0-8][0-9]{6}' +
  '|18446744073709[0-4][0-9]{5}|184467440737095[0-4][0-9]{4}|18446744073709550[0-9]{3}' +
  '|18446744073709551[0-5][0-9]{2}|1844674407370955160[0-9]|1844674407370955161[0-5])';
const requestIdText = text(49, 68, {
  pattern: new RegExp(`${EUI}:${EUI}:${COUNTER}`),
  token: true,
  describe: 'originator, target and counter, like 90-B3-…-00:00-DB-…-A0:1000',
});
/** sr:RequestIDType and sr:ResponseIDType, read in any case and kept in upper case. */
export const requestId: Scalar<string> = {
  ...requestIdText,
  fromText: (written: string) => written.toUpperCase(),
};
/** sr:ResponseCode. */
export const responseCode = text(2, 7, {
  pattern: new RegExp(Object.keys(responseCodes).join('|')),
  describe: 'a response code of DUIS, like I0 or E20',
});
/** sr:ServiceReference and its variant; which service it is, the reader looks up. */
export const serviceReference = text(3, 6);
export const currency = enumeration({ GBP: 1, ECB: 2 });
/** ra:PaymentMode. */
export const paymentMode = enumeration({ Credit: 1, Prepayment: 2 });
/** LoadLimitSupplyState: what a load above the limit does to the supply. */
export const loadLimitSupplyState = enumeration({ Disable: 1, Unchanged: 2 });
/** MaximumDemandTimePeriodSchedule of both schemas: the time of day within which demand counts. */
export const demandPeriod = struct(
  {
    startTime: required(1, utcTime, 'From.'),
    endTime: required(2, utcTime, 'To.'),
  },
  'DemandPeriod',
);

const year = integer(2014, 9999);
const month = integer(1, 12, { digits: 2 });
const dayOfMonth = integer(1, 31, { digits: 2 });
const dayOfWeek = integer(1, 7);
const any = (element: string) => ({ any: { code: -1, element } });

/** sr:Date. Any part may be left open, so that a tariff season starts every year. */
export const openDateFields = {
  year: required(1, wildcard('SpecifiedYear', year, any('NonSpecifiedYear')), 'Year.'),
  month: required(2, wildcard('SpecifiedMonth', month, any('NonSpecifiedMonth')), 'Month.'),
  dayOfMonth: required(
    3,
    wildcard('SpecifiedDayOfMonth', dayOfMonth, {
      any: { code: -1, element: 'NonSpecifiedDayOfMonth' },
      last: { code: -2, element: 'LastDayOfMonth' },
      secondLast: { code: -3, element: 'SecondLastDayOfMonth' },
    }),
    'Day of the month.',
  ),
  dayOfWeek: required(
    4,
    wildcard('SpecifiedDayOfWeek', dayOfWeek, any('NonSpecifiedDayOfWeek')),
    'Day of the week; 1 is Monday.',
  ),
};
export const openDate = struct(openDateFields, 'OpenDate');
/** sr:GasDateWithWildcards: the same for gas, with other element names and no last day. */
export const gasOpenDate = struct(
  {
    year: required(1, wildcard('SpecifiedYear', year, any('NonSpecifiedYear')), 'Year.', {
      element: 'GasYearWithWildcards',
    }),
    month: required(2, wildcard('SpecifiedMonth', month, any('NonSpecifiedMonth')), 'Month.', {
      element: 'GasMonthWithWildcards',
    }),
    dayOfMonth: required(
      3,
      wildcard('SpecifiedDayOfMonth', dayOfMonth, any('GasNonSpecifiedDayOfMonth')),
      'Day of the month.',
      {
        element: 'GasDayOfMonthWithWildcards',
      },
    ),
    dayOfWeek: required(
      4,
      wildcard('SpecifiedDayOfWeek', dayOfWeek, any('NonSpecifiedDayOfWeek')),
      'Day of the week; 1 is Monday.',
      {
        element: 'GasDayOfWeekWithWildcards',
      },
    ),
  },
  'GasOpenDate',
);

export const weekday = enumeration({
  Monday: 1,
  Tuesday: 2,
  Wednesday: 3,
  Thursday: 4,
  Friday: 5,
  Saturday: 6,
  Sunday: 7,
});
const dayOfWeekApplicability = struct({
  dayOfWeekId: required(1, weekday, 'Day of the week.', { element: 'DayOfWeekID' }),
});
/** sr:DaysOfWeekApplicability. */
export const daysOfWeek = list('DayOfWeekApplicability', dayOfWeekApplicability, 0, 7);
