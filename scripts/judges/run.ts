/**
 * Runs every judge on the data, two at a time and each in a process of its own, prints what each has checked,
 * and fails if one failed, or checked nothing.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { judgeCells } from './judge-cells.ts';
import { judgeCrypto } from './judge-crypto.ts';
import { type JudgeRow, judgeMatrix } from './judge-matrix.ts';
import { judgeProtobuf } from './judge-protobuf.ts';
import { judgeSamples } from './judge-samples.ts';
import { judgeSchema } from './judge-schema.ts';
import { judgeSignatures } from './judge-signatures.ts';
import { judgeWay } from './judge-way.ts';

type Judge = (data: string) => readonly JudgeRow[] | Promise<readonly JudgeRow[]>;

/** Those that take longest first: the others go beside them. */
const JUDGES: Readonly<Record<string, Judge>> = {
  'schemas, both ways': judgeSchema,
  'the bridge in protobuf': judgeProtobuf,
  'the whole way': judgeWay,
  'every cell at the door': judgeCells,
  'who may ask for what': judgeMatrix,
  'published requests': judgeSamples,
  'cryptography and canonical bytes': judgeCrypto,
  'XML signatures, both ways': judgeSignatures,
};
const AT_ONCE = 2;
const SHOWN_MAX = 10;
const ROWS_BYTES_MAX = 64 * 1024 * 1024;
/** Before the rows: what a judge prints beside them is for people. */
const ROWS = '\nrows: ';

const [data, only] = process.argv.slice(2);
if (data === undefined) throw new Error('usage: scripts/conformance DATA [JUDGE]');

let passed = 0;
let failed = 0;
if (only !== undefined) {
  const judge = JUDGES[only];
  if (!judge) throw new Error(`no judge ${only}: ${Object.keys(JUDGES).join(', ')}`);
  const rows = `${ROWS}${JSON.stringify(await judge(data))}\n`;
  // A pipe takes it bit by bit; and some judges have left a worker or a server idle.
  process.stdout.write(rows, () => process.exit(0));
  await new Promise(() => {});
}

const waiting = Object.keys(JUDGES);
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (let title = waiting.shift(); title !== undefined; title = waiting.shift()) {
      const rows = await rowsOf(title, data);
      console.log(title);
      // A judge that has nothing to say has not judged.
      if (rows.length === 0) failed += 1;
      for (const row of rows) report(row);
    }
  }),
);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);

async function rowsOf(title: string, of: string): Promise<readonly JudgeRow[]> {
  const here = fileURLToPath(import.meta.url);
  const args = [...process.execArgv, here, of, title];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      maxBuffer: ROWS_BYTES_MAX,
    });
    return JSON.parse(stdout.slice(stdout.lastIndexOf(ROWS) + ROWS.length)) as JudgeRow[];
  } catch (error) {
    // It died, or was killed: said as a judge that failed.
    return [{ name: title, checked: 0, failed: [String(error).slice(0, 2_000)] }];
  }
}

function report({ name, checked, failed: problems }: JudgeRow): void {
  const isRight = problems.length === 0 && checked > 0;
  if (isRight) passed += checked;
  else {
    failed += Math.max(1, problems.length);
    passed += Math.max(0, checked - problems.length);
  }
  console.log(
    `  ${isRight ? 'ok  ' : 'FAIL'} ${name}: ${checked} checked, ${problems.length} failed`,
  );
  for (const problem of problems.slice(0, SHOWN_MAX)) console.log(`       ${problem}`);
}
