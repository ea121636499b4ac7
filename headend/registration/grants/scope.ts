/** What a grant is for: services that its role may ask at all. */
import type { Role } from '../../../protocol/definition/service.ts';
import { marketServiceByReference } from '../../../protocol/market-services.ts';
import { Fault } from '../../faults.ts';

/** Throws Fault with the path of the first that is unknown, or not for this role. */
export function requireScope(role: Role, scope: readonly string[] = []): void {
  for (const [index, reference] of scope.entries()) {
    const service = marketServiceByReference.get(reference);
    if (!service?.roles.includes(role))
      throw new Fault('SCOPE_REFUSED', `scope[${index}]: not a service for ${role}`);
  }
}
