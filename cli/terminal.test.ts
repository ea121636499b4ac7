import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('the terminal');
const PROGRAM = fileURLToPath(new URL('meterwright.js', import.meta.url));

/** Runs a command whose reader goes before it has said anything. */
function unread(...args: readonly string[]): Promise<{ code: number | null; err: string }> {
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, err })));
}

test('a command whose reader has gone ends as it would have, and says nothing of it', async () => {
  assert.equal(await unread('register', '--help'), { code: 0, err: '' });
  assert.equal(await unread('help'), { code: 0, err: '' });
});

test.run();
