/**
 * One process per directory. PGlite takes no lock of its own: two processes would write over each other.
 * The lock is a file with the holder's process number and start time; a dead holder's is taken over.
 */
import { randomUUID } from 'node:crypto';
import { link, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StoreError } from './store-error.ts';

const TRIES_MAX = 5;

/** Resolves with what gives the lock back. Throws StoreError STORE_LOCKED. */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const path = join(directory, 'lock');
  // Linked into place, so that nobody ever reads a lock that is not whole.
  const mine = `${path}.${randomUUID()}`;
  await writeFile(mine, `${process.pid} ${await startOf(process.pid)}\n`);
  try {
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      if (await linked(mine, path)) return () => unlink(path);
      await removeIfStale(path);
    }
    throw new StoreError('STORE_LOCKED', path);
  } finally {
    await unlink(mine);
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function removeIfStale(path: string): Promise<void> {
  const holder = await readFile(path, 'latin1').catch(() => '');
  const [pid = '', start = ''] = holder.trim().split(' ');
  if (holder !== '' && (await isRunning(Number(pid), start)))
    throw new StoreError('STORE_LOCKED', `${path}, process ${pid}`);
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  // Two may find the same dead holder; the slower one must not remove the faster one's new lock.
  if ((await readFile(aside, 'latin1')) !== holder) await link(aside, path).catch(() => undefined);
  await unlink(aside);
}

/** The start time tells a process from a later one with the same number. */
async function isRunning(pid: number, start: string): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
  return (await startOf(pid)) === start;
}

/** Clock ticks since boot, field 22 of proc(5) stat; '-' on systems without. */
async function startOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  // The second field, the program's name in brackets, may hold spaces.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '-';
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
