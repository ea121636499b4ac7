/** The folder of files: what is in it appears whole, and moves on whole. */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

export type Folder = {
  readonly in: string;
  readonly out: string;
  readonly done: string;
  readonly rejected: string;
};

/** A file that is larger is rejected; no more of it is read than tells so. */
export const FILE_BYTES_MAX = 16 * 1024 * 1024;
/** Room for what is put before and after it, in a file system that takes 255. */
const NAME_BYTES_MAX = 200;
const DIGEST_CHARACTERS = 12;

export async function openFolder(path: string): Promise<Folder> {
  const folder = {
    in: join(path, 'in'),
    out: join(path, 'out'),
    done: join(path, 'done'),
    rejected: join(path, 'rejected'),
  };
  for (const one of Object.values(folder)) await mkdir(one, { recursive: true, mode: 0o700 });
  // Of a process that was killed while it wrote; what others keep there is theirs.
  for (const one of [folder.out, folder.rejected])
    for (const name of await readdir(one))
      if (/^\..+\.tmp$/.test(name)) await rm(join(one, name), { force: true });
  return folder;
}

export type Incoming = {
  /** In order of their names. */
  readonly files: readonly string[];
  /** What is left where it is, with the reason. */
  readonly others: ReadonlyMap<string, string>;
};

/** What is still being written has another kind of name, and is not seen. */
export async function filesIn({ in: incoming }: Folder): Promise<Incoming> {
  const entries = await readdir(incoming, { withFileTypes: true });
  const files = new Set<string>();
  const others = new Map<string, string>();
  for (const entry of entries) {
    const held = HELD.exec(entry.name)?.[1];
    if (held === undefined && isUnfinished(entry.name)) continue;
    const name = held ?? entry.name;
    const wrong = entry.isFile() ? wrongName(name) : 'is no regular file';
    if (wrong) others.set(name, wrong);
    else files.add(name);
  }
  return { files: [...files].sort(), others };
}

const isUnfinished = (name: string): boolean => name.startsWith('.') || name.endsWith('.tmp');

function wrongName(name: string): string | undefined {
  if (name.includes('\ufffd')) return 'has a name that is not UTF-8';
  if (Buffer.byteLength(name) > NAME_BYTES_MAX) return `has a name over ${NAME_BYTES_MAX} bytes`;
  return name.endsWith('.reason') ? 'has the name of a reason' : undefined;
}

// A file that comes under the same name meanwhile is another one, and has to be taken as well.
const HELD = /^\.(.+)\.taking$/s;
const heldAs = ({ in: incoming }: Folder, name: string): string =>
  join(incoming, `.${name}.taking`);

/** Takes it in hand, again if need be. Undefined: it is being written to, and has to be looked at later. */
export async function contentOf(folder: Folder, name: string): Promise<Uint8Array | undefined> {
  const path = heldAs(folder, name);
  if (!(await isThere(path))) await rename(join(folder.in, name), path);
  return stableStart(path);
}

/** Of a file that is too large, what tells so. Undefined: it has changed meanwhile. */
async function stableStart(path: string): Promise<Uint8Array | undefined> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const before = await file.stat();
    if (!before.isFile()) throw new Error('is no regular file');
    const content = new Uint8Array(Math.min(before.size, FILE_BYTES_MAX + 1));
    let length = 0;
    while (length < content.length) {
      const { bytesRead } = await file.read(content, length, content.length - length, length);
      if (bytesRead === 0) return undefined;
      length += bytesRead;
    }
    const after = await file.stat();
    const isSame = after.size === before.size && after.mtimeMs === before.mtimeMs;
    return isSame ? content : undefined;
  } finally {
    await file.close();
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}

export const digestOf = (content: Uint8Array): string =>
  createHash('sha256').update(content).digest('hex');

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

export type MoveOn = {
  readonly to: 'done' | 'rejected';
  /** Of its content. */
  readonly digest: string;
  readonly reason?: string;
};

/** Under its name; where another content has that already, with the beginning of its digest behind it. */
export async function moveOn(
  folder: Folder,
  name: string,
  { to, digest, reason }: MoveOn,
): Promise<void> {
  const isFree = [undefined, digest].includes(await digestAt(join(folder[to], name)));
  const there = isFree ? name : `${name}.${digest.slice(0, DIGEST_CHARACTERS)}`;
  if (reason !== undefined) await putWhole(folder[to], `${there}.reason`, `${reason}\n`);
  await rename(heldAs(folder, name), join(folder[to], there));
  await syncFolder(folder[to]);
}

async function digestAt(path: string): Promise<string | undefined> {
  if (!(await isThere(path))) return undefined;
  return digestOf((await stableStart(path)) ?? new Uint8Array());
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
