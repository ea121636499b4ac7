import { once } from 'node:events';
import { Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { writeTogether } from './write-together.ts';

const test = suite('writes of one turn');

/** Notes what each call of the kernel would have been given. */
function socket(): { readonly calls: string[]; readonly stream: Writable } {
  const calls: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      calls.push(String(chunk));
      done();
    },
    writev(chunks, done) {
      calls.push(chunks.map(({ chunk }) => String(chunk)).join(' '));
      done();
    },
  });
  return { calls, stream };
}

/** As mqtt-packet writes. */
function packet(stream: Writable, ...parts: readonly string[]): void {
  stream.cork();
  process.nextTick(() => stream.uncork());
  for (const part of parts) stream.write(part);
}

test('packets written in several ticks of a turn leave in one call', async () => {
  const { calls, stream } = socket();
  writeTogether(stream);
  packet(stream, 'a', 'b');
  await Promise.resolve();
  packet(stream, 'c');
  await new Promise<void>((resolve) => process.nextTick(resolve));
  packet(stream, 'd');
  assert.equal(calls, []);
  await turn();
  assert.equal(calls, ['a b c d']);
});

test('the next turn is another call', async () => {
  const { calls, stream } = socket();
  writeTogether(stream);
  for (const part of ['a', 'b']) {
    packet(stream, part);
    await turn();
  }
  assert.equal(calls, ['a', 'b']);
});

test('without it each tick is a call', async () => {
  const { calls, stream } = socket();
  packet(stream, 'a', 'b');
  await new Promise<void>((resolve) => process.nextTick(resolve));
  packet(stream, 'c', 'd');
  await turn();
  assert.equal(calls, ['a b', 'c d']);
});

test('what is written before the end still goes out, and the end after it', async () => {
  const { calls, stream } = socket();
  writeTogether(stream);
  packet(stream, 'a');
  stream.end('b');
  await once(stream, 'finish');
  assert.equal(calls, ['a b']);
});

test('what is written without a cork goes at once', () => {
  const { calls, stream } = socket();
  writeTogether(stream);
  stream.write('a');
  assert.equal(calls, ['a']);
});
test.run();
