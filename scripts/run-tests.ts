/** Runs the checks and every test file, two at a time, each in a process of its own; sums what really ran. */
import { spawn } from 'node:child_process';
import { globSync } from './glob.ts';

type Outcome = {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly seconds: number;
  readonly output: string;
};

const AT_ONCE = 2;
/** What a test has to say though it passed: how much it tried. */
const MEASURED = /measured: .*/g;
/** No test file needs a third of this; one that hangs is a failure, not a wait for ever. */
const FILE_SECONDS_MAX = 600;

function run(command: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const take = (chunk: Buffer) => {
      output += chunk;
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    const limit = setTimeout(() => {
      output += `\nstopped after ${FILE_SECONDS_MAX} s`;
      child.kill('SIGKILL');
    }, FILE_SECONDS_MAX * 1000);
    child.on('close', (code) => {
      clearTimeout(limit);
      resolve({ code: code ?? 1, output });
    });
  });
}

async function timed(
  name: string,
  work: () => Promise<Omit<Outcome, 'name' | 'seconds'>>,
): Promise<Outcome> {
  const started = performance.now();
  const outcome = await work();
  return { name, ...outcome, seconds: (performance.now() - started) / 1000 };
}

const check = (name: string, command: string, args: readonly string[]) => () =>
  timed(name, async () => {
    const { code, output } = await run(command, args);
    return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output };
  });

/** uvu prints `Total: N` and `Passed: N`; a file that ran no test, or died, has failed. */
const testFile = (file: string) => () =>
  timed(file, async () => {
    const { code, output } = await run('node', ['--import', 'tsx', file]);
    const total = sum(output, /^\s*Total:\s+(\d+)/gm);
    const passed = sum(output, /^\s*Passed:\s+(\d+)/gm);
    // A skipped test is a failure: nothing is left out because a tool is missing.
    const failed = total - passed;
    const isSound = code === 0 && total > 0;
    return { passed, failed: isSound ? failed : Math.max(1, failed), output };
  });

function sum(text: string, pattern: RegExp): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: uvu colours its output
  const plain = text.replace(/\u001b\[[0-9;]*m/g, '');
  return [...plain.matchAll(pattern)].reduce((total, [, digits]) => total + Number(digits), 0);
}

const wanted = process.argv.slice(2);
const isWanted = (name: string) =>
  wanted.length === 0 || wanted.some((part) => name.includes(part));
const files = globSync('.', '.test.ts').filter(isWanted);
const work: (() => Promise<Outcome>)[] = files.map(testFile);
if (wanted.length === 0)
  work.unshift(
    check('lint and format', 'node_modules/.bin/biome', ['check', '--error-on-warnings', '.']),
    check('types', 'node_modules/.bin/tsc', ['-p', '.']),
  );

let passed = 0;
let failed = 0;
let next = 0;
async function worker(): Promise<void> {
  for (let job = work[next++]; job; job = work[next++]) {
    const outcome = await job();
    passed += outcome.passed;
    failed += outcome.failed;
    const mark = outcome.failed > 0 ? 'FAIL' : 'ok  ';
    console.log(
      `${mark} ${outcome.name} (${outcome.passed} passed${outcome.failed ? `, ${outcome.failed} failed` : ''}, ${outcome.seconds.toFixed(1)} s)`,
    );
    if (outcome.failed > 0) console.log(outcome.output.replace(/^/gm, '     '));
    else for (const [said] of outcome.output.matchAll(MEASURED)) console.log(`     ${said}`);
  }
}
await Promise.all(Array.from({ length: AT_ONCE }, worker));
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
