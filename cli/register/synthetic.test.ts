import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MIGRATION_FAULTS } from '../../headend/registration/migration/faults.ts';
import { openFiles } from '../../headend/registration/migration/files.ts';
import { migrate } from '../../headend/registration/migration/migrate.ts';
import { memoryStore, temporaryDirectory } from '../../headend/store/store.testing.ts';
import { PLANTED_KINDS } from './plants.ts';
import { writeSynthetic } from './synthetic.ts';

const test = suite('invented files with planted faults');
/** `npm run bench:migration` does the same with 200,000. */
const POINTS = Number(process.env['MIGRATION_POINTS'] ?? 20_000);

/** As `file,line,code`, each once: a row may have one fault in two fields. */
async function faultsIn(paths: readonly string[]): Promise<string[]> {
  const files = await openFiles(paths);
  const found = new Set<string>();
  const store = await memoryStore();
  try {
    await migrate(store, files, {
      nowMillis: Date.now(),
      takeFaults: async (faults) => {
        for await (const { file, line, code } of faults)
          found.add(`${basename(files[file]?.path ?? '')},${line},${code}`);
      },
    });
    return [...found].sort();
  } finally {
    await store.close();
  }
}

test('P21: every planted fault is found with its code, and nothing else', async () => {
  const written = { points: POINTS, seed: 3, faultsPerThousand: 30 };
  const { files, answers } = await writeSynthetic(temporaryDirectory(), written);
  const expected = readFileSync(answers, 'utf8').trim().split('\r\n').slice(1).sort();
  const found = await faultsIn(files);
  assert.equal(found, expected);
  const kinds = new Set(expected.map((line) => line.split(',')[2] ?? ''));
  assert.ok(kinds.size >= PLANTED_KINDS, `${kinds.size} kinds`);
  for (const kind of kinds) assert.ok(Object.hasOwn(MIGRATION_FAULTS, kind), kind);
});

test('the same seed writes the same files', async () => {
  const written = { points: 300, seed: 9, faultsPerThousand: 100 };
  const [one, other] = [temporaryDirectory(), temporaryDirectory()];
  const [first, second] = [
    await writeSynthetic(one, written),
    await writeSynthetic(other, written),
  ];
  for (const [at, path] of first.files.entries())
    assert.is(readFileSync(path, 'latin1'), readFileSync(second.files[at] ?? '', 'latin1'));
});

test.run();
