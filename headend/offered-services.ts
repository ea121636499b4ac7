/** The services that this head-end carries to a device or answers itself. */
import type { Service } from '../protocol/definition/service.ts';
import { marketServices } from '../protocol/market-services.ts';
import { serviceNumber } from '../protocol/services/index.ts';
import { returnLocalCommandResponse } from '../protocol/services/return-local-command-response.ts';
import { type Authorities, isSigned } from './authorities/authorities.ts';
import { handlers } from './non-device/handler.ts';

/** In the order of their numbers. One that no role may ask for is not offered. */
export function offeredServices(authorities: Authorities): readonly Service[] {
  const isAnswered = (service: Service) =>
    service.deviceTypes.length > 0 ||
    service === returnLocalCommandResponse ||
    handlers.has(serviceNumber(service.reference));
  return marketServices.filter(
    (service) => service.roles.length > 0 && isAnswered(service) && isSigned(authorities, service),
  );
}
