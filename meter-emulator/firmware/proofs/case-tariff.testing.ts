/** Tariffs as the known answers write them, read from their lines. */
import { partsOf, scaled } from './case-text.testing.ts';
import type { OpenDate } from './naive-calendar.testing.ts';

export type Numbers = Record<number, number>;

/** A tariff as written, before it is of any fuel or element. */
export type Written = {
  readonly scale: number;
  readonly standingCharge: number;
  readonly days: { readonly name: number; readonly text: string }[];
  readonly weeks: { readonly weekName: number; readonly dayNames: Numbers }[];
  readonly seasons: { readonly name: string; readonly date: string; readonly week: number }[];
  readonly specialDays: { readonly date: string; readonly day: number }[];
  readonly touPrices: Numbers;
  readonly thresholds: Record<number, Numbers>;
  readonly blockPrices: Record<number, Numbers>;
};

/** "2015-10-*" or "*-12-25" or "*-03-last Sun". */
export function openDateOf(text: string): OpenDate {
  const [, year = '', month = '', day = '', weekday] =
    /^(\*|\d{4})-(\*|\d\d)-(\*|\d\d|last|secondLast)(?: (\w{3}))?$/.exec(text) ?? [];
  if (day === '') throw new Error(`no date: "${text}"`);
  const part = (written: string) => (written === '*' ? 'any' : Number(written));
  return {
    year: part(year),
    month: part(month),
    dayOfMonth: day === 'last' || day === 'secondLast' ? day : part(day),
    dayOfWeek: weekday === undefined ? 'any' : 1 + WEEKDAYS.indexOf(weekday),
  } as OpenDate;
}
export const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

type Read = (into: Written, match: readonly string[]) => void;
const WORDS: readonly (readonly [RegExp, Read])[] = [
  [
    /^day (\d+): (.*)$/,
    ({ days }, [, name, text]) => days.push({ name: Number(name), text: text as string }),
  ],
  [
    /^week (\d+): ([\d ]+)$/,
    ({ weeks }, [, name, days]) =>
      weeks.push({
        weekName: Number(name),
        dayNames: Object.fromEntries(
          (days as string).split(' ').map((day, i) => [i + 1, Number(day)]),
        ),
      }),
  ],
  [
    /^season (\w+) from (.*) week (\d+)$/,
    ({ seasons }, [, name, date, week]) =>
      seasons.push({ name: name as string, date: date as string, week: Number(week) }),
  ],
  [
    /^special (.*) day (\d+)$/,
    ({ specialDays }, [, date, day]) =>
      specialDays.push({ date: date as string, day: Number(day) }),
  ],
];

export function readTariff(lines: readonly string[]): Written {
  const scale = Number(/scale (-?\d+)/.exec(lines.join(' '))?.[1] ?? -5);
  const standing = /standing ([\d.,]+) p/.exec(lines.join(' '))?.[1] ?? '0';
  const written: Written = {
    scale,
    standingCharge: scaled(standing, -2 - scale),
    days: [],
    weeks: [],
    seasons: [],
    specialDays: [],
    touPrices: {},
    thresholds: {},
    blockPrices: {},
  };
  for (const line of lines) readLine(written, line);
  return withDefaults(written);
}

function readLine(written: Written, line: string): void {
  for (const [pattern, read] of WORDS) {
    const match = pattern.exec(line);
    if (!match) continue;
    read(written, match);
    return;
  }
  const [, row, blocks] = /^row (\d+): (.*)$/.exec(line) ?? [];
  if (row !== undefined) readBlocks(written, Number(row), blocks as string);
  else readPrices(written, line);
}

function readPrices(written: Written, line: string): void {
  for (const part of partsOf(line)) {
    const [, register, price] = /^TOU (\d+) = ([\d,.−-]+) p$/.exec(part) ?? [];
    if (price !== undefined)
      written.touPrices[Number(register)] = scaled(price, -2 - written.scale);
    else if (!/^(scale|standing) /.test(part)) throw new Error(`not of a tariff: "${part}"`);
  }
}

/** "to 10 kWh 13.6 p, to 20 kWh 22.9 p, then 55.7 p" */
function readBlocks(written: Written, row: number, text: string): void {
  const prices: Numbers = {};
  const thresholds: Numbers = {};
  for (const [i, part] of partsOf(text).entries()) {
    const [, end, unit, price] = /^(?:to ([\d,.]+) (kWh|m3)|then) ([\d.]+) p$/.exec(part) ?? [];
    if (price === undefined) throw new Error(`not of a block: "${part}"`);
    prices[i + 1] = scaled(price, -2 - written.scale);
    if (end !== undefined && unit !== undefined) thresholds[i + 1] = scaled(end, 3);
  }
  written.blockPrices[row] = prices;
  written.thresholds[row] = thresholds;
}

function withDefaults(written: Written): Written {
  const { days, weeks, seasons } = written;
  if (days.length === 0) days.push({ name: 1, text: '00:00 TOU 1' });
  if (weeks.length === 0)
    weeks.push({ weekName: 1, dayNames: { 1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1 } });
  if (seasons.length === 0) seasons.push({ name: 'all', date: '2015-01-01', week: 1 });
  return written;
}
