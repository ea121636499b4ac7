/** Gate closure: the supplies end and begin in the register, for all metering points of a switch at once. */
import type { RegisterChange } from '../register-change.ts';
import { type MeteringPoint, supplierAt } from '../registration.ts';
import type { Switch, SwitchPoint } from './switch.ts';

export type Secured = {
  /** With what is to be known of the registrations that end, should this be undone. */
  readonly record: Switch;
  readonly changes: readonly RegisterChange[];
};

/**
 * From the first second of supply on access is the new supplier's, by these rows alone: nothing needs to run
 * at that moment. Undefined: who supplies a point is not what it was when the switch was asked for.
 */
export function secure(one: Switch, points: readonly MeteringPoint[]): Secured | undefined {
  const byNumber = new Map(points.map((point) => [point.mpxn, point]));
  const secured: SwitchPoint[] = [];
  const changes: RegisterChange[] = [];
  for (const point of one.points) {
    const found = byNumber.get(point.mpxn);
    const done = found && securePoint(one, point, found);
    if (!done) return undefined;
    secured.push(done.point);
    changes.push(...done.changes);
  }
  return { record: { ...one, points: secured, state: 'secured' }, changes };
}

function securePoint(
  { gainingSupplier: supplier, supplyStartUtcSeconds: start, switchId }: Switch,
  point: SwitchPoint,
  found: MeteringPoint,
): { readonly point: SwitchPoint; readonly changes: readonly RegisterChange[] } | undefined {
  const { mpxn, losingSupplier } = point;
  const current = supplierAt(found, start);
  const isAsItWas =
    current?.supplier === losingSupplier &&
    found.registrations.every(({ effectiveFromUtcSeconds: from }) => from < start);
  if (!isAsItWas) return undefined;
  const begins: RegisterChange = {
    kind: 'registrationBegins',
    ...{ mpxn, supplier, switchId },
    effectiveFromUtcSeconds: start,
  };
  if (!current) return { point, changes: [begins] };
  const { effectiveFromUtcSeconds, effectiveToUtcSeconds: to } = current;
  const ends: RegisterChange = {
    kind: 'registrationEnds',
    ...{ mpxn, effectiveFromUtcSeconds },
    effectiveToUtcSeconds: start,
  };
  const kept = {
    ...point,
    losingFromUtcSeconds: effectiveFromUtcSeconds,
    ...(to === undefined ? {} : { losingToUtcSeconds: to }),
  };
  return { point: kept, changes: [ends, begins] };
}

/** As it was before the gate was closed: the old supplies go on as if nothing had been. */
export function undoSecured({ points, supplyStartUtcSeconds: start }: Switch): RegisterChange[] {
  return points.flatMap(({ mpxn, losingFromUtcSeconds: from, losingToUtcSeconds: to }) => {
    const voided: RegisterChange = {
      kind: 'registrationVoided',
      mpxn,
      effectiveFromUtcSeconds: start,
    };
    if (from === undefined) return [voided];
    const goesOn: RegisterChange = {
      kind: 'registrationEnds',
      mpxn,
      effectiveFromUtcSeconds: from,
      ...(to === undefined ? {} : { effectiveToUtcSeconds: to }),
    };
    return [voided, goesOn];
  });
}
