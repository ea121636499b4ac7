/** docs/paper.md names a test for each thing it says is done: the tests are there, under those names. */
import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const ROWS_ANSWERED = 'P2 P3 P8 P9 P12 P13 P14 P16 P17 P19 P21 P22 P23'.split(' ');
const text = readFileSync('docs/paper.md', 'utf8');
/** A test as it is named there: [its name](../path/of/file.test.ts). */
const named = [...text.matchAll(/\[([^\]]+)\]\(\.\.\/([\w./-]+\.test\.ts)\)/g)].map(
  ([, title = '', file = '']) => ({ title, file }),
);

const test = suite('the founding paper, row by row');

test('every test that is named is in the file that is named', () => {
  assert.ok(named.length >= ROWS_ANSWERED.length);
  for (const { title, file } of named) {
    const source = readFileSync(file, 'utf8');
    const wanted = title.replaceAll("'", '’');
    assert.ok(source.replaceAll("'", '’').includes(wanted), `${file}: ${title}`);
  }
});

test('every row that is answered here has both sub-options, and a test', () => {
  for (const row of ROWS_ANSWERED) {
    const lines = text.split('\n').filter((line) => line.startsWith(`| ${row} `));
    const options = lines.map((line) => line.split('|')[2]?.trim());
    assert.ok(options.includes('2A') || options.includes('both'), `${row} in 2A`);
    assert.ok(options.includes('2B') || options.includes('both'), `${row} in 2B`);
    for (const line of lines) assert.match(line, /\.test\.ts\)/, line);
  }
});

test.run();
