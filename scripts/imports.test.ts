/** The import rule, and what pure code may not touch. Biome says part of it; this says all of it. */
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { globSync } from './glob.ts';

/** Which folders a folder may import from. Tests and scripts join whatever they test. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  protocol: ['protocol'],
  platform: ['protocol', 'platform'],
  'meter-emulator': ['protocol', 'platform', 'meter-emulator'],
  pki: ['protocol', 'platform', 'pki'],
  headend: ['protocol', 'platform', 'pki', 'headend'],
  hardware: ['protocol', 'platform', 'hardware'],
};
const PURE = ['protocol', 'meter-emulator/firmware'];
const FORBIDDEN_IN_PURE =
  /(?<![\w.'"`])(?:Date|setTimeout|setInterval|setImmediate|performance|process|Buffer|console)\b(?!['"`:])|\bMath\.random\b/;

const isTest = (file: string) => /\.(test|testing)\.ts$/.test(file);
const sources = Object.keys(MAY_IMPORT).flatMap((folder) => {
  try {
    return globSync(folder, '.ts').filter((file) => !isTest(file));
  } catch {
    return [];
  }
});

function imports(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const found = text.matchAll(/(?:from\s+|import\s*\(?\s*)['"]([^'"]+)['"]/g);
  return [...found].map(([, path]) => path as string);
}

/** Code without comments and texts, line by line. */
function code(file: string): string {
  return readFileSync(file, 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\/\/.*$/gm, '')
    .replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g, "''");
}

const test = suite('the import rule');

test('imports only point where the layout allows', () => {
  const wrong: string[] = [];
  for (const file of sources) {
    const [folder = ''] = file.split('/');
    for (const path of imports(file).filter((one) => one.startsWith('.'))) {
      const [target = ''] = normalize(join(dirname(file), path)).split('/');
      if (!MAY_IMPORT[folder]?.includes(target)) wrong.push(`${file} imports ${path}`);
    }
  }
  assert.equal(wrong, []);
  assert.ok(sources.length > 100, 'the rule looked at the project');
});

test('firmware imports protocol and itself alone', () => {
  const firmware = sources.filter((file) => file.startsWith('meter-emulator/firmware/'));
  const wrong = firmware.flatMap((file) =>
    imports(file)
      .filter((path) => path.startsWith('.'))
      .map((path) => normalize(join(dirname(file), path)))
      .filter((path) => !/^(protocol|meter-emulator\/firmware)\//.test(path))
      .map((path) => `${file} imports ${path}`),
  );
  assert.equal(wrong, []);
  assert.ok(firmware.length > 10);
});

test('no Node module, clock, timer or chance in protocol and firmware', () => {
  const pure = sources.filter((file) => PURE.some((folder) => file.startsWith(`${folder}/`)));
  const wrong = pure.flatMap((file) => [
    ...imports(file)
      .filter((path) => path.startsWith('node:'))
      .map((path) => `${file} imports ${path}`),
    ...code(file)
      .split('\n')
      .filter((line) => FORBIDDEN_IN_PURE.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  ]);
  assert.equal(wrong, []);
});

test('tests alone use what tests are made with', () => {
  const wrong = sources.filter((file) =>
    imports(file).some((path) => /^(uvu|fast-check|ajv)\b|\.testing\.ts$/.test(path)),
  );
  assert.equal(wrong, []);
});

test.run();
