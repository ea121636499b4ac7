/**
 * Where the keys of the outbox's epochs are kept: one small file each, apart from the database, so that
 * a key can be overwritten and removed while the database keeps old pages and its log. (A disk that
 * moves blocks about, or a snapshot of the file system, may still hold the overwritten one: put the
 * folder where neither happens, or on an encrypted volume.)
 */
import { mkdir, open, readdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';

export interface KeyStorage {
  /** Every key that is kept, by epoch. */
  load(): Promise<Map<string, Uint8Array>>;
  /** Durable before it resolves. */
  add(epoch: string, key: Uint8Array): Promise<void>;
  /** The key cannot be had back; one that is not there is destroyed already. */
  destroy(epoch: string): Promise<void>;
}

const SUFFIX = '.key';

export class KeyFiles implements KeyStorage {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  async load(): Promise<Map<string, Uint8Array>> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const keys = new Map<string, Uint8Array>();
    for (const name of await readdir(this.#directory)) {
      if (!name.endsWith(SUFFIX)) continue;
      const key = new Uint8Array(await readFile(join(this.#directory, name)));
      keys.set(name.slice(0, -SUFFIX.length), key);
    }
    return keys;
  }

  async add(epoch: string, key: Uint8Array): Promise<void> {
    await writeDurably(this.#path(epoch), 'wx', key);
    await this.#syncDirectory();
  }

  async destroy(epoch: string): Promise<void> {
    try {
      // The zeros must be on the disk before the name goes, else the blocks are freed as they were.
      await writeDurably(this.#path(epoch), 'r+', new Uint8Array(16));
      await unlink(this.#path(epoch));
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }

  #path(epoch: string): string {
    return join(this.#directory, `${epoch}${SUFFIX}`);
  }

  async #syncDirectory(): Promise<void> {
    const directory = await open(this.#directory, 'r');
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  }
}

/** For a store in memory. */
export class KeysInMemory implements KeyStorage {
  load(): Promise<Map<string, Uint8Array>> {
    return Promise.resolve(new Map());
  }

  add(): Promise<void> {
    return Promise.resolve();
  }

  destroy(): Promise<void> {
    return Promise.resolve();
  }
}

async function writeDurably(path: string, flags: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, flags, 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
