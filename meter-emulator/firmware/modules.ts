/** The parts of the meter that act by themselves, in the order in which they act at one moment. */

import { auxiliaryLoads } from './auxiliary/outputs.ts';
import { alertStorms } from './events/storms.ts';
import { loadLimit } from './load-limit/watch.ts';
import { billingDates } from './metrology/billing.ts';
import { gasFlow } from './metrology/gas-flow.ts';
import { histories } from './metrology/histories.ts';
import { networkMarks } from './metrology/network-recording.ts';
import type { Module } from './module.ts';
import { voltage } from './power-quality/voltage.ts';
import { credit } from './prepayment/credit-module.ts';
import { heldCommands } from './services/future-dated.ts';
import { phaseSupply } from './supply/phases.ts';
import { switching } from './tariff/switching.ts';

export const modules: readonly Module[] = [
  histories,
  networkMarks,
  gasFlow,
  billingDates,
  switching,
  credit,
  phaseSupply,
  voltage,
  loadLimit,
  auxiliaryLoads,
  heldCommands,
  alertStorms,
];
