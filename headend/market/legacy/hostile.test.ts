/** What lies in the folder is whoever's who can write there: none of it is lost, and none of it stops the rest. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, symlink, truncate, writeFile as write } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { memoryStore, temporaryDirectory } from '../../store/store.testing.ts';
import type { Store } from '../../store/store.ts';
import { writeFile } from './file.ts';
import { d0217 } from './flows/registration.ts';
import { contentOf, FILE_BYTES_MAX } from './folder.ts';
import { type LegacyStation, openStation } from './station.testing.ts';
import { DAY, sent, TODAY } from './world.testing.ts';

const test = suite('hostile files in the folder');

let store: Store;
test.before(async () => {
  store = await memoryStore();
});
test.after(() => store.close());

const open = () => openStation(store, temporaryDirectory(), 'smart-sites');
const confirmed = (mpan: string) =>
  sent(d0217, 'SMRA', { entries: [{ mpan, supplier: 'OLDE', supplyStart: TODAY + 7 * DAY }] });
const isThere = async (station: LegacyStation, mpan: string) =>
  (await station.stations.register.find(mpan)) !== undefined;

test('a file that comes under the name of one in hand is another, and is taken as well', async () => {
  const station = await open();
  const { folder } = station.legacy;
  await station.send('a.usr', confirmed('2000000000006'));
  await contentOf(folder, 'a.usr');
  await station.send('a.usr', confirmed('2000000000015'));
  await station.poll();
  await station.poll();
  assert.ok(await isThere(station, '2000000000006'));
  assert.ok(await isThere(station, '2000000000015'));
});

test('what is done already is not written over by another file of that name', async () => {
  const station = await open();
  const contents = ['2000000000024', '2000000000033'].map((mpan) => writeFile(confirmed(mpan)));
  for (const content of [...contents, ...contents]) {
    await station.send('daily.usr', content);
    await station.poll();
  }
  const names = await station.names('done');
  assert.is(names.length, 2);
  const kept = await Promise.all(names.map((name) => station.text('done', name)));
  assert.equal(kept.sort(), contents.sort());
});

test('a rejected file keeps its reason when another of its name is rejected', async () => {
  const station = await open();
  for (const content of ['ZHV|\n', 'no line end']) {
    await station.send('b.usr', content);
    await station.poll();
  }
  const reasons = (await station.names('rejected')).filter((name) => name.endsWith('.reason'));
  const texts = await Promise.all(reasons.map((name) => station.text('rejected', name)));
  assert.match(texts.join(), /ZPT/);
  assert.match(texts.join(), /does not end/);
});

test('links, folders and names that cannot be are left, said once, and stop nothing', async () => {
  const station = await open();
  const incoming = station.legacy.folder.in;
  const elsewhere = join(temporaryDirectory(), 'secret');
  await write(elsewhere, 'SECRET');
  await symlink(elsewhere, join(incoming, 'link.usr'));
  await mkdir(join(incoming, 'folder.usr'));
  await write(join(incoming, 'n'.repeat(240)), 'ZHV|\n');
  await write(Buffer.from(`${incoming}/\xff.usr`, 'latin1'), 'ZHV|\n');
  await station.send('z.usr', confirmed('2000000000042'));
  await station.poll();
  await station.poll();
  assert.is(station.reported.length, 4, station.reported.join('\n'));
  assert.match(station.reported.join('\n'), /link\.usr: Error: is no regular file/);
  assert.equal([await station.names('done'), await station.names('rejected')], [['z.usr'], []]);
});

test('a file that is too large is rejected, and no more of it is read than tells so', async () => {
  const station = await open();
  await station.send('huge.usr', '');
  await truncate(join(station.legacy.folder.in, 'huge.usr'), 64 * FILE_BYTES_MAX);
  await station.poll();
  assert.equal(await station.names('rejected'), ['huge.usr', 'huge.usr.reason']);
  assert.match(await station.text('rejected', 'huge.usr.reason'), /more than 16777216 bytes/);
});

test('bytes that are not UTF-8, or begin with a mark of their order, are rejected', async () => {
  const station = await open();
  const content = Buffer.from(writeFile(confirmed('2000000000051')));
  await write(
    join(station.legacy.folder.in, 'c.usr'),
    Buffer.concat([content, Buffer.from([0xff])]),
  );
  await write(
    join(station.legacy.folder.in, 'd.usr'),
    Buffer.concat([Buffer.from('\ufeff'), content]),
  );
  await station.poll();
  assert.match(await station.text('rejected', 'c.usr.reason'), /not UTF-8/);
  assert.match(await station.text('rejected', 'd.usr.reason'), /ZHV/);
  assert.is(await isThere(station, '2000000000051'), false);
});

test('a file that grows while it is read is not taken before it has come to rest', async () => {
  const { folder } = (await open()).legacy;
  const held = join(folder.in, '.e.usr.taking');
  await write(held, 'x'.repeat(FILE_BYTES_MAX / 2));
  const writer = spawn('sh', ['-c', 'while :; do printf y >> "$0"; done', held]);
  // Whether a write falls between the first look and the last is chance: it is tried until one does.
  let isLeft = false;
  try {
    for (let tries = 0; tries < 500 && !isLeft; tries++)
      isLeft = (await contentOf(folder, 'e.usr')) === undefined;
  } finally {
    writer.kill('SIGKILL');
    await once(writer, 'close');
  }
  assert.ok(isLeft);
  assert.ok((await contentOf(folder, 'e.usr')) !== undefined, 'it has come to rest');
});

test('what was found in a rejected file is told beside it, and kept nowhere else', async () => {
  const station = await open();
  const broken = writeFile(confirmed('2000000000060')).replace('2000000000060', '2000000000061');
  for (const name of ['f.usr', 'g.usr']) {
    await station.send(name, broken);
    await station.poll();
    assert.match(await station.text('rejected', `${name}.reason`), /2000000000061.*line 2/);
  }
  const files = await store.database.selectFrom('legacy_files').select('reason').execute();
  const blocks = await store.database.selectFrom('audit_blocks').select('entries').execute();
  const kept = [
    ...files.map(({ reason }) => reason),
    ...blocks.map(({ entries }) => Buffer.from(entries).toString('utf8')),
  ].join();
  assert.match(kept, /mpan line 2/);
  assert.is(kept.includes('2000000000061'), false);
});

test.run();
