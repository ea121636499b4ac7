/** The master data of a metering point at a date, made of its dated parts. */

import type { ValueOf } from '../../../protocol/definition/words.ts';
import type { pointDetails } from '../../../protocol/registration/details.ts';
import type { DatedDetails } from '../registration.ts';

export type PointDetails = ValueOf<typeof pointDetails>;

/** Of each part the row with the latest date that has come; of two with one date, the one known later. */
export function detailsAt(
  rows: readonly DatedDetails[] = [],
  atUtcSeconds: number,
): Partial<PointDetails> {
  const ordered = rows
    .filter((row) => row.effectiveFromUtcSeconds <= atUtcSeconds)
    .sort(
      (a, b) =>
        a.effectiveFromUtcSeconds - b.effectiveFromUtcSeconds ||
        a.knownFromMillis - b.knownFromMillis ||
        (a.detailsId ?? 0) - (b.detailsId ?? 0),
    );
  return Object.assign({}, ...ordered.map(({ value }) => value));
}
