/** Run as a process of its own: counts up in a flash file, noting each number once it is committed. */

import { openSync, writeSync } from 'node:fs';
import { putU32, u32 } from '../../protocol/bytes.ts';
import { NOR } from '../firmware/storage/flash.ts';
import { Store } from '../firmware/storage/store.ts';
import { COUNTING } from './flash-file.counting.testing.ts';
import { openFlashFile } from './flash-file.ts';

const [path, notesPath] = process.argv.slice(2) as [string, string];
const notes = openSync(notesPath, 'w');
const { flash } = openFlashFile(path, NOR, COUNTING.layout.blocks);
const store = new Store(flash, COUNTING.layout);
const held = store.get(COUNTING.counter);
let isFirst = true;
for (let count = held ? u32(held, 0) + 1 : 1; ; count++) {
  const bytes = new Uint8Array(8);
  putU32(bytes, 0, count);
  const entry = { kind: 'append', series: COUNTING.history, period: count, bytes } as const;
  store.commit([{ kind: 'put', value: COUNTING.counter, bytes }, entry]);
  // A file, because a full pipe would hold notes back.
  writeSync(notes, `${count}\n`);
  if (isFirst) process.stdout.write('counting\n');
  isFirst = false;
}
