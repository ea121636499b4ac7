/** What the parts of the head-end know of a request, as the one question that access is decided by. */
import type { Service } from '../../protocol/definition/service.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import { CANCEL_UTC_SECONDS } from '../../protocol/services/shared.ts';
import { updateSecurityCredentialsCos } from '../../protocol/services/update-security-credentials-cos.ts';
import { hasKeys, type ListedDevice, pointsOf } from '../inventory/device.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Register } from '../registration/register.ts';
import type { MeteringPoint } from '../registration/registration.ts';
import type { ServiceRequest } from '../service-request.ts';
import type { Home } from './conceal.ts';
import type { Question } from './decide.ts';
import type { Parties } from './parties.ts';

type Places = Pick<Known, 'register' | 'inventory'>;

export type Known = {
  readonly headEnd: Eui64;
  readonly parties: Parties;
  readonly register: Pick<Register, 'get'>;
  readonly inventory: Inventory;
};

export function questionOf(known: Known, request: ServiceRequest, nowUtcSeconds: number): Question {
  const { parties, inventory, headEnd } = known;
  const { originator, target, service, body, commandVariant, endpoint, signedPreCommand } = request;
  const device = inventory.get(target);
  const atUtcSeconds = accessUtcSeconds(request, nowUtcSeconds);
  const alsoAtUtcSeconds = deviceUtcSeconds(service, body, atUtcSeconds);
  return {
    party: parties.get(originator),
    service,
    body,
    commandVariant,
    isSigned: signedPreCommand !== undefined,
    endpoint,
    target,
    headEnd,
    device,
    behind: hasKeys(device) ? device : inventory.answering(target),
    meteringPoint: pointAt(known, device?.mpxn),
    exportPoint: pointAt(known, device?.exportMpan),
    homePoints: homePointsOf(known, device),
    atUtcSeconds,
    alsoAtUtcSeconds,
  };
}

/** The home of a device: its hub and all in the hub's log, with their metering points. */
export function homeOf(known: Places, device: ListedDevice): Home {
  const { inventory } = known;
  const hub = device.record.deviceType === 'CHF' ? device : inventory.get(device.hub ?? '');
  const others = hub ? [hub, ...inventory.behind(hub.record.eui64)] : [];
  const devices = [...new Set([device, ...others])];
  const numbers = new Set(devices.flatMap(pointsOf));
  return { devices, points: [...numbers].flatMap((mpxn) => pointAt(known, mpxn) ?? []) };
}

const pointAt = ({ register }: Places, mpxn: string | undefined): MeteringPoint | undefined =>
  mpxn === undefined ? undefined : register.get(mpxn);

const NONE: readonly MeteringPoint[] = [];

/** The metering points that a hub, or the display of a whole home, belongs to beside its own. */
function homePointsOf(known: Known, device: ListedDevice | undefined): readonly MeteringPoint[] {
  const type = device?.record.deviceType;
  if (type !== 'CHF' && type !== 'PPMID') return NONE;
  const hub = type === 'CHF' ? device?.record.eui64 : device?.hub;
  const others = hub === undefined ? [] : known.inventory.behind(hub);
  return others.flatMap(({ mpxn }) => pointAt(known, mpxn) ?? []);
}

/**
 * A change of supplier is asked for by the supplier of the day it is for; all else by the one of now. It is never for
 * a day that has passed: whoever was the supplier then would take the meter back.
 */
export function accessUtcSeconds(
  { service, body }: Pick<ServiceRequest, 'service' | 'body'>,
  nowUtcSeconds: number,
): number {
  if (service !== updateSecurityCredentialsCos) return nowUtcSeconds;
  return Math.max(dateIn(body) ?? nowUtcSeconds, nowUtcSeconds);
}

/**
 * When a device does by itself what it is given now; undefined: at once, or it is held here and judged on its
 * date. `body` of a signed pre-command is what was signed.
 */
export function deviceUtcSeconds(
  { modes }: Pick<Service, 'modes'>,
  body: unknown,
  atUtcSeconds: number,
): number | undefined {
  const date = dateIn(body);
  if (date === undefined || !modes.includes('futureDatedDevice')) return undefined;
  return date > atUtcSeconds && date < CANCEL_UTC_SECONDS ? date : undefined;
}

const dateIn = (body: unknown): number | undefined =>
  (body as { readonly executionDateTime?: number } | undefined)?.executionDateTime;
