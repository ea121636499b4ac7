/** Requests of any service that its definition and rules allow, by chance but the same for the same seed. */
import fc from 'fast-check';
import { arbitrary } from '../protocol/definition/arbitrary.testing.ts';
import type { Service } from '../protocol/definition/service.ts';
import { checkRequest } from '../protocol/definition/validate.ts';
import { Refused } from '../protocol/refused.ts';

const BATCH = 20;
const BATCHES_MAX = 500;

/** Throws when chance finds none. */
export function validRequests(service: Service, wanted: number, seed: number): unknown[] {
  const found: unknown[] = [];
  for (let batch = 0; batch < BATCHES_MAX && found.length < wanted; batch++) {
    const drawn = fc.sample(arbitrary(service.request), { numRuns: BATCH, seed: seed + batch });
    const mended = drawn.map((value) => mend(service, value));
    found.push(...mended.filter((value) => isValid(service, value)));
  }
  if (found.length === 0) throw new Error(`chance finds no valid ${service.name}`);
  return found.slice(0, wanted);
}

function isValid(service: Service, value: unknown): boolean {
  try {
    checkRequest(service, value);
    return true;
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
}

type Rows = Record<string, number>;
type Table = {
  dayProfiles: { dayName: number; schedules?: { startTime: number; touTariffAction?: number }[] }[];
  weekProfiles: { weekName: number; dayNames: Rows }[];
  seasons: { referencedWeekName: number }[];
};
type Tariff = {
  switchingTable: Table;
  specialDays: { referencedDayName: number }[];
  thresholdMatrix?: Record<string, Rows | number>;
  priceElements?: { touPrices: Rows };
};

/** Names and references drawn by themselves never meet: tariffs are put in order. */
function mend({ reference }: Service, value: unknown): unknown {
  if (reference === '1.1.2') return ordered(structuredClone(value) as Tariff);
  if (reference !== '1.1.1') return value;
  const request = structuredClone(value) as { tariff: { electricity?: Tariff; gas?: Tariff } };
  const { electricity, gas } = request.tariff;
  for (const tariff of [electricity, gas]) if (tariff) ordered(tariff);
  return request;
}

function ordered(tariff: Tariff): Tariff {
  const { switchingTable, specialDays, thresholdMatrix = {}, priceElements } = tariff;
  const { dayProfiles, weekProfiles, seasons } = switchingTable;
  const within = (name: number, count: number) => ((name - 1) % count) + 1;
  for (const [index, day] of dayProfiles.entries()) {
    day.dayName = index + 1;
    const byTime = new Map((day.schedules ?? []).map((one) => [one.startTime, one]));
    if (day.schedules)
      day.schedules = [...byTime.values()].sort((a, b) => a.startTime - b.startTime);
  }
  for (const [index, week] of weekProfiles.entries()) {
    week.weekName = index + 1;
    for (const [at, name] of Object.entries(week.dayNames))
      week.dayNames[at] = within(name, dayProfiles.length);
  }
  for (const season of seasons)
    season.referencedWeekName = within(season.referencedWeekName, weekProfiles.length);
  for (const day of specialDays)
    day.referencedDayName = within(day.referencedDayName, dayProfiles.length);
  rising(thresholdMatrix);
  if (priceElements) priced(dayProfiles, Object.keys(priceElements.touPrices).map(Number));
  return tariff;
}

/** The thresholds of each register, or of the one there is. */
function rising(matrix: Record<string, Rows | number>): void {
  const rows = Object.values(matrix).filter((row): row is Rows => typeof row === 'object');
  for (const row of rows.length ? rows : [matrix as Rows]) {
    const sorted = Object.values(row).sort((a, b) => a - b);
    for (const [at, index] of Object.keys(row).entries()) row[index] = sorted[at] as number;
  }
}

function priced(days: Table['dayProfiles'], prices: readonly number[]): void {
  for (const { schedules = [] } of days)
    for (const schedule of schedules) {
      const { touTariffAction: action = 1 } = schedule;
      schedule.touTariffAction = prices[action % prices.length] ?? action;
    }
}
