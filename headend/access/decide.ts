/** May this party ask this of this meter, now? The checks in the order their codes are answered. */
import type { Service } from '../../protocol/definition/service.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { FaultCode } from '../faults.ts';
import type { Device } from '../inventory/inventory.ts';
import { type MeteringPoint, supplierAt } from '../registration/registration.ts';
import type { Endpoint } from '../service-request.ts';
import { variantFault } from './command-variant.ts';
import type { Party } from './parties.ts';

/** All that a decision may depend on; nothing is looked up behind its back. */
export type Question = {
  readonly party: Party | undefined;
  readonly service: Service;
  readonly commandVariant: number;
  readonly isSigned: boolean;
  readonly endpoint: Endpoint;
  /** The business target: a device, or the head-end itself for services that need none. */
  readonly target: Eui64;
  readonly headEnd: Eui64;
  readonly device: Device | undefined;
  readonly meteringPoint: MeteringPoint | undefined;
  readonly atUtcSeconds: number;
};

export type Decision =
  | { readonly allowed: true; readonly party: Party; readonly because: string }
  | { readonly allowed: false; readonly fault: FaultCode; readonly detail: string };

const no = (fault: FaultCode, detail = ''): Decision => ({ allowed: false, fault, detail });

/** Commands reach a device in these statuses; one that is suspended gets none until it is recovered. */
const REACHABLE: readonly string[] = ['InstalledNotCommissioned', 'Commissioned', 'Recovered'];

export function decide(question: Question): Decision {
  const { party, service, target, headEnd } = question;
  if (!party) return no('PARTY_UNKNOWN');
  const roles = party.roles.filter((role) => service.roles.includes(role));
  if (roles.length === 0) return no('ROLE_NOT_ELIGIBLE', `${service.reference}`);
  if (party.status !== 'active') return no('PARTY_SUSPENDED');
  const { commandVariant, isSigned, endpoint } = question;
  const variant = variantFault(service, commandVariant, isSigned, endpoint);
  if (variant) return no(variant, `command variant ${commandVariant}`);
  if (service.modes.includes('nonDevice'))
    return target === headEnd
      ? { allowed: true, party, because: `role ${roles[0]}` }
      : no('DEVICE_UNKNOWN', 'the target must be the head-end');
  return decideForDevice(question, party, roles);
}

function decideForDevice(
  { device, meteringPoint, service, atUtcSeconds }: Question,
  party: Party,
  roles: readonly string[],
): Decision {
  if (!device) return no('DEVICE_UNKNOWN');
  if (!isForType(service, device.record.deviceType)) return no('SERVICE_NOT_FOR_DEVICE');
  if (!REACHABLE.includes(device.status)) return no('DEVICE_STATUS', device.status);
  if (!meteringPoint) return no('NOT_RESPONSIBLE', 'no metering point is recorded for the device');
  const role = roles.find((one) => isRelated(one, party, meteringPoint, atUtcSeconds));
  if (!role) return no('NOT_RESPONSIBLE');
  return { allowed: true, party, because: `role ${role} at ${meteringPoint.mpxn}` };
}

/** Enable Supply exists for electricity alone: a gas valve opens only by hand (gb.md §3.4). */
function isForType(service: Service, deviceType: 'ESME' | 'GSME'): boolean {
  return deviceType === 'ESME'
    ? service.roles.some((role) => role !== 'GS' && role !== 'GT')
    : service.roles.some((role) => role === 'GS' || role === 'GT');
}

/**
 * The relation a role needs. Agents and other users act by a grant, which nobody has given yet: they
 * are refused until grants exist. Export suppliers likewise, until export MPANs are recorded.
 */
function isRelated(
  role: string,
  party: Party,
  point: MeteringPoint,
  atUtcSeconds: number,
): boolean {
  const fuel = point.fuel;
  switch (role) {
    case 'IS':
      return fuel === 'electricity' && supplierAt(point, atUtcSeconds)?.supplier === party.eui64;
    case 'GS':
      return fuel === 'gas' && supplierAt(point, atUtcSeconds)?.supplier === party.eui64;
    case 'ED':
      return fuel === 'electricity' && point.networkOperator === party.eui64;
    case 'GT':
      return fuel === 'gas' && point.networkOperator === party.eui64;
    default:
      return false;
  }
}
