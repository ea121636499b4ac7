/** Which command variant may be sent to which web service, and for which kind of service. */
import type { Role, Service } from '../../protocol/definition/service.ts';
import type { FaultCode } from '../faults.ts';
import type { Endpoint } from '../service-request.ts';

/** Where the command goes: over the network, into the user's hand, or both. */
export type Delivery = 'network' | 'local' | 'both';

type Row = {
  /** What the request must be for this variant. */
  readonly of: 'critical' | 'nonCritical' | 'signedPreCommand' | 'nonDevice';
  readonly endpoint: Exclude<Endpoint, 'bridge'>;
  readonly delivery: Delivery;
};

/** The variant that asks for a pre-command, and sends nothing. */
export const TRANSFORM = 4;

/** Variant 9 is in the schema but in no published table of use: it is refused. */
const VARIANTS: Readonly<Record<number, Row>> = {
  1: { of: 'nonCritical', endpoint: 'send', delivery: 'network' },
  2: { of: 'nonCritical', endpoint: 'nonDevice', delivery: 'local' },
  3: { of: 'nonCritical', endpoint: 'send', delivery: 'both' },
  [TRANSFORM]: { of: 'critical', endpoint: 'transform', delivery: 'network' },
  5: { of: 'signedPreCommand', endpoint: 'send', delivery: 'network' },
  6: { of: 'signedPreCommand', endpoint: 'nonDevice', delivery: 'local' },
  7: { of: 'signedPreCommand', endpoint: 'send', delivery: 'both' },
  8: { of: 'nonDevice', endpoint: 'nonDevice', delivery: 'network' },
};

/** The web service of a variant. */
export const endpointOf = (variant: number): Exclude<Endpoint, 'bridge'> =>
  VARIANTS[variant]?.endpoint ?? 'send';

export const deliveryOf = (variant: number): Delivery => VARIANTS[variant]?.delivery ?? 'network';

const isNonDevice = (service: Service) => service.modes.includes('nonDevice');

/** What a request for this service is; a signed pre-command carries no body of its own. */
function kindOf(service: Service, isSigned: boolean): Row['of'] {
  if (isSigned) return 'signedPreCommand';
  if (isNonDevice(service)) return 'nonDevice';
  return service.critical ? 'critical' : 'nonCritical';
}

/** Who may bring a command to a device by hand: those who may return its answer (8.13). */
const BRINGERS: readonly Role[] = ['IS', 'GS'];

/** The reason the variant is refused, if it is, for a user in these of the service's roles. */
export function variantFault(
  service: Service,
  variant: number,
  asked: {
    readonly isSigned: boolean;
    readonly endpoint: Endpoint;
    readonly roles: readonly Role[];
  },
): FaultCode | undefined {
  const { isSigned, endpoint, roles } = asked;
  const row = VARIANTS[variant];
  if (!row || row.of !== kindOf(service, isSigned)) return 'COMMAND_VARIANT';
  if (row.of === 'signedPreCommand' && !service.critical) return 'COMMAND_VARIANT';
  if (endpoint !== 'bridge' && endpoint !== row.endpoint) return 'WRONG_ENDPOINT';
  const isForBringer = roles.some((role) => BRINGERS.includes(role));
  return row.delivery !== 'network' && !isForBringer ? 'LOCAL_DELIVERY' : undefined;
}
