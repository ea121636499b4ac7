/** House rules that Biome cannot say: documents that are current, links that lead somewhere, files of a size. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { documents } from './document.ts';
import { globSync } from './glob.ts';

/** Past this a file holds more than one thing; look what else is in it. */
const LINES_MAX = 400;

const test = suite('house rules');

test('documents written from definitions are current', () => {
  for (const [path, text] of Object.entries(documents))
    assert.is(readFileSync(path, 'utf8'), text(), `${path}: run npm run document`);
});

test('links in the documents lead to files', () => {
  const broken: string[] = [];
  let links = 0;
  for (const file of globSync('.', '.md'))
    for (const [, target = ''] of readFileSync(file, 'utf8').matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^(https?:|#)/.test(target)) continue;
      links += 1;
      const path = join(dirname(file), target.replace(/#.*/, ''));
      if (!existsSync(path)) broken.push(`${file}: ${target}`);
    }
  assert.equal(broken, []);
  assert.ok(links > 20);
});

test('places the glossary names are there', () => {
  const places = readFileSync('GLOSSARY.md', 'utf8').matchAll(/`([a-z-]+\/[^`]+)`/g);
  const missing = [...places].map(([, path = '']) => path).filter((path) => !existsSync(path));
  assert.equal(missing, []);
});

test('no file is longer than one thing needs', () => {
  const long = globSync('.', '.ts')
    .map((file) => [file, readFileSync(file, 'utf8').split('\n').length] as const)
    .filter(([, lines]) => lines > LINES_MAX);
  assert.equal(long, []);
});

test('every source file opens by saying what it is', () => {
  const silent = globSync('.', '.ts')
    .filter((file) => !file.endsWith('.test.ts'))
    .filter((file) => !/^(#!.*\n)?\/\*\*/.test(readFileSync(file, 'utf8')));
  assert.equal(silent, []);
});

test('no import silences the types or the linter without a reason', () => {
  const silenced = globSync('.', '.ts').flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter(
        (line) =>
          /@ts-(ignore|nocheck)|biome-ignore[^:]*:\s*$/.test(line) && !line.includes('/@ts'),
      )
      .map((line) => `${file}: ${line.trim()}`),
  );
  assert.equal(silenced, []);
});

test.run();
