/** The rules of a tariff and of a non-disablement calendar: what refers to what, and in which order. */
import type { Problem } from '../definition/service.ts';
import type { ValueOf } from '../definition/words.ts';
import { ascending, distinct, references } from './rules.ts';
import type { electricityTariff, gasTariff } from './update-import-tariff-primary-element.ts';
import type { electricityCalendar, gasCalendar } from './update-prepay-configuration.ts';

type Week = { readonly weekName: number; readonly days: Readonly<Record<number, number>> };
type Pattern = {
  readonly path: string;
  readonly dayNames: readonly number[];
  readonly weeks: readonly Week[];
  /** The week each season refers to. */
  readonly seasons: readonly number[];
  /** The day each special day refers to. */
  readonly specialDays: readonly number[];
};

/** Days are named once and used by weeks and special days; weeks by seasons. */
function patternRules(pattern: Pattern): readonly Problem[] {
  const { path, dayNames, weeks, seasons, specialDays } = pattern;
  const weekNames = weeks.map((week) => week.weekName);
  const used = weeks.flatMap((week, i) =>
    Object.entries(week.days).map(
      ([index, day]) => [`${path}.weekProfiles[${i}].dayNames[${index}]`, day] as const,
    ),
  );
  return [
    ...distinct(`${path}.dayProfiles`, dayNames),
    ...distinct(`${path}.weekProfiles`, weekNames),
    ...references(dayNames, used),
    ...references(
      weekNames,
      seasons.map((week, i) => [`${path}.seasons[${i}]`, week] as const),
    ),
    ...references(
      dayNames,
      specialDays.map((day, i) => [`specialDays[${i}]`, day] as const),
    ),
  ];
}

const values = (rows: Readonly<Record<number, number>>) => Object.values(rows);

export function electricityTariffRules(
  tariff: ValueOf<typeof electricityTariff>,
): readonly Problem[] {
  const { dayProfiles, weekProfiles, seasons } = tariff.switchingTable;
  return [
    ...patternRules({
      path: 'switchingTable',
      dayNames: dayProfiles.map((day) => day.dayName),
      weeks: weekProfiles.map((week) => ({ weekName: week.weekName, days: week.dayNames })),
      seasons: seasons.map((season) => season.referencedWeekName),
      specialDays: tariff.specialDays.map((day) => day.referencedDayName),
    }),
    ...dayProfiles.flatMap((day, i) =>
      ascending(
        `switchingTable.dayProfiles[${i}].schedules`,
        day.schedules.map((schedule) => schedule.startTime),
      ),
    ),
    ...Object.entries(tariff.thresholdMatrix).flatMap(([index, row]) =>
      notFalling(`thresholdMatrix[${index}]`, values(row)),
    ),
  ];
}

export function gasTariffRules(tariff: ValueOf<typeof gasTariff>): readonly Problem[] {
  const { dayProfiles, weekProfiles, seasons } = tariff.switchingTable;
  return [
    ...patternRules({
      path: 'switchingTable',
      dayNames: dayProfiles.map((day) => day.dayName),
      weeks: weekProfiles.map((week) => ({ weekName: week.weekName, days: week.dayNames })),
      seasons: seasons.map((season) => season.referencedWeekName),
      specialDays: tariff.specialDays.map((day) => day.referencedDayName),
    }),
    ...notFalling('thresholdMatrix', values(tariff.thresholdMatrix)),
  ];
}

/** Blocks not in use all end at the highest number, so equal is allowed. */
function notFalling(path: string, thresholds: readonly number[]): readonly Problem[] {
  const at = thresholds.findIndex((value, i) => i > 0 && value < (thresholds[i - 1] as number));
  return at < 0 ? [] : [{ path: `${path}[${at + 1}]`, reason: 'below the one before it' }];
}

export function electricityCalendarRules(
  calendar: ValueOf<typeof electricityCalendar>,
): readonly Problem[] {
  const used = calendar.schedules.flatMap((schedule, i) =>
    schedule.specialDaysApplicability.map(
      (day, j) =>
        [`schedules[${i}].specialDaysApplicability[${j}].specialDayId`, day.specialDayId] as const,
    ),
  );
  return [
    ...references(Object.keys(calendar.electricitySpecialDays).map(Number), used),
    ...calendar.schedules.flatMap((schedule, i) =>
      schedule.scheduleDatesAndTime.endDate < schedule.scheduleDatesAndTime.startDate
        ? [{ path: `schedules[${i}].scheduleDatesAndTime.endDate`, reason: 'before the start' }]
        : [],
    ),
  ];
}

export function gasCalendarRules(calendar: ValueOf<typeof gasCalendar>): readonly Problem[] {
  return [
    ...patternRules({
      path: '',
      dayNames: calendar.dayProfiles.map((day) => day.gasDayName),
      weeks: calendar.weekProfiles.map((week) => ({
        weekName: week.weekName,
        days: week.referencedDayNames,
      })),
      seasons: calendar.seasonProfiles.map((season) => season.referencedWeekName),
      specialDays: calendar.specialDays.map((day) => day.referencedDayName),
    }),
    ...calendar.dayProfiles.flatMap((day, i) =>
      ascending(
        `dayProfiles[${i}].timeStartActions`,
        day.timeStartActions.map((action) => action.startTime),
      ),
    ),
  ];
}
