/** The body of an HTTP message: bounded while it is read; as text it is only UTF-8. */
import type { IncomingMessage } from 'node:http';
import { Refused } from '../../../protocol/refused.ts';
import { Fault } from '../../faults.ts';

/** As `readBytes`; throws Refused (XML_MALFORMED) for what is not UTF-8. */
export async function readText(...how: Parameters<typeof readBytes>): Promise<string> {
  return utf8(await readBytes(...how));
}

/**
 * `hold` is told of the bytes as they come, and may throw to have no more of them. Throws Fault
 * (MESSAGE_TOO_LARGE) as soon as it is seen, and whatever breaks the connection.
 */
export async function readBytes(
  message: IncomingMessage,
  bytesMax: number,
  hold: (bytes: number) => void = () => {},
): Promise<Uint8Array> {
  const tooLarge = () => new Fault('MESSAGE_TOO_LARGE', `more than ${bytesMax} bytes`);
  if (Number(message.headers['content-length'] ?? 0) > bytesMax) throw tooLarge();
  let bytes: Bytes | undefined = new Bytes();
  // Not `for await`: leaving such a loop early destroys the stream, and the answer with it.
  await new Promise<void>((resolve, reject) => {
    message.on('data', (chunk: Buffer) => {
      if (!bytes) return;
      try {
        if (bytes.length + chunk.length > bytesMax) throw tooLarge();
        hold(chunk.length);
        bytes.add(chunk);
      } catch (error) {
        bytes = undefined;
        reject(error);
      }
    });
    message.once('end', resolve);
    message.once('error', reject);
    message.once('close', () => reject(new Error('the connection closed inside a message')));
  });
  return bytes.all;
}

const FIRST_BYTES = 4096;

/** In one piece: a list of chunks of one byte each would take a hundred times what is in them. */
class Bytes {
  length = 0;
  #held = Buffer.allocUnsafe(FIRST_BYTES);

  add(chunk: Buffer): void {
    const length = this.length + chunk.length;
    if (length > this.#held.length) {
      const larger = Buffer.allocUnsafe(Math.max(length, this.#held.length * 2));
      this.all.copy(larger);
      this.#held = larger;
    }
    chunk.copy(this.#held, this.length);
    this.length = length;
  }

  get all(): Buffer {
    return this.#held.subarray(0, this.length);
  }
}

function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Refused('', 'not UTF-8', undefined, 'XML_MALFORMED');
  }
}
