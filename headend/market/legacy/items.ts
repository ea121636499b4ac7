/** Items that several flows have, each with its one way of being written. */

import {
  dayNumber,
  decimal,
  enumeration,
  type Scalar,
  text,
} from '../../../protocol/definition/scalars.ts';
import { parseMpan } from '../../../protocol/identifiers/mpan.ts';
import { parseMprn } from '../../../protocol/identifiers/mprn.ts';
import { Refused } from '../../../protocol/refused.ts';
import { calendarDate } from '../../non-device/calendar-date.ts';

const DAY_SECONDS = 86_400;

const problemOf = (parse: (text: string) => unknown, value: unknown): string | undefined => {
  try {
    parse(String(value));
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return error.reason;
    throw error;
  }
};

/** Thirteen digits with a good check digit. */
export const mpanCore: Scalar<string> = {
  ...text(13, 13, { pattern: /[0-9]{13}/ }),
  check: (value) => problemOf(parseMpan, value),
};
/** Six to ten digits; a wrong check is no reason to refuse (see parseMprn). */
export const mprnNumber: Scalar<string> = {
  ...text(6, 10, { pattern: /[0-9]{6,10}/ }),
  check: (value) => problemOf(parseMprn, value),
};
/** Four letters and digits in DTN, three or four in gas. */
export const participantId = text(3, 4, { pattern: /[A-Z0-9]{3,4}/ });
/** One letter: X supplier, D data collector, M meter operator, P registration service … */
export const roleCode = text(1, 1, { pattern: /[A-Z]/ });
export const meterSerial = text(1, 10, { pattern: /[ -{}~]{1,10}/ });
export const yesNo = enumeration({ T: 1, F: 2 });
/** Kilowatt-hours or cubic metres with one place, in tenths: the N(9,1) of the catalogue. */
export const reading = decimal(1, 0, 9_999_999_999);
export const reason = text(1, 200);

const SECONDS = /^([0-9]{4})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})$/;

/** YYYYMMDDHHMMSS, taken to be UTC; in seconds since 1970. */
export const dateTime14: Scalar<number> = secondsAs(
  'a moment like 20160222000000',
  SECONDS,
  (utcSeconds) => `${calendarDate(utcSeconds)}${timeOf(utcSeconds)}`,
);
/** YYYYMMDD, the beginning of that day in UTC; in seconds since 1970. */
export const date8: Scalar<number> = {
  ...secondsAs('a day like 20160222', /^([0-9]{4})([0-9]{2})([0-9]{2})$/, (utcSeconds) =>
    String(calendarDate(utcSeconds)),
  ),
  check: (value) =>
    isSeconds(value) && value % DAY_SECONDS === 0 ? undefined : 'expected a day like 20160222',
};

// A year of four digits is all that can be written.
const SECONDS_MAX = dayNumber(9999, 12, 31) * DAY_SECONDS + DAY_SECONDS - 1;
const isSeconds = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= SECONDS_MAX;

function secondsAs(
  describe: string,
  pattern: RegExp,
  write: (utcSeconds: number) => string,
): Scalar<number> {
  return {
    ...(text(8, 14) as Scalar<unknown> as Scalar<number>),
    word: 'utcDateTime',
    describe,
    wire: 'integer',
    check: (value) => (isSeconds(value) ? undefined : `expected ${describe}`),
    toText: (value) => write(value as number),
    fromText: (written) => {
      const [, year, month, day, hour = 0, minute = 0, second = 0] = pattern.exec(written) ?? [];
      if (year === undefined) return undefined;
      const utcSeconds =
        dayNumber(Number(year), Number(month), Number(day)) * DAY_SECONDS +
        (Number(hour) * 60 + Number(minute)) * 60 +
        Number(second);
      // The 31st of June would come back as the 1st of July.
      return write(utcSeconds) === written ? utcSeconds : undefined;
    },
  };
}

function timeOf(utcSeconds: number): string {
  const seconds = utcSeconds % DAY_SECONDS;
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join('');
}
