/**
 * What a request asks, told from anything else under the same RequestID after what was asked is erased. The hash has a
 * key because much of what is asked is short: who had the database alone could else try all of it.
 */
import { createHmac } from 'node:crypto';
import { encodeCbor } from '../../protocol/definition/cbor.ts';
import { serviceNumber } from '../../protocol/services/index.ts';
import type { ServiceRequest } from '../service-request.ts';

const BYTES = 16;

/** The same for both channels: it is of what was understood. A pre-command signed anew with other bytes is another. */
export function fingerprintOf(key: Uint8Array, request: ServiceRequest): Uint8Array {
  const { service, commandVariant, body, signedPreCommand, precedingRequestId } = request;
  const parts: readonly (string | Uint8Array)[] = [
    `${serviceNumber(service.reference)}/${commandVariant}/${precedingRequestId ?? ''}`,
    body === undefined ? '' : encodeCbor(service.request, body as never),
    signedPreCommand ?? '',
  ];
  const hash = createHmac('sha256', key);
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return new Uint8Array(hash.digest().subarray(0, BYTES));
}
