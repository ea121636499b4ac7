/** The bank holidays of the United Kingdom, each of its three calendars kept apart. Dates are yyyymmdd. */
import { dayOf } from './days.ts';

export const CALENDARS = ['englandAndWales', 'scotland', 'northernIreland'] as const;
export type Calendar = (typeof CALENDARS)[number];

type Row = {
  /** Yyyymmdd; of each year by the rule in its place where it has not been published. */
  readonly dates: readonly number[];
  readonly name: string;
  readonly calendars: readonly Calendar[];
  /** Proclaimed for once: no rule has it. */
  readonly isOnce?: true;
};

const NORTH: readonly Calendar[] = ['scotland'];
const IRISH: readonly Calendar[] = ['northernIreland'];
const NOT_SCOTLAND: readonly Calendar[] = ['englandAndWales', 'northernIreland'];

/** The years whose holidays are published; what is later is reckoned by rule (holiday-rules.ts). */
export const PUBLISHED = { from: 2024, to: 2027 } as const;
/** The last year that this program has working days for. */
export const LAST_YEAR = 2030;

/** As published, a substitute day in place of the day that falls on a weekend. */
export const PUBLISHED_HOLIDAYS: readonly Row[] = [
  { name: 'New Year', calendars: CALENDARS, dates: [2024_0101, 2025_0101, 2026_0101, 2027_0101] },
  { name: '2 January', calendars: NORTH, dates: [2024_0102, 2025_0102, 2026_0102, 2027_0104] },
  { name: 'St Patrick', calendars: IRISH, dates: [2024_0318, 2025_0317, 2026_0317, 2027_0317] },
  {
    name: 'Good Friday',
    calendars: CALENDARS,
    dates: [2024_0329, 2025_0418, 2026_0403, 2027_0326],
  },
  {
    name: 'Easter Monday',
    calendars: NOT_SCOTLAND,
    dates: [2024_0401, 2025_0421, 2026_0406, 2027_0329],
  },
  { name: 'Early May', calendars: CALENDARS, dates: [2024_0506, 2025_0505, 2026_0504, 2027_0503] },
  { name: 'Spring', calendars: CALENDARS, dates: [2024_0527, 2025_0526, 2026_0525, 2027_0531] },
  { name: 'World Cup', calendars: NORTH, dates: [2026_0615], isOnce: true },
  { name: 'The Boyne', calendars: IRISH, dates: [2024_0712, 2025_0714, 2026_0713, 2027_0712] },
  { name: 'Summer, north', calendars: NORTH, dates: [2024_0805, 2025_0804, 2026_0803, 2027_0802] },
  {
    name: 'Summer',
    calendars: NOT_SCOTLAND,
    dates: [2024_0826, 2025_0825, 2026_0831, 2027_0830],
  },
  { name: 'St Andrew', calendars: NORTH, dates: [2024_1202, 2025_1201, 2026_1130, 2027_1130] },
  { name: 'Christmas', calendars: CALENDARS, dates: [2024_1225, 2025_1225, 2026_1225, 2027_1227] },
  { name: 'Boxing Day', calendars: CALENDARS, dates: [2024_1226, 2025_1226, 2026_1228, 2027_1228] },
];

/** Days since 1970 of the published holidays of a calendar. */
export function publishedDays(calendar: Calendar): number[] {
  return PUBLISHED_HOLIDAYS.filter(({ calendars }) => calendars.includes(calendar)).flatMap(
    ({ dates }) => dates.map(dayOf),
  );
}
