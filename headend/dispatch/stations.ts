/** What the flow goes through: the parts of a head-end, and the two decisions that need several of them. */
import type { Clock } from '../../platform/time.ts';
import type { Service } from '../../protocol/definition/service.ts';
import { type Refusal, told } from '../access/conceal.ts';
import { decide, type Question } from '../access/decide.ts';
import type { Parties, Party } from '../access/parties.ts';
import { deviceUtcSeconds, homeOf, questionOf } from '../access/question.ts';
import { type Authorities, expectSigned } from '../authorities/authorities.ts';
import { Fault } from '../faults.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Legacy } from '../market/legacy/legacy.ts';
import type { Consequences, Handler } from '../non-device/handler.ts';
import type { WanCoverage } from '../non-device/wan-coverage.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Trust } from '../registration/announcement/judge-announcement.ts';
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
  /** Absent: there is no legacy side, and no files go out. */
  readonly legacy?: Legacy;
  readonly coverage: WanCoverage;
  readonly due: DueQueue;
  readonly link: DeviceLink;
  readonly translator: Translator;
  readonly authorities?: Authorities;
  /** Whose certificates are believed when a device shows them; absent: nobody's. */
  readonly trust?: Trust;
  /** Secret, and the same at every start: see fingerprint.ts. */
  readonly fingerprintKey: Uint8Array;
  /** The services that no device is asked for, by number. */
  readonly handlers: ReadonlyMap<number, Handler>;
  /** What follows here from what a device answered. Changes nothing itself. */
  onAnswered(
    request: ServiceRequest,
    answer: Pick<DeviceAnswer, 'refusal' | 'result'> & { readonly dccResult?: unknown },
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

/** Why the request is allowed now, and for which date; throws Fault, which tells the user no more than it may know. */
export function allow(stations: Stations, request: ServiceRequest, nowMillis: number): string {
  const { translator, authorities = {} } = stations;
  const { signedPreCommand, service } = request;
  const question = questionOf(stations, request, Math.floor(nowMillis / 1000));
  const decision = decide(question);
  if (!decision.allowed) throw faultOf(stations, question, decision);
  expectSigned(authorities, request, question.meteringPoint);
  if (!signedPreCommand) return decision.because;
  const { signingPublic } = decision.party;
  if (!signingPublic) throw new Fault('PRE_COMMAND_SIGNATURE', 'no signing key on record');
  const signed = translator.checkSigned(request, signingPublic);
  // The date is inside what was signed: nobody could know it before.
  const alsoAtUtcSeconds = deviceUtcSeconds(service, signed, question.atUtcSeconds);
  if (alsoAtUtcSeconds === undefined) return decision.because;
  const onItsDate = decide({ ...question, alsoAtUtcSeconds });
  if (!onItsDate.allowed) throw faultOf(stations, question, onItsDate);
  return onItsDate.because;
}

function faultOf(
  stations: Stations,
  { device, party, atUtcSeconds }: Question,
  refusal: Refusal,
): Fault {
  if (!device || !party) return new Fault(refusal.fault, refusal.detail);
  const { fault, detail } = told(refusal, party.eui64, homeOf(stations, device), atUtcSeconds);
  const because = fault === refusal.fault ? undefined : `${refusal.fault} ${refusal.detail}`.trim();
  return new Fault(fault, detail, because);
}
