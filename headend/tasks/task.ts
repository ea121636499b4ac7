/** What the head-end itself has to ask of a device, kept until it is done: see task-runner.ts. */
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';

export type TaskKind =
  /** The keys of the new supplier into the meter (6.23), under the signature of the change-of-supplier authority. */
  | 'changeKeys'
  /** The closing reading of the old supplier, which is the opening one of the new. */
  | 'supplyReading'
  /** Balance and debts of a prepayment meter, for both suppliers. */
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
  /** Absent: it has not been tried. */
  readonly progress?: Progress;
};

/** How far it is; the runner's alone. */
export type Progress = {
  /** Where a kind asks for one thing after another: what comes next. */
  readonly step?: string;
  readonly failures: number;
  /** Not tried again before. */
  readonly nextUtcSeconds: number;
  /** Those whom it concerns have been told that it takes longer. */
  readonly isTold?: true;
  /** It is done by somebody else: nothing is asked until then. */
  readonly isWaiting?: true;
};

export type TaskChange =
  /** New, or one that is known with another progress. */
  | { readonly kind: 'taskAdded'; readonly task: Task }
  /** Done, given up, or not wanted any more. */
  | { readonly kind: 'taskEnded'; readonly taskId: number; readonly outcome: string };
