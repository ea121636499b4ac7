/** A request as the store takes it, and the name of its row. */
import { encodeCbor } from '../../protocol/definition/cbor.ts';
import { serviceNumber } from '../../protocol/services/index.ts';
import { TRANSFORM } from '../access/command-variant.ts';
import type { Party } from '../access/parties.ts';
import type { ServiceRequest } from '../service-request.ts';
import { type NewRequest, transformOf } from '../store/request-record.ts';
import type { Errand } from './lane.ts';

/** The command that follows a transformation has its RequestID, so the transformation has a name of its own. */
export const rowNameOf = ({ requestId, commandVariant }: ServiceRequest): string =>
  commandVariant === TRANSFORM ? transformOf(requestId) : requestId;

/** Within which the counters of a user rise (Party.counterScope). */
export const counterScopeOf = (
  { originator, target }: ServiceRequest,
  party: Pick<Party, 'counterScope'> | undefined,
): string => (party?.counterScope === 'originator' ? originator : `${originator} ${target}`);

/** Of a request that is over at once: it has no time but now. */
export function rowOf(
  request: ServiceRequest,
  nowMillis: number,
  rest: Pick<NewRequest, 'state'> & Partial<NewRequest>,
): NewRequest {
  const { service, body, signedPreCommand, precedingRequestId } = request;
  return {
    requestId: rowNameOf(request),
    originator: request.originator,
    target: request.target,
    counter: request.counter,
    service: serviceNumber(service.reference),
    commandVariant: request.commandVariant,
    channel: request.channel,
    ...(body === undefined ? {} : { body: encodeCbor(service.request, body as never) }),
    ...(signedPreCommand ? { signedPreCommand } : {}),
    ...(precedingRequestId === undefined ? {} : { precedingRequestId }),
    dueUtcSeconds: Math.floor(nowMillis / 1000),
    deadlineUtcSeconds: Math.ceil(nowMillis / 1000),
    acceptedAtMillis: nowMillis,
    ...rest,
  };
}

/** Of one that goes to a device; with its command where that is made already. */
export function errandRow(errand: Errand, nowMillis: number, isLocal = false): NewRequest {
  const { request, command, commandCounter, dueMillis, deadlineMillis } = errand;
  const made = command && commandCounter !== undefined ? { command, commandCounter } : undefined;
  return rowOf(request, nowMillis, {
    state: isLocal ? 'local' : made ? 'dispatched' : 'accepted',
    dueUtcSeconds: Math.floor(dueMillis / 1000),
    deadlineUtcSeconds: Math.ceil(deadlineMillis / 1000),
    ...made,
  });
}
