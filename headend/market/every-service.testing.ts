/** For tests: a request of any service, as a supplier sends it. */
import type { Service } from '../../protocol/definition/service.ts';
import { formatRequestId } from '../../protocol/identifiers/request-id.ts';
import { DEVICE, HEAD_END, type Sample, SUPPLIER } from './market.testing.ts';

export const isNonDevice = ({ modes }: Service): boolean => modes.includes('nonDevice');

/** The variant in which the request itself is sent, without a signature. */
export function variantOf(service: Service): number {
  if (isNonDevice(service)) return 8;
  return service.critical ? 4 : 1;
}

export function sampleOf(service: Service, body: unknown, counter = 1n): Sample {
  const target = isNonDevice(service) ? HEAD_END : DEVICE;
  const requestId = formatRequestId({ originator: SUPPLIER, target, counter });
  return { service, requestId, commandVariant: variantOf(service), body };
}
