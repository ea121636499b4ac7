/** The rules of a tariff and of a non-disablement calendar: what refers to what, and in which order. */
import type { Problem } from '../definition/service.ts';
import type { ValueOf } from '../definition/words.ts';
import { ascending, distinct, references } from './rules.ts';
import type {
  electricitySpecialDays,
  electricityTariff,
  gasPrices,
  gasTariff,
  secondaryPrices,
  secondarySwitchingTable,
} from './tariff-shapes.ts';
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

/** Days, weeks and seasons of either element, and the days out of their pattern. */
type Switching = {
  readonly switchingTable: {
    readonly dayProfiles: readonly {
      readonly dayName: number;
      readonly schedules?: readonly { readonly startTime: number }[];
    }[];
    readonly weekProfiles: readonly {
      readonly weekName: number;
      readonly dayNames: Readonly<Record<number, number>>;
    }[];
    readonly seasons: readonly { readonly referencedWeekName: number }[];
  };
  readonly specialDays: readonly { readonly referencedDayName: number }[];
};

function switchingRules({ switchingTable, specialDays }: Switching): readonly Problem[] {
  const { dayProfiles, weekProfiles, seasons } = switchingTable;
  return [
    ...patternRules({
      path: 'switchingTable',
      dayNames: dayProfiles.map((day) => day.dayName),
      weeks: weekProfiles.map((week) => ({ weekName: week.weekName, days: week.dayNames })),
      seasons: seasons.map((season) => season.referencedWeekName),
      specialDays: specialDays.map((day) => day.referencedDayName),
    }),
    ...dayProfiles.flatMap((day, i) =>
      ascending(
        `switchingTable.dayProfiles[${i}].schedules`,
        (day.schedules ?? []).map((schedule) => schedule.startTime),
      ),
    ),
  ];
}

export const electricityTariffRules = (
  tariff: ValueOf<typeof electricityTariff>,
): readonly Problem[] => [
  ...switchingRules(tariff),
  ...Object.entries(tariff.thresholdMatrix).flatMap(([index, row]) =>
    notFalling(`thresholdMatrix[${index}]`, values(row)),
  ),
];

export const gasTariffRules = (tariff: ValueOf<typeof gasTariff>): readonly Problem[] => [
  ...switchingRules(tariff),
  ...notFalling('thresholdMatrix', values(tariff.thresholdMatrix)),
];

type SecondaryTariff = {
  readonly switchingTable: ValueOf<typeof secondarySwitchingTable>;
  readonly specialDays: ValueOf<typeof electricitySpecialDays>;
  readonly priceElements: ValueOf<typeof secondaryPrices>;
};
/** Besides the pattern: a register that counts has a price. */
export function secondaryTariffRules(tariff: SecondaryTariff): readonly Problem[] {
  const used = tariff.switchingTable.dayProfiles.flatMap((day, i) =>
    day.schedules.map(
      ({ touTariffAction }, j) =>
        [
          `switchingTable.dayProfiles[${i}].schedules[${j}].touTariffAction`,
          touTariffAction,
        ] as const,
    ),
  );
  const priced = Object.keys(tariff.priceElements.touPrices).map(Number);
  return [...switchingRules(tariff), ...references(priced, used)];
}

/** A gas tariff of n thresholds has n + 1 blocks, each with a price. */
export function gasPriceRules({
  matrix: { block },
}: ValueOf<typeof gasPrices>): readonly Problem[] {
  if (!block) return [];
  const blocks = Array.from({ length: block.numberOfThresholds + 1 }, (_, i) => i + 1);
  const priced = Object.keys(block.blockPrices).map(Number);
  return references(
    priced,
    blocks.map((name) => ['matrix.block.numberOfThresholds', name] as const),
  );
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
