/** The tasks that are not ended, in memory beside the database. */
import type { Task, TaskChange } from './task.ts';

export interface TaskStorage {
  /** Those that are not ended. */
  loadTasks(): AsyncIterable<Task>;
}

export class Tasks {
  readonly #storage: TaskStorage;
  readonly #tasks = new Map<number, Task>();

  constructor(storage: TaskStorage) {
    this.#storage = storage;
  }

  async load(): Promise<void> {
    for await (const task of this.#storage.loadTasks()) this.#tasks.set(task.taskId, task);
  }

  /** In memory alone, what is durable already. */
  take(change: TaskChange): void {
    if (change.kind === 'taskAdded') this.#tasks.set(change.task.taskId, change.task);
    else this.#tasks.delete(change.taskId);
  }
}
