/**
 * A tariff as 4.11.x reads it back: the tables of tariff-shapes.ts under other names, of which a
 * meter may leave out any part. One shape per type of MMC, innermost first.
 */
import { int16, unsigned32 } from '../definition/scalars.ts';
import {
  type AnyType,
  inline,
  list,
  optional,
  optionalInline,
  partial,
  required,
  rows,
  struct,
  type Type,
} from '../definition/words.ts';
import { gasOpenDate, gasVolume, openDate } from './shared.ts';
import {
  dayName,
  gasDayName,
  gasTariffAction,
  gasWeekName,
  profileSchedule,
  season,
  secondarySchedule,
  weekName,
} from './tariff-shapes.ts';

// Electricity. The schedules of the two elements differ, the rest of their tables does not.
const week = struct({
  weekName: optional(1, weekName, 'The name seasons refer to.'),
  dayNames: inline(2, rows('ReferencedElecDay', dayName, 7, 0), 'Index 1 is Monday.'),
});
/** ElecTariffSwitchingTable of an element, by what its schedules are. */
const switchingTableOf = <T>(schedule: AnyType & Type<T>) => {
  const day = struct({
    dayName: optional(1, dayName, 'The name weeks refer to.', { element: 'Day' }),
    schedules: inline(2, list('ProfileSchedule', schedule, 0, 48), 'In order of time.'),
  });
  return struct({
    dayProfiles: optional(1, list('DayProfile', day, 0, 16), 'Kinds of day.'),
    weekProfiles: optional(2, list('WeekProfile', week, 0, 4), 'Kinds of week.'),
    seasons: optional(3, list('Season', partial(season), 0, 4), 'The year.'),
  });
};
export const switchingTableRead = switchingTableOf(profileSchedule);
export const secondarySwitchingTableRead = switchingTableOf(partial(secondarySchedule));
const specialDay = struct({
  date: required(1, openDate, 'The day.'),
  referencedDayName: required(2, dayName, 'The kind of day it is.', { element: 'ReferencedDay' }),
});
export const specialDaysRead = list('SpecialDay', specialDay, 0, 50);
export const secondarySpecialDaysRead = list('SpecialDay', partial(specialDay), 0, 50);
export const thresholdsRead = rows(
  'ElecTariffThresholds',
  rows('BlockThreshold', unsigned32, 3, 0),
  8,
  0,
);
export const blockPricesRead = rows('TariffBlockPrices', rows('BlockPrice', int16, 4, 0), 8, 0);
export const touPricesRead = (last: number) => rows('TariffTOUPrice', int16, last, 0);

// Gas.
/** ra:GasDateWithWildcards. */
export const gasOpenDateRead = partial(gasOpenDate, 'GasOpenDateRead');
const gasDay = struct({
  dayName: required(1, gasDayName, 'The name weeks refer to.'),
  action: optionalInline(2, gasTariffAction, 'Where consumption is counted.'),
});
const gasWeek = struct({
  weekName: optional(1, gasWeekName, 'The name seasons refer to.'),
  dayNames: inline(2, rows('ReferencedDay', gasDayName, 7, 0), 'Index 1 is Monday.'),
});
const gasSeason = struct({
  seasonStartDate: optional(1, gasOpenDateRead, 'First day.'),
  referencedWeekName: optional(2, gasWeekName, 'The week that repeats through it.'),
});
export const gasSwitchingTableRead = struct({
  dayProfiles: optional(1, list('DayProfile', gasDay, 0, 4), 'Kinds of day.'),
  weekProfiles: optional(2, list('WeekProfile', gasWeek, 0, 2), 'Kinds of week.'),
  seasons: optional(3, list('Season', gasSeason, 0, 3), 'The year.'),
});
const gasSpecialDay = struct({
  date: optional(1, gasOpenDateRead, 'The day.'),
  referencedDayName: optional(2, gasDayName, 'The kind of day it is.', {
    element: 'ReferencedDay',
  }),
});
export const gasSpecialDaysRead = list('SpecialDay', gasSpecialDay, 0, 20);
export const gasThresholdsRead = rows('BlockThreshold', gasVolume, 3, 0);
export const gasTouPricesRead = rows('TariffTOUPrice', unsigned32, 4, 0);
export const gasBlockPricesRead = rows('BlockPrice', unsigned32, 4, 0);
