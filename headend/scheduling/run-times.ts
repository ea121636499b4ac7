/** When a schedule runs: at its time of day (UTC) on its first date, and every period after that. */
import { civil, dayNumber } from '../../protocol/definition/scalars.ts';
import type { Schedule as ScheduleValue } from '../../protocol/services/schedule-shapes.ts';

type Frequency = ScheduleValue['scheduleFrequency'];
export type Timing = Pick<
  ScheduleValue,
  'scheduleFrequency' | 'scheduleStartDate' | 'scheduleEndDate' | 'scheduleExecutionStartTime'
>;

const DAY_SECONDS = 86_400;
type Period = { readonly days: number } | { readonly months: number };
const PERIODS: Readonly<Record<Frequency, Period>> = {
  Daily: { days: 1 },
  Weekly: { days: 7 },
  Monthly: { months: 1 },
  Quarterly: { months: 3 },
  HalfYearly: { months: 6 },
  Yearly: { months: 12 },
};

/** The first run after a second (UTC); undefined: there is none any more. */
export function nextRun(timing: Timing, afterUtcSeconds: number): number | undefined {
  const run = runAt(timing, Math.max(0, runsUntil(timing, afterUtcSeconds)));
  return run <= lastSecond(timing) ? run : undefined;
}

/** The newest run that was due at a second (UTC); undefined: none was. */
export function latestRun(timing: Timing, atUtcSeconds: number): number | undefined {
  const count = runsUntil(timing, Math.min(atUtcSeconds, lastSecond(timing)));
  return count > 0 ? runAt(timing, count - 1) : undefined;
}

/** How many runs were due at a second. */
function runsUntil(timing: Timing, atUtcSeconds: number): number {
  let count = Math.max(0, estimate(timing, atUtcSeconds) - 1);
  while (runAt(timing, count) <= atUtcSeconds) count += 1;
  return count;
}

/** Of the runs until a second, at most one too many. */
function estimate(timing: Timing, atUtcSeconds: number): number {
  const [year, month, day] = partsOf(timing.scheduleStartDate);
  const period = PERIODS[timing.scheduleFrequency];
  const days = Math.floor(atUtcSeconds / DAY_SECONDS);
  if ('days' in period) return Math.floor((days - dayNumber(year, month, day)) / period.days);
  const [nowYear, nowMonth] = civil(days);
  return Math.floor(((nowYear - year) * 12 + nowMonth - month) / period.months);
}

/** Run `index`, from 0; the 31st is the last day of a month that has none. */
function runAt(timing: Timing, index: number): number {
  const [year, month, day] = partsOf(timing.scheduleStartDate);
  const { scheduleExecutionStartTime: ofDay = 0 } = timing;
  const period = PERIODS[timing.scheduleFrequency];
  if ('days' in period)
    return (dayNumber(year, month, day) + index * period.days) * DAY_SECONDS + ofDay;
  const months = year * 12 + month - 1 + index * period.months;
  const first = dayNumber(Math.floor(months / 12), (months % 12) + 1, 1);
  const next = dayNumber(Math.floor((months + 1) / 12), ((months + 1) % 12) + 1, 1);
  return Math.min(first + day - 1, next - 1) * DAY_SECONDS + ofDay;
}

function lastSecond({ scheduleEndDate }: Timing): number {
  if (scheduleEndDate === undefined) return Number.POSITIVE_INFINITY;
  return (dayNumber(...partsOf(scheduleEndDate)) + 1) * DAY_SECONDS - 1;
}

const partsOf = (date: number): [year: number, month: number, day: number] => [
  Math.floor(date / 10_000),
  Math.floor(date / 100) % 100,
  date % 100,
];
