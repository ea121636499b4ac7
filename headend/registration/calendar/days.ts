/** Days as numbers since 1970-01-01, and as dates yyyymmdd. A supply day begins at 00:00 UTC. */
import { dayNumber } from '../../../protocol/definition/scalars.ts';

export const DAY_SECONDS = 86_400;

/** Of a date yyyymmdd. */
export const dayOf = (date: number): number =>
  dayNumber(Math.floor(date / 10_000), Math.floor(date / 100) % 100, date % 100);

/** The UTC day of a moment. */
export const utcDayAt = (utcSeconds: number): number => Math.floor(utcSeconds / DAY_SECONDS);

/** 0 is Monday, 6 is Sunday: 1970-01-01 was a Thursday. */
export const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;

/** The first second, UTC. */
export const startOfDay = (day: number): number => day * DAY_SECONDS;
