/** The tariff a meter goes by: its documents, compiled once each. */
import { type DocumentOf, documentOf } from '../documents/documents.ts';
import type { MeterState } from '../state.ts';
import { type Calendar, calendarOf, type SwitchingTable } from './calendar.ts';
import { type Prices, pricesOf, secondaryPricesOf } from './prices.ts';
import { BLOCKS } from './stored.ts';

type Documents = Pick<MeterState, 'documents' | 'slotBytes'>;
export type PrimaryTariff = DocumentOf<'tariff'>;
export type SecondaryTariff = DocumentOf<'secondaryTariff'>;

/** Thresholds are in Wh, or litres of gas; a register counts 3,600 to each. */
const UNITS_PER_STEP = 3600;
/** No threshold of electricity: the largest there can be. */
const UNLIMITED = 0xffff_ffff;

const calendars = new WeakMap<object, Calendar>();

function calendarBy(tariff: object, table: () => SwitchingTable): Calendar {
  let calendar = calendars.get(tariff);
  if (!calendar) {
    calendar = calendarOf(table());
    calendars.set(tariff, calendar);
  }
  return calendar;
}

export function primaryCalendar(state: Documents): Calendar | undefined {
  const document = documentOf(state, 'tariff');
  return document && calendarBy(document, () => primaryTable(document));
}

export function secondaryCalendar(state: Documents): Calendar | undefined {
  const document = documentOf(state, 'secondaryTariff');
  return document && calendarBy(document, () => secondaryTable(document));
}

/** Those of the tariff, or what came after it. */
export function primaryPrices(state: Documents): Prices | undefined {
  const document = documentOf(state, 'prices') ?? documentOf(state, 'tariff');
  return document && pricesOf(document.priceElements);
}

export function secondaryPrices(state: Documents): Prices | undefined {
  const document = documentOf(state, 'secondaryPrices') ?? documentOf(state, 'secondaryTariff');
  return document && secondaryPricesOf(document.priceElements);
}

export function primaryTable({ tariff }: Pick<PrimaryTariff, 'tariff'>): SwitchingTable {
  return tariff.gas ? gasTable(tariff.gas) : electricityTable(tariff.electricity);
}

function electricityTable({
  switchingTable,
  specialDays,
}: NonNullable<PrimaryTariff['tariff']['electricity']>): SwitchingTable {
  const days = switchingTable.dayProfiles.map(({ dayName, schedules }) => {
    const switches = schedules.map(({ startTime, action }) => ({
      secondOfDay: startTime,
      register: action,
    }));
    return [dayName, switches] as const;
  });
  return { days: new Map(days), ...pattern(switchingTable, specialDays) };
}

/** A day of gas has one register, from midnight on, and one row of blocks. */
function gasTable({
  switchingTable,
  specialDays,
}: NonNullable<PrimaryTariff['tariff']['gas']>): SwitchingTable {
  const days = switchingTable.dayProfiles.map(({ dayName, action }) => {
    const register = action.tou === undefined ? { block: 1 } : { tou: action.tou };
    return [dayName, [{ secondOfDay: 0, register }]] as const;
  });
  return { days: new Map(days), ...pattern(switchingTable, specialDays) };
}

export function secondaryTable({ switchingTable, specialDays }: SecondaryTariff): SwitchingTable {
  const days = switchingTable.dayProfiles.map(({ dayName, schedules }) => {
    const switches = schedules.map(({ startTime, touTariffAction }) => ({
      secondOfDay: startTime,
      register: { tou: touTariffAction },
    }));
    return [dayName, switches] as const;
  });
  return { days: new Map(days), ...pattern(switchingTable, specialDays) };
}

type Pattern = Pick<
  | NonNullable<PrimaryTariff['tariff']['electricity']>['switchingTable']
  | NonNullable<PrimaryTariff['tariff']['gas']>['switchingTable'],
  'weekProfiles' | 'seasons'
>;
type SpecialDays = NonNullable<
  PrimaryTariff['tariff']['electricity'] | PrimaryTariff['tariff']['gas']
>['specialDays'];

function pattern(
  { weekProfiles, seasons }: Pattern,
  specialDays: SpecialDays,
): Omit<SwitchingTable, 'days'> {
  return {
    weeks: new Map(weekProfiles.map(({ weekName, dayNames }) => [weekName, dayNames])),
    seasons: seasons.map((season) => ({
      start: season.seasonStartDate,
      week: season.referencedWeekName,
    })),
    specialDays: specialDays.map(({ date, referencedDayName }) => ({
      date,
      dayName: referencedDayName,
    })),
  };
}

/** What the counters of a row of blocks reach when each block but the last ends, never falling. */
export function blockEnds(
  { tariff }: Pick<PrimaryTariff, 'tariff'>,
  { thresholds }: Pick<Prices, 'thresholds'>,
  row: number,
): readonly number[] {
  const matrix = tariff.gas ? tariff.gas.thresholdMatrix : tariff.electricity.thresholdMatrix[row];
  const ends: number[] = [];
  for (let block = 1; block < BLOCKS && block <= thresholds; block++) {
    const steps = matrix?.[block];
    if (steps === undefined || (!tariff.gas && steps === UNLIMITED)) break;
    ends.push(steps * UNITS_PER_STEP);
  }
  return ends;
}
