/** Who sees and who gives which part of the master data: one table, read by the services and by the feed. */
import type { Role } from '../../../protocol/definition/service.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import type { Party } from '../../access/parties.ts';
import { type DetailPart, type PointDetails, partsOf } from '../details/details.ts';
import { grantAt, type MeteringPoint, supplierAt } from '../registration.ts';

/** What a user has to do with a metering point, at the date that is asked about. */
export type Relation =
  /** Supplies then. */
  | 'supplier'
  /** Does not supply then, but does later, and has not ended. */
  | 'laterSupplier'
  | 'networkOperator'
  /** By a supplier's grant. */
  | 'agent'
  /** By the customer's authorisation. */
  | 'otherUser';

type Rights = { readonly sees: readonly Relation[]; readonly gives: readonly Relation[] };

const INDUSTRY = ['supplier', 'laterSupplier', 'networkOperator', 'agent'] as const;

/**
 * Own reading of gb.md §5.3 and §5.4 (medium): the network operator gives what is of the place and the
 * connection, the supplier what is of the customer and its agents, either of them or the agent what is of the
 * meter. The gas transporter gives the quantities, as the central agency that reckons them.
 */
export const RIGHTS: Readonly<Record<DetailPart, Rights>> = {
  customer: { sees: ['supplier'], gives: ['supplier'] },
  agents: { sees: ['supplier', 'networkOperator', 'agent'], gives: ['supplier'] },
  site: { sees: INDUSTRY, gives: ['networkOperator'] },
  relations: { sees: INDUSTRY, gives: ['networkOperator'] },
  network: { sees: INDUSTRY, gives: ['networkOperator'] },
  settlementElectricity: { sees: INDUSTRY, gives: ['supplier', 'agent'] },
  settlementGas: { sees: INDUSTRY, gives: ['networkOperator'] },
  energisation: { sees: INDUSTRY, gives: ['networkOperator'] },
  meter: { sees: [...INDUSTRY, 'otherUser'], gives: ['supplier', 'agent'] },
  // The head-end takes a meter on when it is heard of, and the operator says what was there before (P22).
  smart: { sees: [...INDUSTRY, 'otherUser'], gives: [] },
  // The head-end alone knows: it has heard the device.
  communications: { sees: ['supplier', 'agent'], gives: [] },
  // Given by 92.1, which does more than to note it.
  tenancy: { sees: ['supplier', 'agent'], gives: [] },
};

const SUPPLIERS: Readonly<Record<MeteringPoint['fuel'], readonly Role[]>> = {
  electricity: ['IS', 'ES'],
  gas: ['GS'],
};
const NETWORKS: Readonly<Record<MeteringPoint['fuel'], Role>> = { electricity: 'ED', gas: 'GT' };

type User = Pick<Party, 'eui64' | 'roles'>;
type When = { readonly atUtcSeconds: number; readonly nowUtcSeconds: number };

/**
 * What a user has to do with the point at a date, as known now. A grant must hold on that date and now: whose
 * consent is withdrawn does not go on reading of the time before. `reference`: the service it must be for.
 */
export function relationsTo(
  point: MeteringPoint,
  { eui64, roles }: User,
  { atUtcSeconds, nowUtcSeconds }: When,
  reference: string,
): Relation[] {
  const { fuel, networkOperator } = point;
  const relations: Relation[] = [];
  if (roles.some((role) => SUPPLIERS[fuel].includes(role)))
    relations.push(...asSupplier(point, eui64, { atUtcSeconds, nowUtcSeconds }));
  if (networkOperator === eui64 && roles.includes(NETWORKS[fuel]))
    relations.push('networkOperator');
  const isGranted = (role: 'RSA' | 'OU') =>
    roles.includes(role) &&
    [atUtcSeconds, nowUtcSeconds].every((at) => grantAt(point, eui64, role, at, reference));
  if (isGranted('RSA')) relations.push('agent');
  if (isGranted('OU')) relations.push('otherUser');
  return relations;
}

function asSupplier(point: MeteringPoint, party: Eui64, when: When): Relation[] {
  const { atUtcSeconds, nowUtcSeconds } = when;
  if (supplierAt(point, atUtcSeconds)?.supplier === party) return ['supplier'];
  const isLater = point.registrations.some(
    ({ supplier, effectiveFromUtcSeconds: from, effectiveToUtcSeconds: to = Infinity }) =>
      supplier === party && from > atUtcSeconds && to > nowUtcSeconds,
  );
  return isLater ? ['laterSupplier'] : [];
}

/**
 * May the user give parts from this date on, as what? A supplier for its own time of supply, as it is known
 * now, and so no former supplier for the time that is over; an agent for the time of its grant.
 */
export function givesAs(
  point: MeteringPoint,
  user: User,
  when: When,
  reference: string,
): Relation[] {
  const { atUtcSeconds, nowUtcSeconds } = when;
  const current = supplierAt(point, Math.max(atUtcSeconds, nowUtcSeconds));
  const isOwnTime =
    current?.supplier === user.eui64 && current.effectiveFromUtcSeconds <= atUtcSeconds;
  return relationsTo(point, user, when, reference).filter((relation) => {
    if (relation === 'supplier') return isOwnTime;
    return relation === 'agent' || relation === 'networkOperator';
  });
}

/** The parts that may be seen by one who is all this. */
export function visibleParts(
  details: Partial<PointDetails>,
  relations: readonly Relation[],
): Partial<PointDetails> {
  const seen = partsOf(details).filter((part) =>
    RIGHTS[part].sees.some((relation) => relations.includes(relation)),
  );
  return Object.fromEntries(seen.map((part) => [part, details[part]]));
}

/** The parts that one who is all this may not give. */
export const foreignParts = (
  details: Partial<PointDetails>,
  relations: readonly Relation[],
): DetailPart[] =>
  partsOf(details).filter(
    (part) => !RIGHTS[part].gives.some((relation) => relations.includes(relation)),
  );
