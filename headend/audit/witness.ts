/**
 * The end of the audit's chain, kept apart from the chain: blocks cut off the end leave a chain that is
 * whole, and only this shows that there were more. It is written after each group that leaves nothing
 * waiting, and about once a second under load, without waiting for the disk. What it cannot show is the
 * loss of what came after it was last written, or a change by one who can write both: for that, copy it
 * now and then to where the head-end cannot write.
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { fromHex, toHex } from '../../protocol/bytes.ts';
import type { ChainEnd } from './chain.ts';

export interface Witness {
  /** Undefined when there is none, or none that can be read. */
  read(): Promise<ChainEnd | undefined>;
  write(end: ChainEnd): Promise<void>;
}

export class WitnessFile implements Witness {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async read(): Promise<ChainEnd | undefined> {
    const text = await readFile(this.#path, 'latin1').catch(() => '');
    const [, digits, hex = ''] = /^([0-9]{1,19}) ([0-9a-f]{64})\n$/.exec(text) ?? [];
    const hash = fromHex(hex);
    return digits && hash ? { sequence: BigInt(digits), hash } : undefined;
  }

  async write({ sequence, hash }: ChainEnd): Promise<void> {
    const fresh = `${this.#path}.new`;
    await writeFile(fresh, `${sequence} ${toHex(hash)}\n`, { mode: 0o600 });
    await rename(fresh, this.#path);
  }
}

export class WitnessInMemory implements Witness {
  #end: ChainEnd | undefined;

  read(): Promise<ChainEnd | undefined> {
    return Promise.resolve(this.#end);
  }

  write(end: ChainEnd): Promise<void> {
    this.#end = end;
    return Promise.resolve();
  }
}
