/** May this party ask this of this device, on this date? The checks in the order their codes are answered. */
import type { Role, Service } from '../../protocol/definition/service.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { FaultCode } from '../faults.ts';
import {
  type Device,
  type DeviceStatus,
  hasKeys,
  type ListedDevice,
} from '../inventory/inventory.ts';
import type { MeteringPoint } from '../registration/registration.ts';
import type { Endpoint } from '../service-request.ts';
import { variantFault } from './command-variant.ts';
import type { Party } from './parties.ts';
import { limitOf, relationOf } from './relations.ts';

/** All that a decision may depend on; nothing is looked up behind its back. */
export type Question = {
  readonly party: Party | undefined;
  readonly service: Service;
  /** The value of the request; absent where it is inside what a supplier has signed. */
  readonly body?: unknown;
  readonly commandVariant: number;
  readonly isSigned: boolean;
  readonly endpoint: Endpoint;
  /** The business target: a device, or the head-end itself for services that need none. */
  readonly target: Eui64;
  readonly headEnd: Eui64;
  readonly device: ListedDevice | undefined;
  /** The meter that answers for a device that does not answer itself. */
  readonly behind?: Device | undefined;
  readonly meteringPoint: MeteringPoint | undefined;
  /** Of what the premises feed into the network, where they do. */
  readonly exportPoint?: MeteringPoint | undefined;
  /** Of a hub: those of the devices in its log, of which its home may have one for each fuel. */
  readonly homePoints?: readonly MeteringPoint[];
  /** The date it is judged for. */
  readonly atUtcSeconds: number;
  /** Judged for this date as well: that on which a device will do by itself what it is given now. */
  readonly alsoAtUtcSeconds?: number | undefined;
};

export type Decision =
  /** `because` names the relation and the date it was judged for. */
  | { readonly allowed: true; readonly party: Party; readonly because: string }
  | { readonly allowed: false; readonly fault: FaultCode; readonly detail: string };

const no = (fault: FaultCode, detail = ''): Decision => ({ allowed: false, fault, detail });

/** Commands reach a device in these statuses; one that is suspended gets none until it is recovered. */
const REACHABLE: readonly string[] = ['InstalledNotCommissioned', 'Commissioned', 'Recovered'];
export const isReachable = (status: DeviceStatus): boolean => REACHABLE.includes(status);

export function decide(question: Question): Decision {
  const { party, service, target, headEnd } = question;
  if (!party) return no('PARTY_UNKNOWN');
  const eligible = rolesFor(question);
  const roles = party.roles.filter((role) => eligible.includes(role));
  if (roles.length === 0) return no('ROLE_NOT_ELIGIBLE', `${service.reference}`);
  if (party.status !== 'active') return no('PARTY_SUSPENDED');
  const { commandVariant, isSigned, endpoint } = question;
  const variant = variantFault(service, commandVariant, { isSigned, endpoint, roles });
  if (variant) return no(variant, `command variant ${commandVariant}`);
  if (service.modes.includes('nonDevice'))
    return target === headEnd
      ? { allowed: true, party, because: `role ${roles[0]}` }
      : no('DEVICE_UNKNOWN', 'the target must be the head-end');
  return decideForDevice(question, party, roles);
}

function rolesFor({ service, body }: Question): readonly Role[] {
  const { roles } = service;
  if (body === undefined || !service.rolesFor) return roles;
  const own = service.rolesFor(body);
  return roles.filter((role) => own.includes(role));
}

function decideForDevice(question: Question, party: Party, roles: readonly Role[]): Decision {
  const { device, behind, service, meteringPoint } = question;
  if (!device) return no('DEVICE_UNKNOWN');
  const meter = hasKeys(device) ? device : behind;
  if (!meter) return no('SERVICE_NOT_FOR_DEVICE', `a ${device.record.deviceType} is not served`);
  // A supplier signs for the device it names, and no other takes that signature.
  const isSignedForAnother = service.critical && meter !== device;
  const { deviceTypes } = service;
  const isForBoth =
    deviceTypes.includes(device.record.deviceType) && deviceTypes.includes(meter.record.deviceType);
  if (isSignedForAnother || !isForBoth) return no('SERVICE_NOT_FOR_DEVICE');
  if (!isReachable(device.status)) return no('DEVICE_STATUS', device.status);
  if (!isReachable(meter.status)) return no('DEVICE_STATUS', meter.status);
  const { homePoints = [] } = question;
  const points = meteringPoint ? [meteringPoint, ...homePoints] : homePoints;
  if (points.length === 0)
    return no('NOT_RESPONSIBLE', 'no metering point is recorded for the device');
  const { alsoAtUtcSeconds: later } = question;
  const now = judge(question, party, roles, points);
  if (!now.allowed || later === undefined) return now;
  const then = judge({ ...question, atUtcSeconds: later }, party, roles, points);
  if (!then.allowed) return no(then.fault, `on the date it is for ${then.detail}`.trim());
  return { ...now, because: `${now.because}; ${then.because}` };
}

function judge(
  question: Question,
  party: Party,
  roles: readonly Role[],
  points: readonly MeteringPoint[],
): Decision {
  let limit = '';
  for (const point of points)
    for (const role of roles) {
      const relation = relationOf(role, party.eui64, point, question);
      if (relation === undefined) continue;
      const found = limitOf(role, point, question);
      if (found === undefined)
        return { allowed: true, party, because: `${relation}, ${dated(question)}` };
      limit = found;
    }
  return no('NOT_RESPONSIBLE', limit);
}

/** Of the second asked about last: nearly all are of the present one. */
let last = { utcSeconds: Number.NaN, text: '' };

function dated({ atUtcSeconds }: Question): string {
  if (last.utcSeconds !== atUtcSeconds)
    last = { utcSeconds: atUtcSeconds, text: new Date(atUtcSeconds * 1000).toISOString() };
  return last.text;
}
