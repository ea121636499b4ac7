/** Types that several services use. One definition each; the DUIS name is in the comment. */
import {
  boolean,
  bytes,
  decimal,
  enumeration,
  integer,
  text,
  utcDateTime,
  wildcard,
} from '../definition/scalars.ts';
import { optional, optionalAttribute, required, struct } from '../definition/words.ts';

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

export const logPeriod = struct(
  {
    startDateTime: required(1, utcDateTime, 'First entry wanted.'),
    endDateTime: required(2, utcDateTime, 'Last entry wanted.'),
  },
  'LogPeriod',
);
/** Counts of energy in MMC; the XSD has no bounds, the meter's registers are 48 bits. */
export const wattHours = integer(-(2 ** 48), 2 ** 48 - 1, { unit: 'Wh' });
/** sr:scheduleID. */
export const scheduleId = integer(0, 1_000_000_000_000);
/** Volumes of gas, in thousandths of a cubic metre. */
export const gasVolume = decimal(3, 0, 2 ** 48 - 1, 'm3');
/** sr:MPxN, sr:ImportMPxN: an MPAN or an MPRN. */
export const mpxn = text(1, 13);
export const certificate = bytes(1, 2000);
export const currency = enumeration({ GBP: 1, ECB: 2 });

const year = integer(2014, 9999);
const month = integer(1, 12, { digits: 2 });
const dayOfMonth = integer(1, 31, { digits: 2 });
const dayOfWeek = integer(1, 7);
const any = (element: string) => ({ any: { code: -1, element } });

/** sr:Date. Any part may be left open, so that a tariff season starts every year. */
export const openDate = struct(
  {
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
      '1 is Monday.',
    ),
  },
  'OpenDate',
);
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
      '1 is Monday.',
      {
        element: 'GasDayOfWeekWithWildcards',
      },
    ),
  },
  'GasOpenDate',
);
