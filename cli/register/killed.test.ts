import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { verifyAudit } from '../../headend/audit/read.ts';
import { digestOf } from '../../headend/registration/migration/migration.testing.ts';
import { openStore } from '../../headend/store/open.ts';
import { startPostgres, temporaryDirectory } from '../../headend/store/store.testing.ts';
import { writeSynthetic } from './synthetic.ts';
import { chanceOf } from './synthetic-homes.ts';

const test = suite('a migration that is killed');
const CHILD = fileURLToPath(new URL('migrate.child.testing.ts', import.meta.url));
const POINTS = Number(process.env['MIGRATION_KILL_POINTS'] ?? 350);
const KILLS = Number(process.env['MIGRATION_KILLS'] ?? 2);

type Place = { readonly directory: string; readonly url?: string };
type Ended = { readonly lines: number; readonly isKilled: boolean };

/** Runs until it has said so many lines, and kills it then; without a number, to its end. */
function run(
  { directory, url = '' }: Place,
  files: readonly string[],
  kill?: number,
): Promise<Ended> {
  const args = ['--import', 'tsx', CHILD, directory, url, ...files];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let lines = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    lines += text.split('\n').length - 1;
    if (kill !== undefined && lines >= kill) child.kill('SIGKILL');
  });
  return new Promise((resolve) => {
    child.once('close', (_, signal) => resolve({ lines, isKilled: signal === 'SIGKILL' }));
  });
}

async function digestAt(place: Place): Promise<string[]> {
  const store = await openStore({ ...place, nowMillis: Date.now });
  try {
    assert.is((await verifyAudit(store)).brokenAt, undefined);
    return await digestOf(store);
  } finally {
    await store.close();
  }
}

/** Kills again and again at seeded moments, until a run comes to its end. */
async function surviveKills(whole: Place, killed: Place, seed: number): Promise<void> {
  const directory = join(temporaryDirectory(), 'files');
  const written = { points: POINTS, seed, faultsPerThousand: 60 };
  const { files } = await writeSynthetic(directory, written);
  const { lines } = await run(whole, files);
  const chance = chanceOf(seed);
  let kills = 0;
  for (let turn = 0; turn < KILLS; turn++) {
    // After all of them there is something left to do.
    const share = Math.floor(lines / (KILLS + 1));
    const ended = await run(killed, files, 1 + chance(share));
    if (ended.isKilled) kills++;
  }
  await run(killed, files);
  assert.is(kills, KILLS);
  assert.equal(await digestAt(killed), await digestAt(whole));
}

test('P21: resumes and ends with the same register as one that was not, with PostgreSQL', async () => {
  const postgres = await startPostgres();
  if (!postgres) return;
  const place = async () => ({
    directory: temporaryDirectory(),
    url: await postgres.database(),
  });
  await surviveKills(await place(), await place(), 11);
  await postgres.remove();
});

test('P21: resumes and ends with the same register as one that was not, with PGlite', async () => {
  const place = () => ({ directory: temporaryDirectory() });
  await surviveKills(place(), place(), 12);
});

test.run();
