/** A metering point of the operator's file: who it is, who supplies it, who may act there, and its master data. */
import { fromJson } from '../../protocol/definition/from-json.ts';
import { parseEui64 } from '../../protocol/identifiers/eui64.ts';
import { parseMpan } from '../../protocol/identifiers/mpan.ts';
import { parseMprn } from '../../protocol/identifiers/mprn.ts';
import { Refused } from '../../protocol/refused.ts';
import { pointDetails } from '../../protocol/registration/details.ts';
import { checkDetails } from '../registration/details/check-details.ts';
import {
  type DatedDetails,
  type Grant,
  type MeteringPoint,
  type PointStatus,
  type Registration,
  refuseOverlaps,
} from '../registration/registration.ts';

type Json = Readonly<Record<string, unknown>>;

const STATUSES: Readonly<Record<PointStatus, true>> = {
  created: true,
  operational: true,
  dormant: true,
  terminated: true,
};

/** Its master data is known from `nowMillis` on. Throws Refused with the path of what is wrong. */
export function meteringPointFromJson(value: unknown, nowMillis: number): MeteringPoint {
  const json = value as Json;
  const { fuel, uprn, postCode, addressIdentifier } = json;
  if (fuel !== 'electricity' && fuel !== 'gas')
    throw new Refused('fuel', 'expected electricity or gas');
  if (uprn !== undefined && !Number.isSafeInteger(uprn))
    throw new Refused('uprn', 'expected a whole number');
  const mpxn = mpxnOf(String(json['mpxn']), fuel);
  const grants = listOf(json, 'grants').map(grantFromJson);
  const details = listOf(json, 'details').map((row, at) =>
    detailsFromJson(row, at, { mpxn, fuel, nowMillis }),
  );
  const point: MeteringPoint = {
    mpxn,
    fuel,
    networkOperator: parseEui64(String(json['networkOperator'])),
    ...(uprn === undefined ? {} : { uprn: uprn as number }),
    ...textOf('postCode', postCode),
    ...textOf('addressIdentifier', addressIdentifier),
    ...statusOf(json),
    registrations: listOf(json, 'registrations').map(registrationFromJson),
    ...(grants.length === 0 ? {} : { grants }),
    ...(details.length === 0 ? {} : { details }),
  };
  refuseOverlaps(point);
  return point;
}

function statusOf({ status }: Json): { readonly status?: PointStatus } {
  if (status === undefined) return {};
  if (!Object.hasOwn(STATUSES, String(status)))
    throw new Refused('status', `not one of ${Object.keys(STATUSES).join(', ')}`);
  return { status: status as PointStatus };
}

/** Registrations alone must be told of, be there none. */
function listOf(json: Json, name: string): readonly unknown[] {
  const rows = json[name] ?? (name === 'registrations' ? undefined : []);
  if (!Array.isArray(rows)) throw new Refused(name, 'expected a list');
  return rows;
}

function textOf(name: string, value: unknown): { readonly [name: string]: string } {
  if (value === undefined) return {};
  if (typeof value !== 'string') throw new Refused(name, 'expected text');
  return { [name]: value };
}

/** A wrong check digit of an MPAN is refused; that of an MPRN has exceptions, so it is let through. */
function mpxnOf(text: string, fuel: MeteringPoint['fuel']): string {
  return fuel === 'electricity' ? parseMpan(text) : parseMprn(text).mprn;
}

function registrationFromJson(value: unknown): Registration {
  if (typeof value !== 'object' || value === null)
    throw new Refused('registrations', 'expected objects');
  const json = value as Json;
  return { supplier: parseEui64(String(json['supplier'])), ...periodFromJson(json) };
}

function grantFromJson(value: unknown): Grant {
  if (typeof value !== 'object' || value === null) throw new Refused('grants', 'expected objects');
  const json = value as Json;
  const { role } = json;
  if (role !== 'RSA' && role !== 'OU') throw new Refused('role', 'expected RSA or OU');
  return { party: parseEui64(String(json['party'])), role, ...periodFromJson(json) };
}

function detailsFromJson(
  json: unknown,
  at: number,
  point: Pick<MeteringPoint, 'mpxn' | 'fuel'> & { readonly nowMillis: number },
): DatedDetails {
  const path = `details[${at}]`;
  if (typeof json !== 'object' || json === null) throw new Refused(path, 'expected an object');
  const { effectiveFromUtcSeconds: from, value } = json as Json;
  if (!Number.isSafeInteger(from))
    throw new Refused(`${path}.effectiveFromUtcSeconds`, 'expected seconds since 1970');
  const details = fromJson(pointDetails, value);
  const [problem] = checkDetails(point, details);
  if (problem) throw new Refused(`${path}.value.${problem.field}`, problem.reason);
  return {
    effectiveFromUtcSeconds: from as number,
    value: details,
    knownFromMillis: point.nowMillis,
  };
}

function periodFromJson({ effectiveFromUtcSeconds: from, effectiveToUtcSeconds: to }: Json) {
  if (!Number.isSafeInteger(from))
    throw new Refused('effectiveFromUtcSeconds', 'expected seconds since 1970');
  if (to !== undefined && !Number.isSafeInteger(to))
    throw new Refused('effectiveToUtcSeconds', 'expected seconds since 1970');
  return {
    effectiveFromUtcSeconds: from as number,
    ...(to === undefined ? {} : { effectiveToUtcSeconds: to as number }),
  };
}
