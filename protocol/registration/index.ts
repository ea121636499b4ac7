/**
 * The services of the register: master data, changes of supplier and of tenancy, grants, connections. They
 * are this project's own, beside those of DUIS: group 90 and up, answered by the head-end, no device asked.
 */
import type { Service } from '../definition/service.ts';

/** In order of their references. */
export const registrationServices: readonly Service[] = [];
