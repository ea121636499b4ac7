import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openStore } from '../../headend/store/open.ts';
import { temporaryDirectory } from '../../headend/store/store.testing.ts';
import { meterwright } from '../run-here.testing.ts';
import { progressText } from './progress-line.ts';

const test = suite('meterwright register');
const directory = temporaryDirectory();
const at = (name: string) => join(directory, name);

test('synthetic writes files that migrate reads, in a dry run and then for good', async () => {
  const written = await meterwright('register', 'synthetic', at('files'), '--points', '400');
  const files = written.out.trim().split('\n');
  assert.is(files.length, 4);
  const place = ['--directory', at('data')];
  const dry = await meterwright('register', 'migrate', ...files, ...place, '--dry-run');
  assert.match(dry.out, /^[0-9]+ metering points would come in/);
  const results = ['--rejects', at('rejects.csv'), '--report', at('report.html')];
  const real = await meterwright('register', 'migrate', ...files, ...place, ...results);
  assert.is(real.code, 0);
  assert.match(real.out, /^[0-9]+ metering points came in/);
  assert.is(dry.out.replace('would come in', 'came in'), real.out);
  assert.match(
    readFileSync(at('rejects.csv'), 'utf8'),
    /\r\n.*,BAD_UTF8,reject,,the line is not UTF-8,/,
  );
  const page = readFileSync(at('report.html'), 'utf8');
  assert.match(page, /<svg width="100%" height="14"/);
  assert.not.match(page, /https?:/);
});

test('a head-end at work has the lock, and the migration says so and does nothing', async () => {
  const store = await openStore({ directory: at('data'), nowMillis: Date.now });
  const file = at('files/participants.csv');
  const ran = await meterwright('register', 'migrate', file, '--directory', at('data'));
  assert.is(ran.code, 1);
  assert.match(ran.err, /STORE_LOCKED|another/);
  await store.close();
});

test('P12: 2A has no bulk load: its sites come in one by one, and the command says so', async () => {
  const file = at('files/participants.csv');
  const scope = (name: string) => ['--directory', at('new'), '--registration', name] as const;
  const refused = await meterwright('register', 'migrate', file, ...scope('smart-sites'));
  assert.is(refused.code, 1);
  assert.match(refused.err, /--registration: .*migrate is for all-sites/);
  assert.is((await meterwright('register', 'migrate', file, ...scope('some'))).code, 2);
  assert.not.ok(existsSync(at('new')));
});

test('what is asked wrongly is told, and makes no folder', async () => {
  const missing = await meterwright('register', 'migrate', at('no.csv'), '--directory', at('new'));
  assert.is(missing.code, 2);
  assert.match(missing.err, /There is no file/);
  assert.is((await meterwright('register', 'migrate', at('files/gas.csv'))).code, 2);
  assert.is((await meterwright('register', 'move', 'x')).code, 2);
  assert.not.ok(existsSync(at('new')));
});

test('the progress line says phase, share and time', () => {
  const text = progressText({ phase: 'loading', done: 50, of: 200 }, 12.4);
  assert.is(text, `Loading              [${'########'.padEnd(30)}]  25 %  12 s`);
});

test.run();
