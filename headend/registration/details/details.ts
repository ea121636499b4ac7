/** The master data of a metering point at a date, made of its dated parts. */
import type { DetailPart, PointDetails } from '../../../protocol/registration/details.ts';
import type { DatedDetails } from '../registration.ts';

export type { DetailPart, PointDetails } from '../../../protocol/registration/details.ts';
export { DETAIL_PARTS } from '../../../protocol/registration/details.ts';

/** Of each part the row with the latest date that has come; of two with one date, the one known later. */
export function detailsAt(
  rows: readonly DatedDetails[] = [],
  atUtcSeconds: number,
): Partial<PointDetails> {
  const value: Record<string, unknown> = {};
  for (const [part, row] of rowsAt(rows, atUtcSeconds)) value[part] = row.value[part];
  return value;
}

/** One part alone, for those who ask very often. */
export function partAt<P extends DetailPart>(
  rows: readonly DatedDetails[] = [],
  part: P,
  atUtcSeconds: number,
): Partial<PointDetails>[P] | undefined {
  let latest: DatedDetails | undefined;
  for (const row of rows)
    if (row.effectiveFromUtcSeconds <= atUtcSeconds && row.value[part] !== undefined)
      if (!latest || isLater(row, latest)) latest = row;
  return latest?.value[part] as Partial<PointDetails>[P];
}

/** The row that each part at a date is from. */
export function rowsAt(
  rows: readonly DatedDetails[] = [],
  atUtcSeconds: number,
): Map<DetailPart, DatedDetails> {
  const latest = new Map<DetailPart, DatedDetails>();
  for (const row of rows) {
    if (row.effectiveFromUtcSeconds > atUtcSeconds) continue;
    for (const part of partsOf(row.value)) {
      const other = latest.get(part);
      if (!other || isLater(row, other)) latest.set(part, row);
    }
  }
  return latest;
}

/** The names of the parts that are there. */
export function partsOf(value: Partial<PointDetails>): DetailPart[] {
  const names = Object.keys(value) as DetailPart[];
  return names.filter((name) => value[name] !== undefined);
}

function isLater(row: DatedDetails, other: DatedDetails): boolean {
  const byDate = row.effectiveFromUtcSeconds - other.effectiveFromUtcSeconds;
  const byKnowledge = row.knownFromMillis - other.knownFromMillis;
  return (byDate || byKnowledge || (row.detailsId ?? 0) - (other.detailsId ?? 0)) >= 0;
}

/** Every date at which something may be otherwise: the one given, and those of later rows; each once, in order. */
export function datesFrom(rows: readonly DatedDetails[] = [], fromUtcSeconds: number): number[] {
  const later = rows.map((row) => row.effectiveFromUtcSeconds).filter((at) => at > fromUtcSeconds);
  return [...new Set([fromUtcSeconds, ...later])].sort((a, b) => a - b);
}
