/** The files of a migration: what each of them is, and which run they are together. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Refused } from '../../../protocol/refused.ts';
import { csvRows, type Row } from './csv-rows.ts';
import { type FileKind, fileKindOf } from './header.ts';
import { checkTrailer, isPiped, pipeHeader, pipeRows } from './pipe-rows.ts';
import { type Block, blocksOf, type Place } from './records.ts';

export type MigrationFile = FileKind & {
  readonly path: string;
  readonly digest: string;
  readonly byteLength: number;
  /** Where the first row behind the header begins. */
  readonly body: Place;
  /** DTN-style lines instead of CSV. */
  readonly isPipe: boolean;
};

/** What others are compared with is read before them. */
const ORDER: readonly FileKind['kind'][] = ['reference', 'addresses', 'points'];

/** In the order in which they are read; throws Refused for a file that is none of the kinds. */
export async function openFiles(paths: readonly string[]): Promise<MigrationFile[]> {
  const files: MigrationFile[] = [];
  for (const path of paths) files.push(await openOne(path));
  const digests = files.map(({ digest }) => digest);
  const twice = files.find(({ digest }, at) => digests.indexOf(digest) !== at);
  if (twice) throw new Refused(twice.path, 'another file has the very same content');
  // Not in the order of their names: the numbers of files are kept with what is staged.
  files.sort((one, other) => (one.digest < other.digest ? -1 : 1));
  return ORDER.flatMap((kind) => files.filter((file) => file.kind === kind));
}

async function openOne(path: string): Promise<MigrationFile> {
  const block = await firstBlock(path, false);
  if (!block?.records[0]) throw new Refused(path, 'the file is empty');
  const isPipe = isPiped(block);
  const { names, body } = isPipe ? pipeHeader(block) : await csvHeader(path);
  if (isPipe) await checkTrailer(path);
  const { size: byteLength } = await stat(path);
  return { ...fileKindOf(names), path, digest: await digestOf(path), byteLength, body, isPipe };
}

async function csvHeader(path: string) {
  const block = await firstBlock(path, true);
  const [header] = block?.records ?? [];
  if (!block || !header) throw new Refused(path, 'the file is empty');
  const [row] = csvRows({ ...block, records: [header] });
  const [name = '', ...names] = row?.fields ?? [];
  return { names: [name.replace(/^\uFEFF/, ''), ...names], body: bodyOf(block) };
}

async function firstBlock(path: string, hasQuotes: boolean): Promise<Block | undefined> {
  for await (const block of blocksOf(path, { hasQuotes })) return block;
  return undefined;
}

/** Behind the header, where the second record begins or nothing is left. */
function bodyOf({ records, next }: Block): Place {
  const second = records[1];
  return second ? { byteOffset: second.byteOffset, line: second.line } : next;
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}

/** The same files are the same run, wherever they lie and in whichever order they are named. */
export function runIdOf(files: readonly MigrationFile[]): string {
  const hash = createHash('sha256');
  for (const digest of files.map((file) => file.digest).sort()) hash.update(digest);
  return hash.digest('hex').slice(0, 32);
}

export type RowsOfBlock = { readonly rows: readonly Row[]; readonly next: Place };

export async function* rowsOf(
  { path, isPipe }: MigrationFile,
  from: Place,
  blockBytes?: number,
): AsyncGenerator<RowsOfBlock> {
  for await (const block of blocksOf(path, { from, blockBytes, hasQuotes: !isPipe }))
    yield { rows: isPipe ? pipeRows(block) : csvRows(block), next: block.next };
}
