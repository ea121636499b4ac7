/** Runs every judge on the data, prints what each has checked, and fails if one failed, or checked nothing. */
import { judgeCells } from './judge-cells.ts';
import { judgeCrypto } from './judge-crypto.ts';
import { type JudgeRow, judgeMatrix } from './judge-matrix.ts';
import { judgeProtobuf } from './judge-protobuf.ts';
import { judgeSamples } from './judge-samples.ts';
import { judgeSchema } from './judge-schema.ts';
import { judgeSignatures } from './judge-signatures.ts';
import { judgeWay } from './judge-way.ts';

type Judge = (data: string) => readonly JudgeRow[] | Promise<readonly JudgeRow[]>;

const JUDGES: Readonly<Record<string, Judge>> = {
  'who may ask for what': judgeMatrix,
  'every cell at the door': judgeCells,
  'published requests': judgeSamples,
  'schemas, both ways': judgeSchema,
  'cryptography and canonical bytes': judgeCrypto,
  'XML signatures, both ways': judgeSignatures,
  'the bridge in protobuf': judgeProtobuf,
  'the whole way': judgeWay,
};
const SHOWN_MAX = 10;

const [data] = process.argv.slice(2);
if (data === undefined) throw new Error('usage: scripts/conformance DATA');

let passed = 0;
let failed = 0;
for (const [title, judge] of Object.entries(JUDGES)) {
  console.log(title);
  const rows = await judge(data);
  // A judge that has nothing to say has not judged.
  if (rows.length === 0) failed += 1;
  for (const row of rows) report(row);
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);

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
