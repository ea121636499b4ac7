/** Deliberate breakages of the store, each in one place: the power-cut proof must notice every one. */

type Edit = readonly [from: string, to: string];

export type Mutant = {
  readonly why: string;
  /** Beside this one. */
  readonly file: string;
  readonly edits: readonly Edit[];
};

export const MUTANTS: readonly Mutant[] = [
  {
    why: 'a tail left by a power cut is written on',
    file: 'log.ts',
    edits: [
      ['this.#end = this.#size;\n', 'this.#end = this.#size; this.#isTailTrusted = newest > 0;\n'],
    ],
  },
  {
    why: 'the CRC of a group covers its head only',
    file: 'log.ts',
    edits: [
      [
        'u32(block, at + 4) === crc32c(block, at + GROUP_BYTES, end, crc)',
        'u32(block, at + 4) === crc',
      ],
      ['crc32c(scratch, start + GROUP_BYTES, body.end, crc)', 'crc'],
    ],
  },
  {
    why: 'a block that reads blank at its start is not erased again',
    file: 'log.ts',
    edits: [
      [
        'this.#flash.erase(home);',
        'this.#readBlock(sequence); if (!isBlank(block, 0, 64)) this.#flash.erase(home);',
      ],
    ],
  },
  {
    why: 'the oldest block is let go before one of its living records is copied',
    file: 'store.ts',
    edits: [
      ['if (position === 0 || !this', 'if (position === 0 || value.name === "tariff" || !this'],
    ],
  },
  {
    why: 'room is made between placing the entries and committing them',
    file: 'store.ts',
    edits: [
      [
        'this.#log.commit(body, this.#note);\n',
        `const kept = body.bytes.slice(0, body.end);
         if (this.#log.sequence % 2) this.#log.open((one) => this.#copyLiving(one), this.#note);
         body.bytes.set(kept);
         this.#log.commit(body, this.#note);\n`,
      ],
    ],
  },
  {
    why: 'a large value is written after the group that names it',
    file: 'large-values.ts',
    edits: [
      [
        '  flash.erase(block);\n  programAcrossPages(flash, block * blockSize, padded);\n',
        '  queueMicrotask(() => { flash.erase(block); programAcrossPages(flash, block * blockSize, padded); });\n',
      ],
    ],
  },
  {
    why: 'a removal is forgotten at the next boot',
    file: 'store.ts',
    edits: [
      ['    this.#index(record);\n  }', '    if (kind !== REMOVED) this.#index(record);\n  }'],
    ],
  },
  {
    why: 'a ring page that was programmed but not committed is shown',
    file: 'series.ts',
    edits: [['if ((image[2] as number) >= next - here) return true;', '']],
  },
  {
    why: 'two ring pages of one group are not judged together',
    file: 'series.ts',
    edits: [['if (next !== here + 1 || image[3] === 0) return false;', 'return false;']],
  },
  {
    why: 'a torn page of a ring is programmed a second time',
    file: 'series.ts',
    edits: [['if (isBlank(probe, 0, pageSize)) break;', 'break;']],
  },
  {
    why: 'a ring page of an earlier round is taken for a new one',
    file: 'series.ts',
    edits: [
      [
        'Math.floor(next / perBlock) + 1 - spec.blocks',
        'Math.floor(next / perBlock) - spec.blocks',
      ],
      ['image[0] === spec.id && u32(image, 8) === page', 'image[0] === spec.id'],
    ],
  },
];
