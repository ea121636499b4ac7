/**
 * Does what the head-end has to ask of devices by itself: each task when its time has come, again with growing
 * waits until it is done. What a task is and how far it is are in the database, so a head-end that was killed goes
 * on with what is there; a request that was under way is taken up by the flow.
 */
import type { AuditEntry } from '../audit/entry.ts';
import { carryOut } from '../dispatch/carry-out.ts';
import type { OwnRequests } from '../dispatch/own-requests.ts';
import type { Stations } from '../dispatch/stations.ts';
import { Fault } from '../faults.ts';
import { isGone } from '../inventory/inventory.ts';
import type { Consequences } from '../non-device/handler.ts';
import { KINDS } from './kinds/index.ts';
import type { Step } from './kinds/kind.ts';
import type { Slots } from './slots.ts';
import type { Task } from './task.ts';
import { taskDropped, taskEndedBy, taskWaits } from './task-end.ts';

/** After a fault of the database, or where the lane of the device is full. */
const LATER_MILLIS = 30_000;

export type TaskRunnerParts = {
  readonly own: Pick<OwnRequests, 'ask' | 'newRequest'>;
  readonly slots: Slots;
  readonly alone: <T>(work: () => Promise<T>) => Promise<T>;
};

export class TaskRunner {
  readonly #stations: Stations;
  readonly #parts: TaskRunnerParts;
  /** Begun, and not asked durably yet. */
  readonly #begun = new Set<number>();

  constructor(stations: Stations, parts: TaskRunnerParts) {
    this.#stations = stations;
    this.#parts = parts;
  }

  /** Those that are there, and from now on each that comes. */
  start(): void {
    const { tasks } = this.#stations;
    tasks.watch((task) => {
      if (!task.progress?.isWaiting) this.#plan(task);
      // What waits at the device for a supplier may be overtaken by what has come now.
      if (!task.progress)
        for (const other of tasks.of(task.device)) if (other.progress?.isWaiting) this.#plan(other);
    });
    // What had to wait for somebody is looked at once more: an authority may have been added.
    for (const task of tasks.all()) this.#plan(task);
  }

  #plan(task: Task, notBeforeMillis = 0): void {
    const atMillis = Math.max(dueUtcSeconds(task) * 1000, notBeforeMillis);
    this.#stations.due.at(atMillis, () => this.#parts.slots.run(() => this.#begin(task.taskId)));
  }

  async #begin(taskId: number): Promise<void> {
    const { tasks, report } = this.#stations;
    const task = tasks.get(taskId);
    const isUnderWay = tasks.isAsked(taskId) || this.#begun.has(taskId);
    // Planned more than once, ended, or asked before a restart.
    if (!task || isUnderWay || dueUtcSeconds(task) > this.#now()) return;
    this.#begun.add(taskId);
    try {
      const { ended } = await this.#do(task);
      this.#begun.delete(taskId);
      await ended;
    } catch (error) {
      if (!(error instanceof Fault)) report(`task ${taskId}`, error);
      this.#begun.delete(taskId);
      this.#plan(task, this.#stations.clock.nowMillis() + LATER_MILLIS);
    }
  }

  async #do(task: Task): Promise<{ readonly ended: Promise<void> }> {
    const step = this.#next(task);
    const done =
      step.kind === 'end'
        ? undefined
        : await KINDS[task.kind].doneBefore?.(this.#stations.store, task);
    if (done) {
      await this.#write(task, 'end', () => taskEndedBy(this.#stations, task, done, this.#now()));
      return { ended: Promise.resolve() };
    }
    if (step.kind === 'ask') {
      const { own } = this.#parts;
      const { service, body, because } = step;
      const { device, taskId } = task;
      const request = await own.newRequest({ device, service, body });
      return own.ask(request, { purpose: { kind: 'task', taskId }, because });
    }
    await this.#write(task, step.kind, () =>
      step.kind === 'wait'
        ? taskWaits(this.#stations, task, step.reason, this.#now())
        : taskDropped(this.#stations, task, step, this.#now()),
    );
    return { ended: Promise.resolve() };
  }

  #next(task: Task): Step {
    const device = this.#stations.inventory.get(task.device);
    if (!device || isGone(device))
      return { kind: 'end', outcome: 'the device is gone', reason: 'deviceGone' };
    return KINDS[task.kind].next(this.#stations, task, this.#now());
  }

  /** In its turn: until then a supplier's own request may have ended the task. */
  #write(
    { taskId, kind, device }: Task,
    what: 'wait' | 'end',
    decide: () => Consequences,
  ): Promise<void> {
    const { clock, tasks } = this.#stations;
    const detail = { task: kind, taskId, what };
    return this.#parts.alone(async () => {
      const follows = tasks.get(taskId) ? decide() : {};
      const entry: AuditEntry = {
        atMillis: clock.nowMillis(),
        step: 'taskChanged',
        device,
        detail,
      };
      await carryOut(this.#stations, { cause: `task ${taskId}/${what}`, follows, audit: [entry] });
    });
  }

  #now(): number {
    return Math.floor(this.#stations.clock.nowMillis() / 1000);
  }
}

function dueUtcSeconds(task: Task): number {
  const { kind, notBeforeUtcSeconds, progress } = task;
  const beginUtcSeconds = notBeforeUtcSeconds + (KINDS[kind].delaySeconds?.(task) ?? 0);
  return Math.max(beginUtcSeconds, progress?.nextUtcSeconds ?? 0);
}
