/** The project's own files by their ending, in order; what is installed or put out is left out. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const LEFT_OUT = new Set(['node_modules', '.git', '.bench', 'out', 'data']);

export function globSync(folder: string, ending: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !LEFT_OUT.has(name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return globSync(path, ending);
      return entry.name.endsWith(ending) ? [path] : [];
    })
    .sort();
}
