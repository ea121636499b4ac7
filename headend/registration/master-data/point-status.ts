/** From which status of a metering point its network operator may bring it where (gb.md §5.5). */
import { Fault } from '../../faults.ts';
import type { MeteringPoint, PointStatus } from '../registration.ts';

/** What is not in the table is refused (medium). */
export const STATUS_FROM: Readonly<Record<PointStatus, readonly PointStatus[]>> = {
  created: [],
  operational: ['created', 'dormant'],
  dormant: ['operational'],
  terminated: ['created', 'operational', 'dormant'],
};

/** Throws Fault (POINT_STATUS); what is supplied, or will be, is not taken out of use. */
export function requireStatusStep(
  { status = 'operational', registrations }: MeteringPoint,
  to: PointStatus,
  nowUtcSeconds: number,
): void {
  if (!STATUS_FROM[to].includes(status)) throw new Fault('POINT_STATUS', status);
  const isSupplied = registrations.some(
    ({ effectiveToUtcSeconds: end = Infinity }) => end > nowUtcSeconds,
  );
  if (to === 'terminated' && isSupplied) throw new Fault('POINT_STATUS', 'it has a supplier');
}
