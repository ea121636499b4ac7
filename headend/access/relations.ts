/** What a party has to do with a metering point on a date, role by role, and what limits even that. */
import type { Role, Service } from '../../protocol/definition/service.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import { requestCustomerIdentificationNumber } from '../../protocol/services/request-customer-identification-number.ts';
import type { ListedDevice } from '../inventory/device.ts';
import { partAt } from '../registration/details/details.ts';
import { notSmartReason } from '../registration/early-smart/standing.ts';
import {
  grantAt,
  type MeteringPoint,
  type PointStatus,
  supplierAt,
} from '../registration/registration.ts';

export type Asked = {
  readonly service: Service;
  readonly body?: unknown;
  /** Of what the premises feed into the network, where they do. */
  readonly exportPoint?: MeteringPoint | undefined;
  /** What is asked; absent: the question is about the metering point alone. */
  readonly device?: ListedDevice | undefined;
  readonly atUtcSeconds: number;
};

/** The relation that a role needs to the metering point, in words; undefined: there is none. */
export function relationOf(
  role: Role,
  party: Eui64,
  point: MeteringPoint,
  asked: Asked,
): string | undefined {
  const { fuel, mpxn, networkOperator } = point;
  const { exportPoint, atUtcSeconds } = asked;
  switch (role) {
    case 'IS':
      if (fuel !== 'electricity' || !supplies(party, point, atUtcSeconds)) return undefined;
      return `supplier of ${mpxn}`;
    case 'GS':
      if (fuel !== 'gas' || !supplies(party, point, atUtcSeconds)) return undefined;
      return `supplier of ${mpxn}`;
    case 'ES':
      if (!supplies(party, exportPoint, atUtcSeconds)) return undefined;
      return `export supplier of ${exportPoint?.mpxn}`;
    case 'ED':
      return fuel === 'electricity' && networkOperator === party ? `network of ${mpxn}` : undefined;
    case 'GT':
      return fuel === 'gas' && networkOperator === party ? `network of ${mpxn}` : undefined;
    case 'RSA':
    case 'OU':
      return byGrant(role, party, point, asked);
  }
}

const supplies = (party: Eui64, of: MeteringPoint | undefined, atUtcSeconds: number): boolean =>
  of !== undefined && supplierAt(of, atUtcSeconds)?.supplier === party;

function byGrant(
  role: 'RSA' | 'OU',
  party: Eui64,
  point: MeteringPoint,
  { service, atUtcSeconds }: Asked,
): string | undefined {
  // What finds out who the customer is comes before the customer's consent.
  if (role === 'OU' && service === requestCustomerIdentificationNumber)
    return `asks who is at ${point.mpxn}`;
  const grant = grantAt(point, party, role, atUtcSeconds, service.reference);
  if (!grant) return undefined;
  const { grantId = 'of the operator', givenBy } = grant;
  const by = givenBy === undefined ? '' : ` of ${givenBy}`;
  return `${role === 'RSA' ? 'agent' : 'authorised'} at ${point.mpxn}, grant ${grantId}${by}`;
}

const HOLDERS: readonly Role[] = ['IS', 'ES', 'GS', 'RSA', 'ED', 'GT'];
/** Nobody lives at what is not in use: whoever fits or guards it, and no other user (own). */
const ROLES_AT: Readonly<Record<PointStatus, readonly Role[]>> = {
  created: HOLDERS,
  operational: [...HOLDERS, 'OU'],
  dormant: HOLDERS,
  terminated: [],
};

/** Why not even one who is related may, in words that only the related are told; undefined: may. */
export function limitOf(
  role: Role,
  point: MeteringPoint,
  { body, exportPoint, device, atUtcSeconds }: Asked,
): string | undefined {
  const related = role === 'ES' && exportPoint ? exportPoint : point;
  const { status = 'operational', details } = related;
  if (!ROLES_AT[status].includes(role)) return `the metering point is ${status}`;
  if (!details) return undefined;
  const smart = partAt(details, 'smart', atUtcSeconds);
  const notSmart = notSmartReason(smart, device?.record.eui64);
  if (notSmart !== undefined) return notSmart;
  const customer = partAt(details, 'customer', atUtcSeconds);
  if (customer?.customerType === 'nonDomestic' && customer.usesDcc !== true)
    return 'the supplier of this customer, who is not domestic, has not elected to use the DCC';
  const from = role === 'RSA' || role === 'OU' ? readsFrom(body) : undefined;
  if (from === undefined) return undefined;
  const tenancy = partAt(details, 'tenancy', atUtcSeconds);
  const isOlder = tenancy !== undefined && from < tenancy.from;
  return isOlder ? 'what is asked for is of the time before the tenancy' : undefined;
}

/** The first second of the log that is asked for, if a part of a log is. */
const readsFrom = (body: unknown): number | undefined =>
  (body as { readonly readLogPeriod?: { readonly startDateTime: number } } | undefined)
    ?.readLogPeriod?.startDateTime;
