/** Bodies as hostile senders cut them. */
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Refused } from '../../../protocol/refused.ts';
import { Fault } from '../../faults.ts';
import { readText } from './http-body.ts';

const messageOf = (chunks: Iterable<Buffer>) =>
  Object.assign(Readable.from(chunks, { objectMode: true }), {
    headers: {},
  }) as unknown as IncomingMessage;
function* parts(bytes: Uint8Array, size: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield Buffer.from(bytes.subarray(at, at + size));
}

const test = suite('the body of a message');
const TEXT = `${'<a>£€\u{1f50c}</a>'.repeat(2_000)}\n`;

for (const size of [1, 3, 4_096, 100_000])
  test(`is read whole from parts of ${size} bytes`, async () => {
    const bytes = new TextEncoder().encode(TEXT);
    let held = 0;
    const text = await readText(messageOf(parts(bytes, size)), bytes.length, (count) => {
      held += count;
    });
    assert.is(text, TEXT);
    assert.is(held, bytes.length);
  });

test('takes no more memory when it comes byte by byte', async () => {
  const BYTES = 1_000_000;
  // Each with room of its own, so that a list of them would show.
  function* bytes(): Generator<Buffer> {
    for (let left = BYTES; left > 0; left -= 1) yield Buffer.allocUnsafeSlow(1).fill(97);
  }
  let most = 0;
  const before = process.memoryUsage().rss;
  let seen = 0;
  await readText(messageOf(bytes()), BYTES, () => {
    seen += 1;
    if (seen % 100_000 === 0) most = Math.max(most, process.memoryUsage().rss - before);
  });
  assert.ok(most < 100_000_000, `${most} bytes more`);
});

test('is refused at the first byte too many, and no more is held', async () => {
  let held = 0;
  const hold = (count: number) => {
    held += count;
  };
  const fault = await readText(messageOf(parts(Buffer.alloc(100, 97), 10)), 35, hold).catch(
    (error: unknown) => error,
  );
  assert.ok(fault instanceof Fault && fault.code === 'MESSAGE_TOO_LARGE');
  assert.is(held, 30);
});

test('is left when whoever holds it has no more room', async () => {
  let asked = 0;
  const hold = () => {
    asked += 1;
    throw new Error('no room');
  };
  const error = await readText(messageOf(parts(Buffer.alloc(100, 97), 10)), 1_000, hold).catch(
    (thrown: Error) => thrown.message,
  );
  assert.equal([error, asked], ['no room', 1]);
});

test('is refused where a part of it is not UTF-8', async () => {
  const error = await readText(messageOf([Buffer.from([0x61, 0xe2, 0x82])]), 10).catch(
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof Refused && error.code === 'XML_MALFORMED');
});

test.run();
