/**
 * What a refusal may tell. Whoever has nothing to do with a home hears of its devices what is said of devices
 * that do not exist; whoever has had to do with it hears that this is over, and no more.
 */
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { FaultCode } from '../faults.ts';
import { type ListedDevice, pointsOf } from '../inventory/device.ts';
import { type MeteringPoint, mayKnow } from '../registration/registration.ts';
import type { Decision } from './decide.ts';

export type Refusal = Extract<Decision, { allowed: false }>;

/** The device asked about, and those of its home, which are told of together (8.2). */
export type Home = {
  readonly devices: readonly ListedDevice[];
  /** Those of their metering points that the register has. */
  readonly points: readonly MeteringPoint[];
};

/** Said only when there is such a device. */
const OF_DEVICES: readonly FaultCode[] = [
  'SERVICE_NOT_FOR_DEVICE',
  'DEVICE_STATUS',
  'NOT_RESPONSIBLE',
];

/** May know of it; has had to do with it once; or neither. */
export type Standing = 'knows' | 'had' | 'stranger';

export function standingOf(
  party: Eui64,
  { devices, points }: Home,
  atUtcSeconds: number,
): Standing {
  // What is at no metering point says nothing of a customer.
  if (devices.every((device) => pointsOf(device).length === 0)) return 'knows';
  if (points.some((point) => mayKnow(point, party, atUtcSeconds))) return 'knows';
  return points.some((point) => hadToDoWith(point, party)) ? 'had' : 'stranger';
}

/** The refusal as the party is told it. */
export function told(refusal: Refusal, party: Eui64, home: Home, atUtcSeconds: number): Refusal {
  if (!OF_DEVICES.includes(refusal.fault)) return refusal;
  const standing = standingOf(party, home, atUtcSeconds);
  if (standing === 'knows') return refusal;
  const fault = standing === 'had' ? 'NOT_RESPONSIBLE' : 'DEVICE_UNKNOWN';
  return { allowed: false, fault, detail: '' };
}

function hadToDoWith({ registrations, grants = [] }: MeteringPoint, party: Eui64): boolean {
  return (
    registrations.some(({ supplier }) => supplier === party) ||
    grants.some((grant) => grant.party === party)
  );
}
