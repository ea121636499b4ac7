/** What PostgreSQL's processes have used of the processors, read from proc(5). */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Linux tells it in these whatever the kernel was built for (USER_HZ). */
const MICROS_PER_TICK = 10_000;

/** In microseconds, of the server of this cluster with all it has started; of those that ended too. */
export function databaseMicros(directory: string): () => number {
  const [first = ''] = readFileSync(join(directory, 'data', 'postmaster.pid'), 'latin1').split(
    '\n',
  );
  const server = Number(first);
  return () => {
    let ticks = 0;
    for (const pid of readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name))) {
      const fields = statOf(pid);
      if (Number(pid) === server) ticks += sum(fields.slice(11, 15));
      else if (Number(fields[1]) === server) ticks += sum(fields.slice(11, 13));
    }
    return ticks * MICROS_PER_TICK;
  };
}

/** From the third field on: the second, the program's name in brackets, may hold spaces. */
function statOf(pid: string): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    // It has ended meanwhile.
    return [];
  }
}

function sum(fields: readonly string[]): number {
  return fields.reduce((total, field) => total + Number(field), 0);
}
