/** What the holder of a transport certificate is called at a broker: the common name, which mosquitto reads. */
import { type Eui64, eui64Compact } from '../protocol/identifiers/eui64.ts';
import type { RoleName } from './roles.ts';

/**
 * `head-end`, `gateway:…`, `party:90b3…00`; a meter is its identifier alone, so that a broker's rule for all
 * meters can have it in a topic.
 */
export function brokerUserName(eui64: Eui64, role: RoleName | 'device'): string {
  switch (role) {
    case 'accessControlBroker':
      return 'head-end';
    case 'wanProvider':
      return `gateway:${eui64Compact(eui64)}`;
    case 'device':
      return eui64Compact(eui64);
    default:
      return `party:${eui64Compact(eui64)}`;
  }
}
