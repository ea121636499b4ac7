/** The body of an HTTP message as text: bounded while it is read, and only UTF-8. */
import type { IncomingMessage } from 'node:http';
import { Refused } from '../../../protocol/refused.ts';
import { Fault } from '../../faults.ts';

/**
 * Throws Fault (MESSAGE_TOO_LARGE) as soon as it is seen, Refused (XML_MALFORMED) for what is not
 * UTF-8, and whatever breaks the connection.
 */
export async function readText(message: IncomingMessage, bytesMax: number): Promise<string> {
  const tooLarge = () => new Fault('MESSAGE_TOO_LARGE', `more than ${bytesMax} bytes`);
  if (Number(message.headers['content-length'] ?? 0) > bytesMax) throw tooLarge();
  const chunks: Buffer[] = [];
  let length = 0;
  // Not `for await`: leaving such a loop early destroys the stream, and the answer with it.
  await new Promise<void>((resolve, reject) => {
    message.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= bytesMax) chunks.push(chunk);
      else {
        chunks.length = 0;
        reject(tooLarge());
      }
    });
    message.once('end', resolve);
    message.once('error', reject);
    message.once('close', () => reject(new Error('the connection closed inside a message')));
  });
  return utf8(Buffer.concat(chunks));
}

function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Refused('', 'not UTF-8', undefined, 'XML_MALFORMED');
  }
}
