/** What the head-end itself has to ask of a device, kept until it is done: see run-tasks.ts. */
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';

export type TaskKind =
  /** The keys of the new supplier into the meter (6.23), under the signature of the change-of-supplier authority. */
  | 'changeKeys'
  /** The closing reading of the old supplier, which is the opening one of the new. */
  | 'supplyReading'
  /** Balance, debts and settings of a prepayment meter, for both suppliers. */
  | 'prepaymentHandOver'
  /** The new customer does not see what the old one used (3.2). */
  | 'restrictAccess';

export type Task = {
  readonly taskId: number;
  readonly kind: TaskKind;
  readonly device: Eui64;
  readonly mpxn: string;
  readonly notBeforeUtcSeconds: number;
  /** Tried until then; absent: until it is done. */
  readonly untilUtcSeconds?: number;
  /** What the kind needs to know; the kind says its shape (kinds/). */
  readonly about: Readonly<Record<string, unknown>>;
};

export type TaskChange =
  | { readonly kind: 'taskAdded'; readonly task: Task }
  /** Done, given up, or not wanted any more. */
  | { readonly kind: 'taskEnded'; readonly taskId: number; readonly outcome: string };
