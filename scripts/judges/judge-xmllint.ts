/** xmllint as a judge: valid by the schema, canonical by its own canonicalisation. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** Documents of one command line. */
const BATCH = 500;
const OUTPUT_BYTES_MAX = 256 * 1024 * 1024;

/** A folder of its own for the documents of one judgement, gone afterwards. */
export function inFolder<T>(use: (folder: string) => T): T {
  const folder = mkdtempSync(`${tmpdir()}/conformance-`);
  try {
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function complaints(args: readonly string[]): readonly string[] {
  try {
    execFileSync('xmllint', args, {
      stdio: ['ignore', 'ignore', 'pipe'],
      maxBuffer: OUTPUT_BYTES_MAX,
    });
    return [];
  } catch (error) {
    const { stderr } = error as { readonly stderr?: Buffer };
    if (!stderr) throw error;
    return String(stderr)
      .split('\n')
      .filter((line) => line.includes('error'));
  }
}

/** What xmllint has against the documents; none if all are valid. */
export function invalid(schema: string, documents: readonly string[]): readonly string[] {
  return inFolder((folder) => {
    const files = documents.map((document, i) => {
      const file = `${folder}/${i}.xml`;
      writeFileSync(file, document);
      return file;
    });
    const found: string[] = [];
    for (let at = 0; at < files.length; at += BATCH)
      found.push(
        ...complaints([
          '--nonet',
          '--huge',
          '--noout',
          '--schema',
          schema,
          ...files.slice(at, at + BATCH),
        ]),
      );
    return found;
  });
}

/** The document in exclusive canonical form, as xmllint writes it. */
export function exclusiveCanonical(document: string, ...options: readonly string[]): string {
  return inFolder((folder) => {
    const file = `${folder}/document.xml`;
    writeFileSync(file, document);
    return execFileSync('xmllint', [...options, '--exc-c14n', file], {
      encoding: 'utf8',
      maxBuffer: OUTPUT_BYTES_MAX,
    });
  });
}
