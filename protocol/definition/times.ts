/** Instants, times of day and dates, with their own calendar: `protocol/` knows no Date. */
import { range, type Scalar, scalar } from './scalar.ts';

const DAY = 86_400;
const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.0+)?Z$/;
const TIME = /^(\d\d):(\d\d):(\d\d)(?:\.0+)?Z?$/;
const DATE = /^(\d{4,5})-(\d\d)-(\d\d)Z?$/;
const two = (n: number) => String(n).padStart(2, '0');

/** Days since 1970-01-01 in the Gregorian calendar (no Date in protocol/). */
export function dayNumber(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const ofEra = y - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468
  );
}
export function civil(days: number): [number, number, number] {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const of = z - era * 146_097;
  const yoe = Math.floor(
    (of - Math.floor(of / 1460) + Math.floor(of / 36_524) - Math.floor(of / 146_096)) / 365,
  );
  const doy = of - (365 * yoe + Math.floor(yoe / 4) - Math.floor(yoe / 100));
  const mp = Math.floor((5 * doy + 2) / 153);
  const month = mp < 10 ? mp + 3 : mp - 9;
  return [yoe + era * 400 + (month <= 2 ? 1 : 0), month, doy - Math.floor((153 * mp + 2) / 5) + 1];
}
const realDay = (y: number, m: number, d: number) => {
  const back = civil(dayNumber(y, m, d));
  return back[0] === y && back[1] === m && back[2] === d;
};
const clock = (seconds: number) =>
  `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}.00Z`;
const seconds = (h: string, m: string, s: string) =>
  +h < 24 && +m < 60 && +s < 60 ? +h * 3600 + +m * 60 + +s : undefined;

const FIRST = dayNumber(1970, 1, 1) * DAY;
const LAST = dayNumber(9999, 12, 31) * DAY + DAY - 1;
/** An instant in UTC, whole seconds since 1970: the meter's resolution. A fraction is refused. */
export const utcDateTime: Scalar<number> = scalar({
  word: 'utcDateTime',
  describe: 'a UTC date-time in whole seconds, like 2030-01-15T00:00:00Z',
  wire: 'integer',
  min: FIRST,
  max: LAST,
  check: range(FIRST, LAST, 'a UTC date-time in whole seconds, 1970 to 9999'),
  toText(value) {
    const days = Math.floor((value as number) / DAY);
    const [y, m, d] = civil(days);
    return `${y}-${two(m)}-${two(d)}T${clock((value as number) - days * DAY)}`;
  },
  fromText(text) {
    const [, y = '', mo = '', d = '', h = '', mi = '', s = ''] = DATE_TIME.exec(text) ?? [];
    const ofDay = y ? seconds(h, mi, s) : undefined;
    return ofDay === undefined || !realDay(+y, +mo, +d)
      ? undefined
      : dayNumber(+y, +mo, +d) * DAY + ofDay;
  },
});

/** A time of day in UTC, seconds since midnight. */
export const utcTime: Scalar<number> = scalar({
  word: 'utcTime',
  describe: 'a UTC time of day in whole seconds, like 23:30:00Z',
  wire: 'integer',
  min: 0,
  max: DAY - 1,
  check: range(0, DAY - 1, 'a UTC time of day in whole seconds'),
  toText: (value) => clock(value as number),
  fromText(text) {
    const [, h = '', m = '', s = ''] = TIME.exec(text) ?? [];
    return h ? seconds(h, m, s) : undefined;
  },
});

/** A calendar date as the number yyyymmdd. DLMS's year 65535 ("any") is a year like another here. */
export function date(zone: 'Z' | ''): Scalar<number> {
  const parts = (value: number) =>
    [Math.floor(value / 10_000), Math.floor(value / 100) % 100, value % 100] as const;
  const describe = 'a date, like 2015-03-28';
  return scalar({
    word: 'date',
    describe,
    wire: 'integer',
    min: 1970_0101,
    max: 65535_1231,
    check(value) {
      if (
        !Number.isInteger(value) ||
        (value as number) < 1970_0101 ||
        (value as number) > 65535_1231
      )
        return `expected ${describe}`;
      return realDay(...parts(value as number)) ? undefined : 'no such day in the calendar';
    },
    toText(value) {
      const [y, m, d] = parts(value as number);
      return `${y}-${two(m)}-${two(d)}${zone}`;
    },
    fromText(text) {
      const [, y, m, d] = DATE.exec(text) ?? [];
      return y === undefined ? undefined : Number(`${y}${m}${d}`);
    },
  });
}
