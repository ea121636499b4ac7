/** The files a migration leaves: each appears when it is whole. */
import { createWriteStream } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { MigrationFile } from '../../headend/registration/migration/files.ts';
import { rejectLines, type StoredFault } from '../../headend/registration/migration/reject-file.ts';

export async function writeRejects(
  path: string,
  files: readonly MigrationFile[],
  faults: AsyncIterable<StoredFault>,
): Promise<void> {
  const partial = `${path}.partial`;
  await pipeline(Readable.from(rejectLines(files, faults)), createWriteStream(partial));
  await rename(partial, path);
}

export async function writePage(path: string, page: string): Promise<void> {
  await writeFile(`${path}.partial`, page);
  await rename(`${path}.partial`, path);
}
