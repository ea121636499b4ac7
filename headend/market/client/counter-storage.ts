/** A sender's counter that survives its process: reserved ahead, so that a crash skips and never repeats. */
import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Refused } from '../../../protocol/refused.ts';

export interface CounterStorage {
  /** The reservation last saved; 0 before the first. */
  load(): Promise<bigint>;
  /** Durable when it resolves. */
  save(reservedUntil: bigint): Promise<void>;
}

/** One number as text in a file of its own. */
export function fileCounterStorage(path: string): CounterStorage {
  return {
    async load() {
      const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return '0\n';
        throw error;
      });
      // A counter begun anew would repeat numbers, so a spoilt file stops the client.
      if (!/^\d{1,20}\n$/.test(text)) throw new Refused(path, 'expected one number');
      return BigInt(text.trim());
    },
    async save(reservedUntil) {
      const next = `${path}.next`;
      await written(next, `${reservedUntil}\n`);
      await rename(next, path);
      // The new name is durable only when its folder is.
      await synced(dirname(path));
    },
  };
}

async function written(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function synced(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Gives each number once, in ascending order, however many ask at the same time. */
export class PersistentCounter {
  readonly #storage: CounterStorage;
  readonly #ahead: bigint;
  #next: bigint;
  #reservedUntil: bigint;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(storage: CounterStorage, ahead: bigint, stored: bigint) {
    this.#storage = storage;
    this.#ahead = ahead;
    this.#next = stored > 0n ? stored : 1n;
    this.#reservedUntil = this.#next;
  }

  /** `ahead`: how many numbers one save allows, and so how many a restart may skip. */
  static async open(storage: CounterStorage, ahead: bigint): Promise<PersistentCounter> {
    return new PersistentCounter(storage, ahead, await storage.load());
  }

  next(): Promise<bigint> {
    const mine = this.#turn.then(() => this.#take());
    this.#turn = mine.catch(() => {});
    return mine;
  }

  async #take(): Promise<bigint> {
    if (this.#next === this.#reservedUntil) {
      await this.#storage.save(this.#next + this.#ahead);
      this.#reservedUntil = this.#next + this.#ahead;
    }
    const taken = this.#next;
    this.#next += 1n;
    return taken;
  }
}
