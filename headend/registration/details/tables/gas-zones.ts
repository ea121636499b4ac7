/** Local distribution zones of gas, and the classes by which gas is settled. */

/** The thirteen zones of the mainland (high; gb.md §5.9 names the zone, not its letters). */
export const LOCAL_DISTRIBUTION_ZONES: Readonly<Record<string, string>> = {
  EA: 'Eastern',
  EM: 'East Midlands',
  NE: 'North East',
  NO: 'Northern',
  NT: 'North Thames',
  NW: 'North West',
  SC: 'Scotland',
  SE: 'South East',
  SO: 'Southern',
  SW: 'South West',
  WM: 'West Midlands',
  WN: 'Wales North',
  WS: 'Wales South',
};

/** Above this a site is read daily, in class 1 (high). */
export const DAILY_READ_ABOVE_KWH = 58_600_000;
const DAYS = 365;

type Gas = {
  readonly annualQuantityKwh?: number | undefined;
  readonly dailyQuantityKwh?: number | undefined;
  readonly settlementClass?: number | undefined;
};
type Problem = { readonly field: keyof Gas; readonly reason: string };

/** What of the quantities cannot be; what is not given is not judged. */
export function gasProblems(given: Gas): Problem[] {
  const { annualQuantityKwh: year, dailyQuantityKwh: day, settlementClass } = given;
  if (year === undefined) return [];
  const problems: Problem[] = [];
  if (day !== undefined && day > year)
    problems.push({ field: 'dailyQuantityKwh', reason: 'more than the quantity of the year' });
  // The coldest day takes no less than the middle one.
  if (day !== undefined && day * DAYS < year - DAYS)
    problems.push({ field: 'dailyQuantityKwh', reason: 'less than a day’s share of the year' });
  if (settlementClass !== undefined && settlementClass > 1 && year > DAILY_READ_ABOVE_KWH)
    problems.push({ field: 'settlementClass', reason: `1 above ${DAILY_READ_ABOVE_KWH} kWh` });
  return problems;
}
