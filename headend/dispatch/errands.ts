/** When a request is due and how long it may take, and errands out of what the database kept. */
import { decodeCbor } from '../../protocol/definition/cbor.ts';
import type { ResponseTime, Service } from '../../protocol/definition/service.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import { serviceByNumber } from '../../protocol/services/index.ts';
import { endpointOf } from '../access/command-variant.ts';
import { isHeldHere, type ServiceRequest } from '../service-request.ts';
import type { RequestRecord } from '../store/request-record.ts';
import { type Errand, newErrand } from './lane.ts';
import type { Stations } from './stations.ts';

const RESPONSE_SECONDS: Readonly<Record<ResponseTime, number>> = {
  '30 s': 30,
  '24 h': 86_400,
  '5 d': 432_000,
};

/**
 * Of the head-end's own requests: a gas meter that sleeps for half an hour has time to answer, and a device that is
 * away does not have its lane taken for a day (own).
 */
const OWN_SECONDS = 3_600;

/** The time a device has, from the moment its request is due; the target response time of the service. */
export const responseSeconds = (service: Service): number => RESPONSE_SECONDS[service.responseTime];

/**
 * The second at which a request is due here. A device's own future-dated commands go at once: the
 * device holds them (also where both could); what only the head-end can hold waits for its ExecutionDateTime.
 */
export function dueUtcSeconds(request: ServiceRequest, nowUtcSeconds: number): number {
  if (!isHeldHere(request.service)) return nowUtcSeconds;
  const asked = (request.body as { executionDateTime?: number } | undefined)?.executionDateTime;
  return Math.max(asked ?? nowUtcSeconds, nowUtcSeconds);
}

type Parts = Pick<Stations, 'inventory' | 'clock' | 'responseSeconds' | 'headEnd'>;

/** Who answers for a target: itself, or the meter behind it. */
const deviceOf = ({ inventory }: Pick<Parts, 'inventory'>, target: Eui64): Eui64 =>
  inventory.answering(target)?.record.eui64 ?? target;

/** A request on its way from now on. */
export function errandOf(parts: Parts, request: ServiceRequest): Errand {
  const now = parts.clock.nowMillis();
  const nowSeconds = Math.floor(now / 1000);
  const due = dueUtcSeconds(request, nowSeconds);
  const dueMillis = due <= nowSeconds ? now : due * 1000;
  const standard = request.originator === parts.headEnd ? () => OWN_SECONDS : responseSeconds;
  const seconds = (parts.responseSeconds ?? standard)(request.service);
  return newErrand(request, dueMillis, dueMillis + seconds * 1000, deviceOf(parts, request.target));
}

/** The errand a request was when the head-end stopped. */
export function errandFrom(record: RequestRecord, parts: Pick<Parts, 'inventory'>): Errand {
  const errand = newErrand(
    requestOf(record),
    record.dueUtcSeconds * 1000,
    record.deadlineUtcSeconds * 1000,
    deviceOf(parts, record.target),
  );
  if (record.command && record.commandCounter !== undefined) {
    errand.command = record.command;
    errand.commandCounter = record.commandCounter;
    // Whether it was sent is not known: a device that has it must not be reported as out of reach.
    errand.wasTaken = true;
  }
  return errand;
}

/** Throws when its service is no more. */
function requestOf(record: RequestRecord): ServiceRequest {
  const service = serviceByNumber.get(record.service);
  if (!service) throw new Error(`request ${record.requestId} is of a service that is no more`);
  const { signedPreCommand, precedingRequestId } = record;
  return {
    requestId: record.requestId,
    originator: record.originator,
    target: record.target,
    counter: record.counter,
    service,
    commandVariant: record.commandVariant,
    body: record.body ? decodeCbor(service.request, record.body) : undefined,
    ...(signedPreCommand ? { signedPreCommand } : {}),
    ...(precedingRequestId === undefined ? {} : { precedingRequestId }),
    channel: record.channel,
    endpoint: record.channel === 'bridge' ? 'bridge' : endpointOf(record.commandVariant),
  };
}
