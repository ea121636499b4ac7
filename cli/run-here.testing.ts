/** For tests: a command in this process, which spares a start of Node; for what ends and leaves nothing running. */
import { main } from './main.ts';

export type Ran = { readonly code: number | null; readonly out: string; readonly err: string };

export async function meterwright(...args: readonly string[]): Promise<Ran> {
  const { stdout, stderr } = process;
  const writes = [stdout.write, stderr.write] as const;
  const said = { out: '', err: '' };
  const into = (where: 'out' | 'err') => (chunk: string | Uint8Array) => {
    said[where] += chunk;
    return true;
  };
  stdout.write = into('out');
  stderr.write = into('err');
  try {
    const code = await main(args);
    return { code, ...said };
  } finally {
    [stdout.write, stderr.write] = writes;
  }
}
