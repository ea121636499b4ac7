/** What changes when the operator states a metering point anew. Pure. */
import { Refused } from '../../protocol/refused.ts';
import { canonical, inOrder, isSameRow } from './apply-change.ts';
import { CHANGEABLE, type RegisterChange } from './register-change.ts';
import type { MeteringPoint, Registration } from './registration.ts';

/** In an order in which no two registrations overlap on the way. Throws Refused: the fuel never changes. */
export function statedChanges(
  before: MeteringPoint | undefined,
  after: MeteringPoint,
): RegisterChange[] {
  if (!before) return [{ kind: 'pointAdded', point: inOrder(after) }];
  if (before.fuel !== after.fuel) throw new Refused('fuel', `${after.mpxn} is of ${before.fuel}`);
  return [
    ...pointChanges(before, after),
    ...registrationChanges(before, after),
    ...grantChanges(before, after),
    ...detailChanges(before, after),
  ];
}

function pointChanges(before: MeteringPoint, after: MeteringPoint): RegisterChange[] {
  const different = CHANGEABLE.filter((name) => before[name] !== after[name]);
  if (different.length === 0) return [];
  const given = different.filter((name) => after[name] !== undefined);
  const forgotten = different.filter((name) => after[name] === undefined);
  const change = {
    kind: 'pointChanged' as const,
    mpxn: after.mpxn,
    ...Object.fromEntries(given.map((name) => [name, after[name]])),
    ...(forgotten.length > 0 ? { forgotten } : {}),
  };
  return [change];
}

function registrationChanges(before: MeteringPoint, after: MeteringPoint): RegisterChange[] {
  const { mpxn } = after;
  const begunThen = (one: Registration, rows: readonly Registration[]) =>
    rows.find(
      (other) =>
        other.effectiveFromUtcSeconds === one.effectiveFromUtcSeconds &&
        other.supplier === one.supplier,
    );
  const voided = before.registrations.filter((one) => !begunThen(one, after.registrations));
  const begun = after.registrations.filter((one) => !begunThen(one, before.registrations));
  const ended = after.registrations.filter((one) => {
    const was = begunThen(one, before.registrations);
    return was !== undefined && was.effectiveToUtcSeconds !== one.effectiveToUtcSeconds;
  });
  // Those that end earlier first: they make room for those that go on longer.
  const inTurn = ended.sort((a, b) => a.effectiveFromUtcSeconds - b.effectiveFromUtcSeconds);
  const isShorter = (one: Registration) =>
    endOf(one) < endOf(begunThen(one, before.registrations) ?? one);
  const ends = [...inTurn.filter(isShorter), ...inTurn.filter((one) => !isShorter(one))];
  return [
    ...voided.map(({ effectiveFromUtcSeconds }) => ({
      kind: 'registrationVoided' as const,
      mpxn,
      effectiveFromUtcSeconds,
    })),
    ...ends.map(({ effectiveFromUtcSeconds, effectiveToUtcSeconds: to }) => ({
      kind: 'registrationEnds' as const,
      mpxn,
      effectiveFromUtcSeconds,
      ...(to === undefined ? {} : { effectiveToUtcSeconds: to }),
    })),
    ...begun.map((one) => ({ kind: 'registrationBegins' as const, mpxn, ...one })),
  ];
}

const endOf = ({ effectiveToUtcSeconds: to }: Registration) => to ?? Number.POSITIVE_INFINITY;

/** Users' own grants have numbers, and stay. */
function grantChanges(before: MeteringPoint, after: MeteringPoint): RegisterChange[] {
  const operators = ({ grants = [] }: MeteringPoint) =>
    grants.filter(({ grantId }) => grantId === undefined);
  const grants = operators(inOrder(after));
  if (canonical(operators(before)) === canonical(grants)) return [];
  return [{ kind: 'grantsStated', mpxn: after.mpxn, grants }];
}

/** Master data is added to: a later row of one date takes the place of an earlier one. */
function detailChanges(before: MeteringPoint, after: MeteringPoint): RegisterChange[] {
  const known = before.details ?? [];
  return (after.details ?? [])
    .filter((row) => !known.some((one) => isSameRow(one, row)))
    .map((details) => ({ kind: 'detailsGiven', mpxn: after.mpxn, details }));
}
