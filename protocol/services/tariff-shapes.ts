/**
 * The shapes of a tariff that several services share: 1.1.x sets it, 1.2.x its prices, 4.11.x reads
 * it back. One shape per type of the XSD, innermost first.
 */
import { int16, integer, text, unsigned32, utcTime } from '../definition/scalars.ts';
import { choice, empty, fuel, inline, list, required, rows, struct } from '../definition/words.ts';
import { currency, gasOpenDate, openDate } from './shared.ts';

// Electricity.
export const dayName = integer(1, 16);
export const weekName = integer(1, 4);
const tariffAction = choice({
  tou: required(1, integer(1, 48), 'Register of the TOU matrix.', { element: 'TOUTariffAction' }),
  block: required(2, integer(1, 8), 'Row of the block matrix.', { element: 'BlockTariffAction' }),
});
export const profileSchedule = struct({
  startTime: required(1, utcTime, 'From when.'),
  action: inline(2, tariffAction, 'Where consumption is counted from then on.'),
});
const dayProfile = struct({
  dayName: required(1, dayName, 'The name weeks refer to.'),
  schedules: inline(2, list('ProfileSchedule', profileSchedule, 1, 48), 'In order of time.'),
});
const weekProfile = struct({
  weekName: required(1, weekName, 'The name seasons refer to.'),
  dayNames: inline(2, rows('ReferencedDayName', dayName, 7, 7), 'Index 1 is Monday.'),
});
export const season = struct({
  seasonName: required(1, text(0, 8), 'A label.'),
  seasonStartDate: required(2, openDate, 'First day.'),
  referencedWeekName: required(3, weekName, 'The week that repeats through it.'),
});
const switchingTable = struct({
  dayProfiles: required(1, list('DayProfile', dayProfile, 1, 16), 'Kinds of day.'),
  weekProfiles: required(2, list('WeekProfile', weekProfile, 1, 4), 'Kinds of week.'),
  seasons: required(3, list('Season', season, 1, 4), 'The year.'),
});
const specialDay = struct({
  date: required(1, openDate, 'The day.'),
  referencedDayName: required(2, dayName, 'The kind of day it is.'),
});
export const electricitySpecialDays = list('SpecialDay', specialDay, 0, 50);
const thresholds = rows('Thresholds', rows('BlockThreshold', unsigned32, 3), 8, 8);
export const electricityTariff = struct({
  currencyUnits: required(1, currency, 'Currency of every price.'),
  switchingTable: required(2, switchingTable, 'Which register counts when.'),
  specialDays: required(3, electricitySpecialDays, 'Days out of the pattern.'),
  thresholdMatrix: required(4, thresholds, 'Wh at which a block ends.'),
});

/** sr:PriceScale. */
export const priceScale = integer(-128, 127);
const blockPrices = rows('BlockPrices', rows('BlockPrice', int16, 4), 8);
const touPrices = rows('TOUPrice', int16, 48);
const blockTariff = struct({ blockPrices: inline(1, blockPrices, 'Prices.') });
const touTariff = struct({ touPrices: inline(1, touPrices, 'Prices.') });
const hybridTariff = struct({
  blockPrices: inline(1, blockPrices, 'Prices in blocks.'),
  touPrices: inline(2, touPrices, 'Prices by time.'),
});
const electricityPriceMatrix = choice({
  block: required(1, blockTariff, 'Blocks only.', { element: 'BlockTariff' }),
  tou: required(2, touTariff, 'Times only.', { element: 'TOUTariff' }),
  hybrid: required(3, hybridTariff, 'Both.', { element: 'HybridTariff' }),
});
const electricityPrices = struct({
  standingCharge: required(1, int16, 'Per day, times ten to the power of its scale.'),
  standingChargeScale: required(2, priceScale, 'Power of ten.'),
  priceScale: required(3, priceScale, 'Power of ten of every price.'),
  matrix: inline(4, electricityPriceMatrix, 'The prices.'),
});

// The secondary element of a twin-element meter: four registers by time, no blocks.
export const secondarySchedule = struct({
  startTime: required(1, utcTime, 'From when.'),
  touTariffAction: required(2, integer(1, 4, { digits: 2 }), 'Register of the TOU matrix.', {
    element: 'TOUTariffAction',
  }),
});
const secondaryDayProfile = struct({
  dayName: required(1, dayName, 'The name weeks refer to.'),
  schedules: inline(2, list('ProfileSchedule', secondarySchedule, 1, 48), 'In order of time.'),
});
export const secondarySwitchingTable = struct({
  dayProfiles: required(1, list('DayProfile', secondaryDayProfile, 1, 16), 'Kinds of day.'),
  weekProfiles: required(2, list('WeekProfile', weekProfile, 1, 4), 'Kinds of week.'),
  seasons: required(3, list('Season', season, 1, 4), 'The year.'),
});
export const secondaryPrices = struct({
  priceScale: required(1, priceScale, 'Power of ten of every price.'),
  touPrices: inline(2, rows('ElectricityPriceElement', int16, 4), 'Prices by register.'),
});

// Gas.
export const gasDayName = integer(1, 4);
export const gasWeekName = integer(1, 2);
export const gasTariffAction = choice({
  tou: required(1, integer(1, 4), 'Register of the TOU matrix.', { element: 'TOUTariffAction' }),
  block: required(2, empty, 'Count in blocks.', { element: 'BlockTariff' }),
});
const gasDayProfile = struct({
  dayName: required(1, gasDayName, 'The name weeks refer to.'),
  action: inline(2, gasTariffAction, 'Where consumption is counted.'),
});
const gasWeekProfile = struct({
  weekName: required(1, gasWeekName, 'The name seasons refer to.'),
  dayNames: inline(2, rows('ReferencedDayName', gasDayName, 7, 7), 'Index 1 is Monday.'),
});
const gasSeason = struct({
  seasonStartDate: required(1, gasOpenDate, 'First day.'),
  referencedWeekName: required(2, gasWeekName, 'The week that repeats through it.'),
});
const gasSwitchingTable = struct({
  dayProfiles: required(1, list('DayProfile', gasDayProfile, 1, 4), 'Kinds of day.'),
  weekProfiles: required(2, list('WeekProfile', gasWeekProfile, 1, 2), 'Kinds of week.'),
  seasons: required(3, list('Season', gasSeason, 1, 3), 'The year.'),
});
const gasSpecialDay = struct({
  date: required(1, gasOpenDate, 'The day.'),
  referencedDayName: required(2, gasDayName, 'The kind of day it is.'),
});
const gasThresholds = rows('BlockThreshold', integer(0, 2 ** 48 - 1), 3);
export const gasTariff = struct({
  switchingTable: required(1, gasSwitchingTable, 'Which register counts when.'),
  specialDays: required(2, list('SpecialDay', gasSpecialDay, 0, 20), 'Days out of the pattern.'),
  thresholdMatrix: required(3, gasThresholds, 'Where a block ends.'),
});
const gasBlockTariff = struct({
  blockPrices: inline(1, rows('BlockPrice', unsigned32, 4), 'Prices.'),
  numberOfThresholds: required(2, integer(1, 3), 'How many thresholds count.'),
});
const gasTouTariff = struct({
  touPrices: inline(1, rows('TOUPrice', unsigned32, 4), 'Prices.'),
});
const gasPriceMatrix = choice({
  block: required(1, gasBlockTariff, 'Blocks.', { element: 'BlockTariff' }),
  tou: required(2, gasTouTariff, 'Times.', { element: 'TOUTariff' }),
});
export const gasPrices = struct({
  currencyUnits: required(1, currency, 'Currency of every price.'),
  standingCharge: required(2, unsigned32, 'Per day.'),
  matrix: inline(3, gasPriceMatrix, 'The prices.'),
});

/** sr:PricePrimary. */
export const primaryPrices = fuel(
  ['ElectricityPriceElements', electricityPrices],
  ['GasPriceElements', gasPrices],
);
