/**
 * The folder of a public key infrastructure. `authorities/`, `certificates/` and `crl/` are public; `private/`
 * holds keys that their owner alone may read, those of the authorities too.
 */
import { createPrivateKey, type KeyObject } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Refused } from '../protocol/refused.ts';

export const FOLDERS = ['authorities', 'certificates', 'crl', 'private'] as const;
export type Folder = (typeof FOLDERS)[number];

export const fileIn = (directory: string, folder: Folder, name: string): string =>
  join(directory, folder, `${name}.pem`);

/** Throws Refused when it holds an infrastructure already. */
export function makeFolders(directory: string): void {
  if (existsSync(join(directory, 'authorities')))
    throw new Refused(directory, 'holds authorities already');
  for (const folder of FOLDERS) mkdirSync(join(directory, folder), { recursive: true });
  chmodSync(join(directory, 'private'), 0o700);
}

/** Of every PEM file, without the ending, in order. Throws Refused when the folder is not there. */
export function namesIn(directory: string, folder: Folder): string[] {
  try {
    const files = readdirSync(join(directory, folder)).filter((file) => file.endsWith('.pem'));
    return files.map((file) => file.slice(0, -'.pem'.length)).sort();
  } catch (error) {
    throw new Refused(join(directory, folder), `cannot be read: ${(error as Error).message}`);
  }
}

/** Whole or not at all, and on the disk when it returns: a list that was lost would let in whom it named. */
export function writePem(file: string, pem: string, { isPrivate = false } = {}): void {
  // One that was left by a process that ended would keep its mode.
  rmSync(`${file}.new`, { force: true });
  const opened = openSync(`${file}.new`, 'wx', isPrivate ? 0o600 : 0o644);
  try {
    writeFileSync(opened, pem.endsWith('\n') ? pem : `${pem}\n`);
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
  renameSync(`${file}.new`, file);
}

export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Refused(file, `cannot be read: ${(error as Error).message}`);
  }
}

/** Changes when a file is added, taken away, written anew or edited in place. */
export function stateOf(directory: string): string {
  const folders: readonly Folder[] = ['authorities', 'certificates', 'crl'];
  return folders.flatMap((folder) => filesIn(directory, folder)).join('/');
}

function filesIn(directory: string, folder: Folder): string[] {
  return namesIn(directory, folder).map((name) => {
    const found = statSync(fileIn(directory, folder, name), { throwIfNoEntry: false });
    return `${folder} ${name} ${found?.mtimeMs} ${found?.size} ${found?.ino}`;
  });
}

const PEM = /^-----BEGIN ([A-Z0-9 ]+)-----\s+([A-Za-z0-9+/=\s]+?)\s*-----END \1-----\s*$/;

/** The bytes of a file with one PEM block of this kind and nothing else. Throws Refused (CERTIFICATE_REFUSED). */
export function pemBytes(text: string, label: 'CERTIFICATE' | 'X509 CRL'): Uint8Array {
  const [, found, body = ''] = PEM.exec(text.trim()) ?? [];
  if (found !== label)
    throw new Refused('', `expected one PEM block of ${label}`, undefined, 'CERTIFICATE_REFUSED');
  return new Uint8Array(Buffer.from(body, 'base64'));
}

export function pemText(bytes: Uint8Array, label: 'CERTIFICATE' | 'X509 CRL'): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

/** Does the work on the text of a file; what it refuses says which file. */
export function inFile<T>(
  directory: string,
  folder: Folder,
  name: string,
  work: (text: string) => T,
): T {
  const file = fileIn(directory, folder, name);
  const text = readText(file);
  try {
    return work(text);
  } catch (error) {
    const { message } = error as Error;
    throw new Refused(file, message, undefined, 'CERTIFICATE_REFUSED');
  }
}

/** Throws Refused when it is not there, or none. */
export function privateKeyIn(directory: string, name: string): KeyObject {
  const file = fileIn(directory, 'private', name);
  const pem = readText(file);
  try {
    return createPrivateKey(pem);
  } catch (error) {
    throw new Refused(file, `is no private key: ${(error as Error).message}`);
  }
}
