/** All that a user may ask for: the services of DUIS, and those of the register. */

import type { Service } from './definition/service.ts';
import { serviceNumber } from './definition/service.ts';
import { registrationServices } from './registration/index.ts';
import { services } from './services/index.ts';

export const marketServices: readonly Service[] = [...services, ...registrationServices];

export const marketServiceByReference: ReadonlyMap<string, Service> = new Map(
  marketServices.map((service) => [service.reference, service]),
);
export const marketServiceByNumber: ReadonlyMap<number, Service> = new Map(
  marketServices.map((service) => [serviceNumber(service.reference), service]),
);

const registering: ReadonlySet<Service> = new Set(registrationServices);
/** Not of DUIS, whose XML has no words for it. */
export const isRegistrationService = (service: Service): boolean => registering.has(service);
