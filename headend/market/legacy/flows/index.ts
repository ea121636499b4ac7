/** Every legacy flow that is read or written, by its name. */
import type { AnyFlow } from '../definition.ts';
import { d0010 } from './d0010.ts';
import { cfr, cnf, onjob, trf, umr } from './gas.ts';
import { d0055, d0057, d0058, d0148, d0155, d0203, d0217, d0260 } from './registration.ts';
import { d0086, d0149, d0150, d0205, d0209, d0213, d0268 } from './settlement.ts';

export const FLOWS: readonly AnyFlow[] = [
  ...[d0010, d0055, d0057, d0058, d0086, d0148, d0149, d0150, d0155, d0203, d0205, d0209, d0213],
  ...[d0217, d0260, d0268],
  ...[cfr, cnf, onjob, trf, umr],
];
