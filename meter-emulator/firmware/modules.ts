/** The parts of the meter that act by themselves, in the order in which they act at one moment. */
import { histories } from './metrology/histories.ts';
import type { Module } from './module.ts';
import { credit } from './prepayment/credit-module.ts';
import { heldCommands } from './services/future-dated.ts';

export const modules: readonly Module[] = [histories, credit, heldCommands];
