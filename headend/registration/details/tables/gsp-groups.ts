/** Grid supply point groups, and whose network is in which (gb.md §5.1). */

type Area = { readonly distributorId: number; readonly company: string; readonly gspGroup: string };

/** The former boards, by the first two digits of their MPANs. Source: gb.md §5.1. */
export const AREAS: readonly Area[] = [
  { distributorId: 10, company: 'EELC', gspGroup: '_A' },
  { distributorId: 11, company: 'EMEB', gspGroup: '_B' },
  { distributorId: 12, company: 'LOND', gspGroup: '_C' },
  { distributorId: 13, company: 'MANW', gspGroup: '_D' },
  { distributorId: 14, company: 'MIDE', gspGroup: '_E' },
  { distributorId: 15, company: 'NEEB', gspGroup: '_F' },
  { distributorId: 16, company: 'NORW', gspGroup: '_G' },
  { distributorId: 17, company: 'HYDE', gspGroup: '_P' },
  { distributorId: 18, company: 'SPOW', gspGroup: '_N' },
  { distributorId: 19, company: 'SEEB', gspGroup: '_J' },
  { distributorId: 20, company: 'SOUT', gspGroup: '_H' },
  { distributorId: 21, company: 'SWAE', gspGroup: '_K' },
  { distributorId: 22, company: 'SWEB', gspGroup: '_L' },
  { distributorId: 23, company: 'YELG', gspGroup: '_M' },
];

/** Independent networks lie in all groups. Source: gb.md §5.1, where the list ends with "38+". */
export const INDEPENDENT_DISTRIBUTORS = { from: 24, to: 39 } as const;

const byDistributor = new Map(AREAS.map((area) => [area.distributorId, area]));
const groups = new Set(AREAS.map((area) => area.gspGroup));

/** Is there a network whose MPANs begin with this number? */
export const isDistributor = (id: number): boolean =>
  byDistributor.has(id) ||
  (id >= INDEPENDENT_DISTRIBUTORS.from && id <= INDEPENDENT_DISTRIBUTORS.to);

/** Why a metering point of this distributor cannot be in this group; undefined: it can. */
export function gspGroupProblem(distributorId: number, gspGroup: string): string | undefined {
  if (!groups.has(gspGroup)) return `there is no group ${gspGroup}`;
  const area = byDistributor.get(distributorId);
  if (!area || area.gspGroup === gspGroup) return undefined;
  return `distributor ${distributorId} is in ${area.gspGroup}`;
}
