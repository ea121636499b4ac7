/** Which command variant may be sent to which web service, and for which kind of service (gb.md §1.1). */
import type { Service } from '../../protocol/definition/service.ts';
import type { FaultCode } from '../faults.ts';
import type { Endpoint } from '../service-request.ts';

type Row = {
  /** What the request must be for this variant. */
  readonly of: 'critical' | 'nonCritical' | 'signedPreCommand' | 'nonDevice';
  readonly endpoint: Exclude<Endpoint, 'bridge'>;
  readonly delivery: 'network' | 'local';
};

/** Variant 9 is in the schema but in no published table of use: it is refused. */
const VARIANTS: Readonly<Record<number, Row>> = {
  1: { of: 'nonCritical', endpoint: 'send', delivery: 'network' },
  2: { of: 'nonCritical', endpoint: 'nonDevice', delivery: 'local' },
  3: { of: 'nonCritical', endpoint: 'send', delivery: 'local' },
  4: { of: 'critical', endpoint: 'transform', delivery: 'network' },
  5: { of: 'signedPreCommand', endpoint: 'send', delivery: 'network' },
  6: { of: 'signedPreCommand', endpoint: 'nonDevice', delivery: 'local' },
  7: { of: 'signedPreCommand', endpoint: 'send', delivery: 'local' },
  8: { of: 'nonDevice', endpoint: 'nonDevice', delivery: 'network' },
};

const isNonDevice = (service: Service) => service.modes.includes('nonDevice');

/** What a request for this service is; a signed pre-command carries no body of its own. */
function kindOf(service: Service, isSigned: boolean): Row['of'] {
  if (isSigned) return 'signedPreCommand';
  if (isNonDevice(service)) return 'nonDevice';
  return service.critical ? 'critical' : 'nonCritical';
}

/** The reason the variant is refused, if it is. */
export function variantFault(
  service: Service,
  variant: number,
  isSigned: boolean,
  endpoint: Endpoint,
): FaultCode | undefined {
  const row = VARIANTS[variant];
  if (!row || row.of !== kindOf(service, isSigned)) return 'COMMAND_VARIANT';
  if (row.of === 'signedPreCommand' && !service.critical) return 'COMMAND_VARIANT';
  if (endpoint !== 'bridge' && endpoint !== row.endpoint) return 'WRONG_ENDPOINT';
  return row.delivery === 'local' ? 'LOCAL_DELIVERY' : undefined;
}
