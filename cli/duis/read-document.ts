/** The text of a file, or of standard input. */
import { readFileSync } from 'node:fs';
import { Refused } from '../../protocol/refused.ts';

/** `-` is standard input. Throws Refused when there is none, or it is not UTF-8. */
export function readDocument(file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytesOf(file));
  } catch (error) {
    if (error instanceof TypeError) throw new Refused(file, 'is not UTF-8');
    throw error;
  }
}

export function bytesOf(file: string): Uint8Array {
  try {
    return readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    throw new Refused(file, `cannot be read: ${(error as Error).message}`);
  }
}

/** Does the work on the text; of several files a command reads, what is refused says which. */
export function inDocument<T>(file: string, work: (text: string) => T): T {
  const text = readDocument(file);
  try {
    return work(text);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { path, reason, line, code } = error;
    throw new Refused(path, `${file}: ${reason}`, line, code);
  }
}
