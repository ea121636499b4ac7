/**
 * The full proofs of the meter's storage: npx tsx scripts/prove-storage.ts [proof ...], all of them without
 * arguments. `quick` is the power-cut proof as the mutants are judged by; the tests run smaller sets of the rest.
 */

import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { killAndCount } from '../meter-emulator/board/flash-file.counting.testing.ts';
import { NOR } from '../meter-emulator/firmware/storage/flash.ts';
import { MUTANTS, type Mutant } from '../meter-emulator/firmware/storage/mutants.testing.ts';
import {
  type Plan,
  PowerCutProof,
  SMALL,
} from '../meter-emulator/firmware/storage/power-cut.testing.ts';
import {
  loopBoots,
  rotBits,
  shareFleet,
} from '../meter-emulator/firmware/storage/proofs.testing.ts';
import { assert } from '../protocol/refused.ts';

const STORAGE = 'meter-emulator/firmware/storage';
/** All that the quick proof imports, by folder or file. */
const COPIED = [
  STORAGE,
  'meter-emulator/board/emulated-flash.ts',
  'meter-emulator/board/flash-file.ts',
  'meter-emulator/board/flash-file.counting.testing.ts',
  'meter-emulator/fleet/fleet-flash.ts',
  'protocol/bytes.ts',
  'protocol/refused.ts',
  'scripts/prove-storage.ts',
  'package.json',
];
const MUTANT_MILLISECONDS_MAX = 60_000;
const project = dirname(dirname(fileURLToPath(import.meta.url)));

/** Each prints its line and says whether all held. */
const PROOFS: Record<string, () => boolean | Promise<boolean>> = {
  'power-cut': () =>
    [
      cutPower('small blocks', { geometry: SMALL, commits: 400, tears: 4, nestedEvery: 4 }),
      cutPower('4 KiB blocks', { geometry: NOR, commits: 400, tears: 4, nestedEvery: 4 }),
    ].every((held) => held),
  mutants: () => MUTANTS.map(isFound).every((found) => found),
  'bit-rot': () => {
    const rot = rotBits(20_000, 1);
    console.log('20000 single bit flips:', JSON.stringify(rot));
    return rot.silentlyWrong === 0 && rot.threw.length === 0;
  },
  'boot-loop': () => {
    const { losses, erases } = loopBoots(20_000, 3);
    console.log(`20000 boots, ${losses} losses, erases of the log blocks ${erases.join(' ')}`);
    return losses === 0;
  },
  fleet: () => {
    const { differences, pagesLeaked } = shareFleet(20);
    console.log(`fleet flash: ${differences.length} differences, ${pagesLeaked} pages leaked`);
    return differences.length === 0 && pagesLeaked === 0;
  },
  kill: async () => {
    const { rounds, commits, torn, failures } = await killAndCount(100, 11);
    console.log(
      `${rounds} processes killed, ${commits} commits, ${torn} torn groups, ${failures.length} failures`,
    );
    for (const failure of failures) console.log(`  ${failure}`);
    return failures.length === 0;
  },
};

const QUICK = 'quick';

function quick(): boolean {
  const small = cutPower('small', { geometry: SMALL, commits: 240, tears: 1, nestedEvery: 20 });
  return cutPower('4 KiB', { geometry: NOR, commits: 150, tears: 1, nestedEvery: 20 }) && small;
}

function cutPower(name: string, plan: Plan): boolean {
  const started = performance.now();
  const { count, failures } = new PowerCutProof(plan).run();
  console.log(
    `${name}: ${plan.commits} groups, ${count.operations} operations; ${count.cuts} cuts,`,
    `${count.second} second cuts, ${count.third} third cuts, ${count.boots} boots checked,`,
    `${count.torn} of them with a torn tail; ${failures.length} failures,`,
    `${((performance.now() - started) / 1000).toFixed(0)} s`,
  );
  for (const failure of failures) console.log(`  ${failure}`);
  return failures.length === 0;
}

/** Breaks a copy of the store and runs the quick proof there. */
function isFound(mutant: Mutant): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'storage-mutant-'));
  for (const path of COPIED) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(project, path), join(folder, path), { recursive: true });
  }
  symlinkSync(join(project, 'node_modules'), join(folder, 'node_modules'));
  breakFile(join(folder, STORAGE, mutant.file), mutant);
  const run = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/prove-storage.ts', QUICK], {
    cwd: folder,
    encoding: 'utf8',
    timeout: MUTANT_MILLISECONDS_MAX,
  });
  rmSync(folder, { recursive: true });
  const lines = `${run.stdout}${run.stderr}`.trim().split('\n');
  const first = lines.find((line) => line.startsWith('  ')) ?? lines.at(-1) ?? '';
  console.log(`${run.status === 0 ? 'MISSED' : 'found '} ${mutant.why}`);
  console.log(`         ${first.trim().slice(0, 100)}`);
  return run.status !== 0;
}

function breakFile(path: string, { why, edits }: Mutant): void {
  let text = readFileSync(path, 'utf8');
  for (const [from, to] of edits) {
    assert(text.includes(from), `${why}: nothing to break in ${path}`);
    text = text.replace(from, to);
  }
  writeFileSync(path, text);
}

async function prove(name: string): Promise<boolean> {
  const proof = name === QUICK ? quick : PROOFS[name];
  assert(proof !== undefined, `proofs: ${Object.keys(PROOFS).join(', ')}, ${QUICK}`);
  return await proof();
}

const asked = process.argv.slice(2);
for (const name of asked.length > 0 ? asked : Object.keys(PROOFS))
  if (!(await prove(name))) process.exitCode = 1;
