/** A metering point after a change. Pure; a change that comes a second time changes nothing more. */
import { Refused } from '../../protocol/refused.ts';
import { CHANGEABLE, mpxnOf, type RegisterChange } from './register-change.ts';
import type { DatedDetails, Grant, MeteringPoint, Registration } from './registration.ts';

type Of<K extends RegisterChange['kind']> = Extract<RegisterChange, { kind: K }>;

/** Throws Refused where there is no such metering point. */
export function applyChange(
  point: MeteringPoint | undefined,
  change: RegisterChange,
): MeteringPoint {
  if (change.kind === 'pointAdded') return inOrder(change.point);
  if (!point) throw new Refused(mpxnOf(change), 'no such metering point');
  return inOrder(applied(point, change));
}

function applied(
  point: MeteringPoint,
  change: Exclude<RegisterChange, Of<'pointAdded'>>,
): MeteringPoint {
  const { registrations, grants = [], details = [] } = point;
  switch (change.kind) {
    case 'pointChanged':
      return otherwise(point, change);
    case 'registrationBegins':
    case 'registrationEnds':
    case 'registrationVoided':
      return { ...point, registrations: supplied(registrations, change) };
    case 'grantGiven':
    case 'grantEnds':
    case 'grantsStated':
      return { ...point, grants: granted(grants, change) };
    case 'detailsGiven':
    case 'detailsVoided':
      return { ...point, details: detailed(details, change) };
  }
}

function otherwise(point: MeteringPoint, change: Of<'pointChanged'>): MeteringPoint {
  const { forgotten = [] } = change;
  const kept = Object.entries(point).filter(([name]) => !forgotten.includes(name as never));
  const given = CHANGEABLE.flatMap((name) =>
    change[name] === undefined ? [] : [[name, change[name]]],
  );
  return Object.fromEntries([...kept, ...given]) as MeteringPoint;
}

function supplied(
  registrations: readonly Registration[],
  change: Of<'registrationBegins' | 'registrationEnds' | 'registrationVoided'>,
): Registration[] {
  const { effectiveFromUtcSeconds: from } = change;
  const others = registrations.filter((one) => one.effectiveFromUtcSeconds !== from);
  if (change.kind === 'registrationVoided') return others;
  if (change.kind === 'registrationBegins') {
    const { kind: _, mpxn: __, ...begun } = change;
    return [...others, begun];
  }
  const ended = registrations.find((one) => one.effectiveFromUtcSeconds === from);
  return ended ? [...others, until(ended, change.effectiveToUtcSeconds)] : others;
}

function granted(
  grants: readonly Grant[],
  change: Of<'grantGiven' | 'grantEnds' | 'grantsStated'>,
): Grant[] {
  switch (change.kind) {
    case 'grantGiven': {
      const others = grants.filter(({ grantId }) => grantId !== change.grant.grantId);
      return [...others, change.grant];
    }
    case 'grantEnds':
      return grants.map((one) =>
        one.grantId === change.grantId ? until(one, change.effectiveToUtcSeconds) : one,
      );
    case 'grantsStated':
      return [...grants.filter(({ grantId }) => grantId !== undefined), ...change.grants];
  }
}

function detailed(
  details: readonly DatedDetails[],
  change: Of<'detailsGiven' | 'detailsVoided'>,
): DatedDetails[] {
  if (change.kind === 'detailsVoided')
    return details.filter(({ detailsId }) => detailsId !== change.detailsId);
  const others = details.filter((one) => !isSameRow(one, change.details));
  return [...others, change.details];
}

/** Rows without a number are the operator's: those are one if they are alike. */
export function isSameRow(a: DatedDetails, b: DatedDetails): boolean {
  if (a.detailsId !== undefined || b.detailsId !== undefined) return a.detailsId === b.detailsId;
  const { effectiveFromUtcSeconds: from, value, givenBy } = b;
  const isAlike = a.effectiveFromUtcSeconds === from && a.givenBy === givenBy;
  return isAlike && canonical(a.value) === canonical(value);
}

/** The database keeps no order of names. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

function until<T extends Pick<Registration, 'effectiveToUtcSeconds'>>(
  period: T,
  effectiveToUtcSeconds: number | undefined,
): T {
  const { effectiveToUtcSeconds: _, ...rest } = period;
  return (effectiveToUtcSeconds === undefined ? rest : { ...rest, effectiveToUtcSeconds }) as T;
}

/** The same from the database and after a change: what is empty is absent, and all is in order of dates. */
export function inOrder(point: MeteringPoint): MeteringPoint {
  const { grants = [], details = [], registrations, ...rest } = point;
  return {
    ...rest,
    registrations: [...registrations].sort(byDate),
    ...(grants.length > 0 ? { grants: [...grants].sort(byDateAndId) } : {}),
    ...(details.length > 0 ? { details: [...details].sort(byDateAndTelling) } : {}),
  };
}

type Dated = Pick<Registration, 'effectiveFromUtcSeconds'>;
const byDate = (a: Dated, b: Dated) => a.effectiveFromUtcSeconds - b.effectiveFromUtcSeconds;
const byDateAndId = (a: Grant, b: Grant) =>
  byDate(a, b) ||
  (a.grantId ?? 0) - (b.grantId ?? 0) ||
  (`${a.role} ${a.party}` < `${b.role} ${b.party}` ? -1 : 1);
const byDateAndTelling = (a: DatedDetails, b: DatedDetails) =>
  byDate(a, b) || a.knownFromMillis - b.knownFromMillis || (a.detailsId ?? 0) - (b.detailsId ?? 0);
