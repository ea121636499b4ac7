/**
 * The supplier's guide, as it is written: its commands are taken out of the document and run, and what they
 * print is compared with what the document says they do.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { freePort } from './world.testing.ts';

const GUIDE = 'docs/supplier.md';
/** What the document uses; each is replaced by a free one. */
const PORTS = ['8480', '8481', '8490', '8883'];
const TOUR_MILLIS_MAX = 240_000;

type Step = {
  /** The last heading above it. */
  readonly heading: string;
  readonly commands: string;
  /** What it prints; `…` stands for anything on a line. */
  readonly expected: string | undefined;
};

function stepsIn(document: string): Step[] {
  const steps: Step[] = [];
  let heading = '';
  for (const [, title, language, text = ''] of document.matchAll(
    /^## (.*)$|^```(\w+)\n([\s\S]*?)^```$/gm,
  )) {
    if (title !== undefined) heading = title;
    else if (language === 'sh') steps.push({ heading, commands: text, expected: undefined });
    else if (language === 'text') steps.push({ ...(steps.pop() as Step), expected: text });
  }
  return steps;
}

async function onFreePorts(document: string): Promise<string> {
  let text = document;
  for (const port of PORTS) text = text.replaceAll(port, String(await freePort()));
  return text;
}

/** A line that is `…` alone stands for any lines. */
function shapeOf(expected: string): RegExp {
  const lines = expected
    .trimEnd()
    .split('\n')
    .map((line) => (line === '…' ? '(?:.*\n)*' : `${escaped(line)}\n`));
  return new RegExp(`^${lines.join('')}$`);
}

const escaped = (line: string) =>
  line
    .split('…')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');

/** One shell for all steps, as a reader has; it ends at the first that fails, and all it has started with it. */
function scriptOf(steps: readonly Step[]): string {
  const lines = steps.map(
    (_, at) =>
      `. ./steps/${at}.sh > steps/${at}.out 2> steps/${at}.err < /dev/null\ntouch steps/${at}.done`,
  );
  return ['set -eo pipefail', "trap 'kill $(jobs -p) 2> /dev/null; wait' EXIT", ...lines].join(
    '\n',
  );
}

const test = suite('the supplier’s guide');
const folder = mkdtempSync(join(tmpdir(), 'meterwright-supplier-'));
const inFolder = (...path: string[]) => join(folder, ...path);
const textOf = (name: string) =>
  existsSync(inFolder(name)) ? readFileSync(inFolder(name), 'utf8') : '';
const steps = stepsIn(await onFreePorts(readFileSync(GUIDE, 'utf8')));
let shell: ChildProcess;

function prepare(): void {
  for (const name of ['bin', 'steps']) mkdirSync(inFolder(name));
  const program = `#!/bin/sh\nexec node ${resolve('cli/meterwright.js')} "$@"\n`;
  writeFileSync(inFolder('bin', 'meterwright'), program, { mode: 0o755 });
  steps.forEach(({ commands }, at) => {
    writeFileSync(inFolder('steps', `${at}.sh`), commands);
  });
}

test.before(async () => {
  prepare();
  const env = { ...process.env, NO_COLOR: '1', PATH: `${inFolder('bin')}:${process.env['PATH']}` };
  // A group of its own, so that whatever it has started can be ended.
  shell = spawn('bash', ['-c', scriptOf(steps)], { cwd: folder, env, detached: true });
  const limit = setTimeout(endAll, TOUR_MILLIS_MAX);
  await once(shell, 'exit');
  clearTimeout(limit);
});

test.after(() => {
  endAll();
  rmSync(folder, { recursive: true, force: true });
});

function endAll(): void {
  try {
    process.kill(-(shell.pid as number), 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

test('has steps, and every one that prints something says what', () => {
  assert.ok(steps.length > 8);
  const silent = steps.filter(({ expected }, at) => !expected && textOf(`steps/${at}.out`) !== '');
  assert.equal(silent, []);
});

steps.forEach(({ heading, expected }, at) => {
  test(`${heading}, ${at + 1}: does what it says`, () => {
    const said = textOf(`steps/${at}.out`);
    const log = [said, textOf(`steps/${at}.err`), textOf('head-end.log'), textOf('meter.log')];
    assert.ok(existsSync(inFolder('steps', `${at}.done`)), log.join('\n'));
    if (expected !== undefined) assert.match(said, shapeOf(expected));
  });
});

test('shows each verb of `meterwright duis`', () => {
  const commands = steps.map((step) => step.commands).join('\n');
  for (const verb of ['parse', 'write', 'sign', 'verify', 'correlate'])
    assert.match(commands, `meterwright duis ${verb} `);
});

test.run();
