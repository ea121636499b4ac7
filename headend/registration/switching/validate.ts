/** Whether metering points may be switched as asked: every reason against it, with the field it is about. Pure. */
import type { ValueOf } from '../../../protocol/definition/words.ts';
import { Refused } from '../../../protocol/refused.ts';
import type { requestSwitch } from '../../../protocol/registration/request-switch.ts';
import type { Party } from '../../access/parties.ts';
import type { FaultCode } from '../../faults.ts';
import { dayOf, startOfDay, utcDayAt } from '../calendar/days.ts';
import { localDayAt } from '../calendar/local-time.ts';
import { detailsAt } from '../details/details.ts';
import { addressKey, type MeteringPoint, supplierAt } from '../registration.ts';
import {
  type CustomerType,
  coolingOffUntil,
  gateClosureOf,
  objectionUntil,
  standstillUntil,
  WINDOWS,
} from './windows.ts';

export type SwitchRequest = ValueOf<typeof requestSwitch.request>;
export type Problem = {
  readonly fault: FaultCode;
  readonly field: string;
  readonly reason: string;
};

export type Situation = {
  readonly request: SwitchRequest;
  readonly party: Pick<Party, 'eui64' | 'roles'>;
  /** In the order of the request; undefined: the register has no such point. */
  readonly points: readonly (MeteringPoint | undefined)[];
  /** Points of the request with a switch under way. */
  readonly open: ReadonlySet<string>;
  /** Whether a smart meter is in use there: asked only where the register has smart sites alone. */
  readonly isServed: (point: MeteringPoint) => boolean;
  readonly nowUtcSeconds: number;
};

export const supplyStartOf = ({ supplyStartDate }: SwitchRequest): number =>
  startOfDay(dayOf(supplyStartDate));

/** In the order of the request; empty: it may be. */
export function problemsOf(situation: Situation): Problem[] {
  const { points, request } = situation;
  const ofPoints = points.flatMap((point, index) => {
    const field = `mpxns[${index}]`;
    const mpxn = request.mpxns[index] ?? '';
    return pointProblems(situation, point).map(([fault, reason]) => ({
      fault,
      field,
      reason: `${mpxn}: ${reason}`,
    }));
  });
  if (ofPoints.length > 0) return ofPoints;
  const known = points.filter((point) => point !== undefined);
  return [
    ...siteProblems(request, known),
    ...customerProblems(situation, known),
    ...dateProblems(situation, known),
  ];
}

type Found = readonly [fault: FaultCode, reason: string];

function pointProblems(
  { request, party, open, isServed, nowUtcSeconds }: Situation,
  point: MeteringPoint | undefined,
): Found[] {
  if (!point) return [['SWITCH_POINT_UNKNOWN', 'not in the register']];
  if (!isServed(point)) return [['SWITCH_LEGACY', 'no smart meter in use']];
  const start = supplyStartOf(request);
  const current = supplierAt(point, start);
  const role = roleFor(point, nowUtcSeconds);
  const found: Found[] = [];
  if (!isSuppliable(point, current !== undefined))
    found.push(['SWITCH_POINT_STATUS', point.status ?? 'operational']);
  if (!party.roles.includes(role)) found.push(['SWITCH_ROLE', `role ${role} is needed`]);
  if (current?.supplier === party.eui64) found.push(['SWITCH_SAME_SUPPLIER', 'its own already']);
  if (open.has(point.mpxn)) found.push(['SWITCH_OPEN', 'a switch is under way']);
  else if (point.registrations.some((one) => one.effectiveFromUtcSeconds >= start))
    found.push(['SWITCH_OPEN', 'another supply begins on that day or later']);
  return [...found, ...standstillProblems(request, party.eui64, point, nowUtcSeconds)];
}

/** The role in which a supplier supplies this point: an export point is one that names its import point. */
export function roleFor(point: MeteringPoint, atUtcSeconds: number): 'IS' | 'ES' | 'GS' {
  if (point.fuel === 'gas') return 'GS';
  const { relations } = detailsAt(point.details, atUtcSeconds);
  return relations?.importMpan === undefined ? 'IS' : 'ES';
}

/** One that was only created may have its first supplier. */
const isSuppliable = ({ status = 'operational' }: MeteringPoint, isSupplied: boolean) =>
  status === 'operational' || (status === 'created' && !isSupplied);

/** A supply that followed another one has to last; a customer who thinks better of it may go back. */
function standstillProblems(
  { circumstance, ...request }: SwitchRequest,
  party: string,
  { registrations }: MeteringPoint,
  nowUtcSeconds: number,
): Found[] {
  const start = supplyStartOf(request);
  const current = supplierAt({ registrations } as MeteringPoint, start);
  const before = registrations.find(
    ({ effectiveToUtcSeconds: end }) => end === current?.effectiveFromUtcSeconds,
  );
  const isSwitched = current?.switchId !== undefined && before !== undefined;
  if (circumstance === 'coolingOff') {
    const mayReturn =
      isSwitched &&
      before.supplier === party &&
      nowUtcSeconds < coolingOffUntil(current.effectiveFromUtcSeconds);
    return mayReturn ? [] : [['SWITCH_REASON', 'no switch away from this supplier to cool off']];
  }
  if (!isSwitched || start >= standstillUntil(current.effectiveFromUtcSeconds)) return [];
  return [['SWITCH_STANDSTILL', `${WINDOWS.standstillWorkingDays} working days are not over`]];
}

function siteProblems(request: SwitchRequest, points: readonly MeteringPoint[]): Problem[] {
  const asked = new Set(request.mpxns);
  const now = supplyStartOf(request);
  const missing = points
    .flatMap((point) => detailsAt(point.details, now).relations?.relatedMpans ?? [])
    .filter((mpan) => !asked.has(mpan));
  const problems: Problem[] = missing.map((mpan) => ({
    fault: 'SWITCH_RELATED',
    field: 'mpxns',
    reason: `${mpan} is missing`,
  }));
  const [first, ...rest] = points;
  if (first && !request.sitesDiffer && rest.some((point) => !isSameSite(first, point)))
    problems.push({
      fault: 'SWITCH_SITES_DIFFER',
      field: 'sitesDiffer',
      reason: 'UPRN or address differ, and it is not said that they do',
    });
  return problems;
}

/** By property number where both have one, else by address; what has neither is nowhere. */
function isSameSite(a: MeteringPoint, b: MeteringPoint): boolean {
  if (a.uprn !== undefined && b.uprn !== undefined) return a.uprn === b.uprn;
  const key = addressKey(a);
  return key !== undefined && key === addressKey(b);
}

export function recordedCustomerType(
  points: readonly MeteringPoint[],
  atUtcSeconds: number,
): CustomerType | undefined {
  for (const point of points) {
    const { customer } = detailsAt(point.details, atUtcSeconds);
    if (customer) return customer.customerType;
  }
  return undefined;
}

function customerProblems(
  { request, nowUtcSeconds }: Situation,
  points: readonly MeteringPoint[],
): Problem[] {
  // A new customer may be of another type, and the new supplier knows it.
  if (request.circumstance === 'changeOfTenancy') return [];
  const expected = request.customerType ?? recordedCustomerType(points, nowUtcSeconds);
  const other = points.find((point) => {
    const recorded = recordedCustomerType([point], nowUtcSeconds);
    return recorded !== undefined && recorded !== expected;
  });
  if (!other) return [];
  const reason = `${other.mpxn} is not ${expected}`;
  return [{ fault: 'SWITCH_CUSTOMER_TYPE', field: 'customerType', reason }];
}

function dateProblems(situation: Situation, points: readonly MeteringPoint[]): Problem[] {
  try {
    const reason = dateProblem(situation, points);
    return reason ? [{ fault: 'SWITCH_DATE', field: 'supplyStartDate', reason }] : [];
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return [{ fault: 'SWITCH_DATE', field: 'supplyStartDate', reason: error.reason }];
  }
}

function dateProblem(situation: Situation, points: readonly MeteringPoint[]): string | undefined {
  const { request, nowUtcSeconds } = situation;
  const day = dayOf(request.supplyStartDate);
  if (day <= utcDayAt(nowUtcSeconds)) return 'the day is not in the future';
  if (day > localDayAt(nowUtcSeconds) + WINDOWS.noticeDaysMax)
    return `more than ${WINDOWS.noticeDaysMax} days ahead`;
  const gate = gateClosureOf(day);
  if (gate <= nowUtcSeconds) return 'the gate of that day is closed';
  const until = windowOf(situation, points);
  if (until !== undefined && until > gate) return 'too short for the old supplier to object';
  return undefined;
}

/** Until when somebody may object; undefined: there is nobody who may. */
export function windowOf(
  { request, nowUtcSeconds }: Pick<Situation, 'request' | 'nowUtcSeconds'>,
  points: readonly MeteringPoint[],
): number | undefined {
  const start = supplyStartOf(request);
  const isSupplied = points.some((point) => supplierAt(point, start));
  if (!isSupplied || request.circumstance !== undefined) return undefined;
  return objectionUntil(nowUtcSeconds, customerTypeOf(request, points, nowUtcSeconds));
}

/** What nobody has said is a home. */
export const customerTypeOf = (
  { customerType }: SwitchRequest,
  points: readonly MeteringPoint[],
  nowUtcSeconds: number,
): CustomerType => customerType ?? recordedCustomerType(points, nowUtcSeconds) ?? 'domestic';
