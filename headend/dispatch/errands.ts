/** When a request is due and how long it may take, and errands out of what the database kept. */
import { decodeCbor } from '../../protocol/definition/cbor.ts';
import type { ResponseTime, Service } from '../../protocol/definition/service.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import { serviceByNumber } from '../../protocol/services/index.ts';
import { isHeldHere, type ServiceRequest } from '../service-request.ts';
import type { RequestRecord } from '../store/request-record.ts';
import { type Errand, newErrand } from './lane.ts';

const RESPONSE_SECONDS: Readonly<Record<ResponseTime, number>> = {
  '30 s': 30,
  '24 h': 86_400,
  '5 d': 432_000,
};

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

/** The errand a request was when the head-end stopped; `deviceOf` says who answers for a target. */
export function errandFrom(record: RequestRecord, deviceOf: (target: Eui64) => Eui64): Errand {
  const service = serviceByNumber.get(record.service);
  if (!service) throw new Error(`request ${record.requestId} is of a service that is no more`);
  const request: ServiceRequest = {
    requestId: record.requestId,
    originator: record.originator,
    target: record.target,
    counter: record.counter,
    service,
    commandVariant: record.commandVariant,
    body: record.body ? decodeCbor(service.request, record.body) : undefined,
    ...(record.signedPreCommand ? { signedPreCommand: record.signedPreCommand } : {}),
    channel: record.channel,
    endpoint: record.channel === 'bridge' ? 'bridge' : 'send',
  };
  const errand = newErrand(
    request,
    record.dueUtcSeconds * 1000,
    record.deadlineUtcSeconds * 1000,
    deviceOf(record.target),
  );
  if (record.command && record.commandCounter !== undefined) {
    errand.command = record.command;
    errand.commandCounter = record.commandCounter;
    // Whether it was sent is not known: a device that has it must not be reported as out of reach.
    errand.wasTaken = true;
  }
  return errand;
}
