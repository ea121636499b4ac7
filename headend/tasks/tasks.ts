/** The tasks that are not ended and what the head-end's own requests are for, in memory beside the database. */
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { RequestId } from '../../protocol/identifiers/request-id.ts';
import { Groups } from '../groups.ts';
import type { OwnRequestChange, Purpose } from './own-request-change.ts';
import type { Task, TaskChange } from './task.ts';

export interface TaskStorage {
  /** Those that are not ended. */
  loadTasks(): AsyncIterable<Task>;
  /** Of the requests that are not answered. */
  loadPurposes(): AsyncIterable<readonly [RequestId, Purpose]>;
}
type Change = TaskChange | Exclude<OwnRequestChange, { kind: 'scheduleRan' }>;

export class Tasks {
  readonly #storage: TaskStorage;
  readonly #tasks = new Map<number, Task>();
  readonly #byDevice = new Groups<Task>();
  readonly #purposes = new Map<RequestId, Purpose>();
  /** Of the tasks that have a request under way. */
  readonly #asked = new Map<number, RequestId>();
  #onAdded: (task: Task) => void = () => {};

  constructor(storage: TaskStorage) {
    this.#storage = storage;
  }

  async load(): Promise<void> {
    for await (const task of this.#storage.loadTasks()) this.#put(task);
    for await (const [requestId, purpose] of this.#storage.loadPurposes())
      this.#ask(requestId, purpose);
  }

  /** Each that is added from now on, or has another progress. */
  watch(onAdded: (task: Task) => void): void {
    this.#onAdded = onAdded;
  }

  get(taskId: number): Task | undefined {
    return this.#tasks.get(taskId);
  }

  all(): Iterable<Task> {
    return this.#tasks.values();
  }

  of(device: Eui64): Task[] {
    return this.#byDevice.at(device);
  }

  get size(): number {
    return this.#tasks.size;
  }

  /** What a request of the head-end's own is for; undefined: it is answered, or somebody else's. */
  purposeOf(requestId: RequestId): Purpose | undefined {
    return this.#purposes.get(requestId);
  }

  isAsked(taskId: number): boolean {
    return this.#asked.has(taskId);
  }

  /** In memory alone, what is durable already. */
  take(change: Change): void {
    switch (change.kind) {
      case 'taskAdded':
        this.#put(change.task);
        this.#onAdded(change.task);
        return;
      case 'taskEnded':
        this.#end(change.taskId);
        return;
      case 'ownRequestMade':
        this.#ask(change.requestId, change.purpose);
        return;
      case 'ownRequestEnded':
        this.#answered(change.requestId);
        return;
    }
  }

  #put(task: Task): void {
    this.#end(task.taskId);
    this.#tasks.set(task.taskId, task);
    this.#byDevice.add(task.device, String(task.taskId), task);
  }

  #end(taskId: number): void {
    const task = this.#tasks.get(taskId);
    if (!task) return;
    this.#tasks.delete(taskId);
    this.#byDevice.remove(task.device, String(taskId));
  }

  #ask(requestId: RequestId, purpose: Purpose): void {
    this.#purposes.set(requestId, purpose);
    if (purpose.kind === 'task') this.#asked.set(purpose.taskId, requestId);
  }

  #answered(requestId: RequestId): void {
    const purpose = this.#purposes.get(requestId);
    this.#purposes.delete(requestId);
    if (purpose?.kind === 'task') this.#asked.delete(purpose.taskId);
  }
}
