/** One at a time changes a folder: two that sign a list at once would lose what one of them revoked. */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Refused } from '../protocol/refused.ts';

const RETRY_MILLIS = 50;
const TRIES_MAX = 200;

/** Throws Refused when another is at work for ten seconds. */
export async function withLocked<T>(directory: string, work: () => Promise<T>): Promise<T> {
  const lock = join(directory, 'lock');
  for (let tries = 0; !taken(lock); tries++) {
    if (tries >= TRIES_MAX)
      throw new Refused(lock, `process ${holderOf(lock)} is at work in this folder`);
    if (!removedFromDead(lock)) await wait(RETRY_MILLIS);
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

let locks = 0;

/** Linked into place, so that nobody reads one that is not whole. */
function taken(lock: string): boolean {
  locks += 1;
  const mine = `${lock}.${process.pid}.${locks}`;
  try {
    writeFileSync(mine, String(process.pid));
  } catch (error) {
    // The name of a file that nobody asked for would help nobody.
    const { code } = error as NodeJS.ErrnoException;
    throw new Refused(
      dirname(lock),
      code === 'ENOENT' ? 'there is no such folder' : `cannot be written: ${code}`,
    );
  }
  try {
    linkSync(mine, lock);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(mine, { force: true });
  }
}

function holderOf(lock: string): number | undefined {
  try {
    return Number(readFileSync(lock, 'utf8'));
  } catch {
    return undefined;
  }
}

/** A process that ended while it held the lock holds it no more. */
function removedFromDead(lock: string): boolean {
  const holder = holderOf(lock);
  if (holder === undefined || isRunning(holder)) return false;
  const aside = `${lock}.${process.pid}.dead`;
  try {
    renameSync(lock, aside);
  } catch {
    return false;
  }
  // Of two that found it the slower one must not take away the faster one's.
  const isSame = holderOf(aside) === holder;
  if (!isSame) renameSync(aside, lock);
  else rmSync(aside, { force: true });
  return isSame;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
