/**
 * Changes of the register as statements of the database. What does not hold any more is closed and stays;
 * a change of what is not there fails its transaction, because a number that is missing is null.
 */
import type { Statement } from '../store/session.ts';
import { CHANGEABLE, type RegisterChange } from './register-change.ts';
import { addressKey, type DatedDetails, type Grant, type MeteringPoint } from './registration.ts';

type Parameters = readonly [Statement, readonly unknown[]];
type Of<K extends RegisterChange['kind']> = Extract<RegisterChange, { kind: K }>;

/** `knownMillis`: since when this is known. */
export function registerStatements(change: RegisterChange, knownMillis: number): Parameters[] {
  switch (change.kind) {
    case 'pointAdded':
      return added(change.point, knownMillis);
    case 'pointChanged':
      return [changed(change, knownMillis)];
    case 'registrationBegins':
      return [begun(change.mpxn, change, knownMillis)];
    case 'registrationEnds': {
      const { mpxn, effectiveFromUtcSeconds: from, effectiveToUtcSeconds: to } = change;
      return [[END_REGISTRATION, [mpxn, from, to ?? null, knownMillis]]];
    }
    case 'registrationVoided':
      return [[VOID_REGISTRATION, [change.mpxn, change.effectiveFromUtcSeconds, knownMillis]]];
    case 'grantGiven':
      return [given(change.mpxn, change.grant, knownMillis)];
    case 'grantEnds': {
      const { mpxn, grantId, effectiveToUtcSeconds: to } = change;
      return [[END_GRANT, [mpxn, grantId, to, knownMillis]]];
    }
    case 'grantsStated': {
      const { mpxn, grants } = change;
      return [
        [CLOSE_STATED_GRANTS, [mpxn, knownMillis]],
        ...grants.map((grant) => given(mpxn, grant, knownMillis)),
      ];
    }
    case 'detailsGiven':
      return [detailed(change.mpxn, change.details)];
    case 'detailsVoided':
      return [[VOID_DETAILS, [change.mpxn, change.detailsId, knownMillis]]];
  }
}

function added(point: MeteringPoint, knownMillis: number): Parameters[] {
  const { registrations, grants = [], details = [], ...record } = point;
  const { mpxn, uprn } = point;
  const values = [mpxn, JSON.stringify(record), uprn, addressKey(point), knownMillis];
  return [
    [ADD_POINT, values],
    ...registrations.map((one) => begun(mpxn, one, knownMillis)),
    ...grants.map((one) => given(mpxn, one, knownMillis)),
    ...details.map((one) => detailed(mpxn, one)),
  ];
}

function changed(change: Of<'pointChanged'>, knownMillis: number): Parameters {
  const { mpxn, forgotten = [], postCode, addressIdentifier } = change;
  const given = CHANGEABLE.filter((name) => change[name] !== undefined);
  const record = Object.fromEntries(given.map((name) => [name, change[name]]));
  const isAddressed = postCode !== undefined && addressIdentifier !== undefined;
  const key = isAddressed ? addressKey({ postCode, addressIdentifier }) : null;
  return [CHANGE_POINT, [mpxn, forgotten, JSON.stringify(record), key, knownMillis]];
}

function begun(
  mpxn: string,
  one: Omit<Of<'registrationBegins'>, 'kind' | 'mpxn'>,
  knownMillis: number,
): Parameters {
  const { supplier, effectiveFromUtcSeconds: from, effectiveToUtcSeconds: to, switchId } = one;
  return [BEGIN_REGISTRATION, [mpxn, supplier, from, to ?? null, switchId ?? null, knownMillis]];
}

function given(mpxn: string, grant: Grant, knownMillis: number): Parameters {
  const { grantId, party, role, scope, givenBy } = grant;
  const { effectiveFromUtcSeconds: from, effectiveToUtcSeconds: to } = grant;
  return [GIVE_GRANT, [mpxn, grantId, party, role, scope, givenBy, from, to, knownMillis]];
}

function detailed(mpxn: string, details: DatedDetails): Parameters {
  const { detailsId, effectiveFromUtcSeconds: from, value, givenBy, knownFromMillis } = details;
  return [GIVE_DETAILS, [mpxn, detailsId, from, JSON.stringify(value), givenBy, knownFromMillis]];
}

const ADD_POINT: Statement = {
  name: 'add-point',
  text: `insert into metering_points (mpxn, record, uprn, address_key, known_from_millis)
    values ($1, $2::jsonb, $3, $4, $5)`,
};

// The key of the address is reckoned here where only a part of the address has changed.
const CHANGE_POINT: Statement = {
  name: 'change-point',
  text: `with before as (
      select point_id, record, known_from_millis as since, greatest($5::int8, known_from_millis) as now,
        (record - $2::text[]) || $3::jsonb as after
      from metering_points where mpxn = $1),
    kept as (
      insert into earlier_points (point_id, record, known_from_millis, known_to_millis)
      values ((select point_id from before), (select record from before),
        (select since from before), (select now from before)))
    update metering_points p set record = after, uprn = (after ->> 'uprn')::int8,
      known_from_millis = now,
      address_key = case
        when $4::text is not null then $4
        when after ->> 'postCode' is not distinct from b.record ->> 'postCode'
          and after ->> 'addressIdentifier' is not distinct from b.record ->> 'addressIdentifier'
          then p.address_key
        else upper(replace(after ->> 'postCode', ' ', '')) || '|' ||
          upper(regexp_replace(btrim(after ->> 'addressIdentifier'), ' +', ' ', 'g')) end
    from before b where p.mpxn = $1`,
};

const POINT = '(select point_id from metering_points where mpxn = $1)';

const BEGIN_REGISTRATION: Statement = {
  name: 'begin-registration',
  text: `insert into registrations (point_id, supplier, effective, switch_id, known_from_millis)
    values (${POINT}, $2, int8range($3::int8, $4::int8), $5, $6)`,
};

const CLOSE_REGISTRATION = (now: string) => `
  update registrations set known_to_millis = greatest(${now}::int8, known_from_millis)
  where point_id = ${POINT} and known_to_millis is null
    and effective && int8range($2::int8, $2::int8, '[]') and lower(effective) = $2::int8`;

const END_REGISTRATION: Statement = {
  name: 'end-registration',
  text: `with closed as (${CLOSE_REGISTRATION('$4')} returning *)
    insert into registrations (point_id, supplier, effective, switch_id, known_from_millis)
    values ((select point_id from closed), (select supplier from closed),
      int8range($2::int8, $3::int8), (select switch_id from closed),
      (select known_to_millis from closed))`,
};

// Division by zero where there is none: a decision about what is not there must not pass for one.
const VOID_REGISTRATION: Statement = {
  name: 'void-registration',
  text: `with closed as (${CLOSE_REGISTRATION('$3')} returning 1)
    select 1 / (select count(*) from closed)`,
};

const GIVE_GRANT: Statement = {
  name: 'give-grant',
  text: `insert into grants (point_id, grant_id, party, role, scope, given_by, effective_from,
      effective_to, known_from_millis) values (${POINT}, $2, $3, $4, $5::text[], $6, $7, $8, $9)`,
};

const END_GRANT: Statement = {
  name: 'end-grant',
  text: `with closed as (
      update grants set known_to_millis = greatest($4::int8, known_from_millis)
      where grant_id = $2 and point_id = ${POINT} and known_to_millis is null returning *)
    insert into grants (point_id, grant_id, party, role, scope, given_by, effective_from,
      effective_to, known_from_millis)
    values ((select point_id from closed), $2, (select party from closed),
      (select role from closed), (select scope from closed), (select given_by from closed),
      (select effective_from from closed), $3, (select known_to_millis from closed))`,
};

const CLOSE_STATED_GRANTS: Statement = {
  name: 'close-stated-grants',
  text: `update grants set known_to_millis = greatest($2::int8, known_from_millis)
    where point_id = ${POINT} and grant_id is null and known_to_millis is null`,
};

const GIVE_DETAILS: Statement = {
  name: 'give-details',
  text: `insert into point_details (point_id, details_id, effective_from, value, given_by,
      known_from_millis) values (${POINT}, $2, $3, $4::jsonb, $5, $6)`,
};

const VOID_DETAILS: Statement = {
  name: 'void-details',
  text: `with closed as (
      update point_details set known_to_millis = greatest($3::int8, known_from_millis)
      where details_id = $2 and point_id = ${POINT} and known_to_millis is null returning 1)
    select 1 / (select count(*) from closed)`,
};
