/** Every kind of task by its name. */
import type { TaskKind } from '../task.ts';
import { changeKeys } from './change-keys.ts';
import type { Kind } from './kind.ts';
import { prepaymentHandOver } from './prepayment-hand-over.ts';
import { restrictAccess } from './restrict-access.ts';
import { supplyReading } from './supply-reading.ts';

export const KINDS: Readonly<Record<TaskKind, Kind>> = {
  changeKeys,
  supplyReading,
  prepaymentHandOver,
  restrictAccess,
};
