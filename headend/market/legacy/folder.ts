/** The folder of files: what is in it appears whole, and moves on whole. */
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

export type Folder = {
  readonly in: string;
  readonly out: string;
  readonly done: string;
  readonly rejected: string;
};

/** A file that is larger is rejected unread. */
export const FILE_BYTES_MAX = 16 * 1024 * 1024;

export async function openFolder(path: string): Promise<Folder> {
  const folder = {
    in: join(path, 'in'),
    out: join(path, 'out'),
    done: join(path, 'done'),
    rejected: join(path, 'rejected'),
  };
  for (const one of Object.values(folder)) await mkdir(one, { recursive: true, mode: 0o700 });
  // Of a process that was killed while it wrote.
  for (const name of await readdir(folder.out))
    if (isUnfinished(name)) await rm(join(folder.out, name), { force: true });
  return folder;
}

/** In order of their names; what is still being written has another kind of name. */
export async function filesIn({ in: incoming }: Folder): Promise<string[]> {
  const entries = await readdir(incoming, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !isUnfinished(entry.name))
    .map(({ name }) => name)
    .sort();
}

const isUnfinished = (name: string): boolean => name.startsWith('.') || name.endsWith('.tmp');

/** Undefined: it is not there any more, or too large. */
export async function contentOf({ in: incoming }: Folder, name: string): Promise<Uint8Array> {
  const path = join(incoming, name);
  if ((await stat(path)).size > FILE_BYTES_MAX) return new Uint8Array(FILE_BYTES_MAX + 1);
  return new Uint8Array(await readFile(path));
}

/** Durable when it resolves: under its name there is all of it, or nothing. */
export async function putWhole(
  folder: string,
  name: string,
  content: Uint8Array | string,
): Promise<void> {
  const unfinished = join(folder, `.${name}.tmp`);
  const file = await open(unfinished, 'w', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(unfinished, join(folder, name));
  await syncFolder(folder);
}

/** A file that has the name there already is replaced: it is the same file, of an earlier try. */
export async function moveOn(
  folder: Folder,
  name: string,
  to: 'done' | 'rejected',
  reason?: string,
): Promise<void> {
  if (reason !== undefined) await putWhole(folder[to], `${name}.reason`, `${reason}\n`);
  await rename(join(folder.in, name), join(folder[to], name));
  await syncFolder(folder[to]);
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
