/** A process that counts in a flash file is killed at random, again and again; nothing it said is lost. */

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { u32 } from '../../protocol/bytes.ts';
import { NOR } from '../firmware/storage/flash.ts';
import { defineLayout, seriesNamed, valueNamed } from '../firmware/storage/layout.ts';
import { seeded } from '../firmware/storage/scenario.testing.ts';
import { Store } from '../firmware/storage/store.ts';
import { openFlashFile } from './flash-file.ts';

const layout = defineLayout(NOR, 4, [['counter', 8]], [['history', 8, 100]]);
export const COUNTING = {
  layout,
  counter: valueNamed(layout, 'counter'),
  history: seriesNamed(layout, 'history'),
};

const KILLED_AFTER_MILLISECONDS_MAX = 40;

export type Kills = {
  readonly rounds: number;
  readonly commits: number;
  readonly torn: number;
  readonly failures: readonly string[];
};

export async function killAndCount(rounds: number, seed: number): Promise<Kills> {
  const folder = mkdtempSync(join(tmpdir(), 'flash-file-'));
  const path = join(folder, 'meter.flash');
  const random = seeded(seed);
  const failures: string[] = [];
  let [commits, torn] = [0, 0];
  for (let round = 0; round < rounds; round++) {
    const said = await countUntilKilled(path, random() * KILLED_AFTER_MILLISECONDS_MAX);
    const found = inspect(path, said);
    if (found.wrong) failures.push(`round ${round}: ${found.wrong}`);
    if (found.isTorn) torn++;
    commits = found.count;
  }
  rmSync(folder, { recursive: true });
  return { rounds, commits, torn, failures };
}

/** Kills so many milliseconds after the first commit; returns the last number noted. */
function countUntilKilled(path: string, milliseconds: number): Promise<number> {
  const script = fileURLToPath(new URL('./flash-file.child.testing.ts', import.meta.url));
  const notes = `${path}.notes`;
  const child = spawn(process.execPath, ['--import', 'tsx', script, path, notes], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), milliseconds));
  return new Promise((settle, fail) => {
    child.on('error', fail);
    // The last piece may be half a line; the one before it is whole.
    child.on('close', () => settle(Number(readFileSync(notes, 'utf8').split('\n').at(-2) ?? 0)));
  });
}

function inspect(path: string, said: number): { count: number; isTorn: boolean; wrong?: string } {
  const { flash, close } = openFlashFile(path, NOR, layout.blocks);
  const store = new Store(flash, layout);
  const bytes = store.get(COUNTING.counter);
  const count = bytes ? u32(bytes, 0) : 0;
  const last = [...store.read(COUNTING.history, Math.max(1, count - 99), 0xffffffff)];
  close();
  const found = { count, isTorn: store.tornTail };
  if (said === 0) return { ...found, wrong: 'the counting process said nothing' };
  if (count < said || count > said + 1)
    return { ...found, wrong: `${said} was acknowledged, ${count} is held` };
  const isWhole = last.every((entry) => entry.bytes && u32(entry.bytes, 0) === entry.period);
  if (!isWhole || last.length !== Math.min(100, count) || last.at(-1)?.period !== count)
    return { ...found, wrong: `the history up to ${count} is not whole` };
  return store.damage.length > 0 ? { ...found, wrong: 'damage' } : found;
}
