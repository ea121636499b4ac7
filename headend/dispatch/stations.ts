/** What the flow goes through: the parts of a head-end, and the two decisions that need several of them. */
import type { Clock } from '../../platform/time.ts';
import type { Service } from '../../protocol/definition/service.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import { updateSecurityCredentialsCos } from '../../protocol/services/update-security-credentials-cos.ts';
import { decide } from '../access/decide.ts';
import type { Parties, Party } from '../access/parties.ts';
import { type Authorities, expectSigned } from '../authorities/authorities.ts';
import { Fault } from '../faults.ts';
import type { ListedDevice } from '../inventory/device.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Consequences, Handler } from '../non-device/handler.ts';
import type { WanCoverage } from '../non-device/wan-coverage.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Register } from '../registration/register.ts';
import type { DueQueue } from '../scheduling/due-queue.ts';
import type { Schedules } from '../scheduling/schedules.ts';
import type { Channel, DeviceAnswer, MarketMessage, ServiceRequest } from '../service-request.ts';
import type { Store } from '../store/store.ts';
import type { Tasks } from '../tasks/tasks.ts';
import type { Translator } from '../translation/translator.ts';
import type { DeviceLink } from '../transport/device-link.ts';
import type { RetryPolicy } from './dispatcher.ts';
import type { HeldLimits } from './held.ts';

/**
 * The two sub-options of the founding paper: the register has the sites with smart meters alone (2A), and the
 * legacy registers the others; or it has all sites (2B).
 */
export type RegistrationScope = 'smart-sites' | 'all-sites';

/** A message as a channel writes it. */
export type Formatted = { readonly contentType: string; readonly content: Uint8Array };
export type Format = (message: MarketMessage, recipient: Party, messageId: string) => Formatted;

export type Stations = {
  readonly headEnd: string;
  readonly clock: Clock;
  readonly store: Store;
  readonly outbox: Outbox;
  readonly parties: Parties;
  readonly register: Register;
  readonly inventory: Inventory;
  readonly schedules: Schedules;
  readonly tasks: Tasks;
  readonly registrationScope: RegistrationScope;
  readonly coverage: WanCoverage;
  readonly due: DueQueue;
  readonly link: DeviceLink;
  readonly translator: Translator;
  readonly authorities?: Authorities;
  /** Secret, and the same at every start: see fingerprint.ts. */
  readonly fingerprintKey: Uint8Array;
  /** The services that no device is asked for, by number. */
  readonly handlers: ReadonlyMap<number, Handler>;
  /** What follows here from what a device answered. Changes nothing itself. */
  onAnswered(
    request: ServiceRequest,
    answer: Pick<DeviceAnswer, 'refusal' | 'result'>,
  ): Consequences;
  readonly formats: Readonly<Record<Channel, Format>>;
  readonly retry?: RetryPolicy;
  readonly heldLimits?: HeldLimits;
  /** Absent: the target response time of the service. */
  readonly responseSeconds?: (service: Service) => number;
  /** One more refusal of this code. */
  count(code: string): void;
  /** A fault of the program or its database, with what it was about. */
  report(about: string, error: unknown): void;
};

/** Why the request is allowed now; throws Fault when it is not. */
export function allow(stations: Stations, request: ServiceRequest, nowMillis: number): string {
  const { parties, register, inventory, headEnd, translator } = stations;
  const { originator, target, service, body, commandVariant, endpoint, signedPreCommand } = request;
  const device = inventory.get(target);
  const pointAt = (mpxn: string | undefined) =>
    mpxn === undefined ? undefined : register.get(mpxn);
  const meteringPoint = pointAt(device?.mpxn);
  const decision = decide({
    party: parties.get(originator),
    service,
    body,
    commandVariant,
    isSigned: signedPreCommand !== undefined,
    endpoint,
    target,
    headEnd,
    device,
    behind: inventory.answering(target),
    meteringPoint,
    exportPoint: pointAt(device?.exportMpan),
    homePoints: sharedBy(inventory, target).flatMap(({ mpxn }) => pointAt(mpxn) ?? []),
    atUtcSeconds: accessUtcSeconds(request, Math.floor(nowMillis / 1000)),
  });
  if (!decision.allowed) throw new Fault(decision.fault, decision.detail);
  expectSigned(stations.authorities ?? {}, request, meteringPoint);
  if (signedPreCommand) {
    const { signingPublic } = decision.party;
    if (!signingPublic) throw new Fault('PRE_COMMAND_SIGNATURE', 'no signing key on record');
    translator.checkSigned(request, signingPublic);
  }
  return decision.because;
}

/** The devices whose metering points a hub, or the display of a whole home, belongs to beside its own. */
function sharedBy(inventory: Inventory, target: Eui64): readonly ListedDevice[] {
  const device = inventory.get(target);
  if (device?.record.deviceType === 'PPMID')
    return device.hub === undefined ? [] : inventory.behind(device.hub);
  return inventory.behind(target);
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
  const dated = body as { readonly executionDateTime?: number } | undefined;
  return Math.max(dated?.executionDateTime ?? nowUtcSeconds, nowUtcSeconds);
}
