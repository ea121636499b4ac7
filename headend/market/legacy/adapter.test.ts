import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { memoryStore, temporaryDirectory } from '../../store/store.testing.ts';
import type { Store } from '../../store/store.ts';
import { writeFile } from './file.ts';
import { d0010 } from './flows/d0010.ts';
import { d0217 } from './flows/registration.ts';
import { type LegacyStation, openStation } from './station.testing.ts';
import { DAY, MPAN, OTHER_MPAN, sent, TODAY } from './world.testing.ts';

const test = suite('legacy adapter');
const NEXT_WEEK = TODAY + 7 * DAY;

let store: Store;
test.before(async () => {
  store = await memoryStore();
});
test.after(() => store.close());

/** A folder of its own; the store is all tests', so each has metering points of its own. */
const open = (path = temporaryDirectory()): Promise<LegacyStation> =>
  openStation(store, path, 'smart-sites');

const confirmed = (mpan: string, supplier = 'NEWE', fileId = '') =>
  sent(
    d0217,
    'SMRA',
    { entries: [{ mpan, supplier, supplyStart: NEXT_WEEK }] },
    fileId === '' ? {} : { fileId },
  );
const registrationsAt = async (station: LegacyStation, mpan: string) =>
  (await station.stations.register.find(mpan))?.registrations.length ?? 0;

test('a file that comes in is taken, and moves on', async () => {
  const station = await open();
  await station.send('a.usr', confirmed(MPAN));
  await station.poll();
  assert.equal(await station.names('in'), []);
  assert.equal(await station.names('done'), ['a.usr']);
  assert.is(await registrationsAt(station, MPAN), 1);
});

test('what is still being written, and what is no file, is left alone', async () => {
  const station = await open();
  await station.send('.hidden', confirmed(OTHER_MPAN));
  await station.send('b.usr.tmp', confirmed(OTHER_MPAN));
  await station.poll();
  assert.equal(await station.names('in'), ['.hidden', 'b.usr.tmp']);
});

test('a file that comes again, under whatever name, changes nothing', async () => {
  const station = await open();
  const content = writeFile(confirmed('2000000000006', 'OLDE'));
  await station.send('c.usr', content);
  await station.poll();
  const point = await station.stations.register.find('2000000000006');
  await station.send('d.usr', content);
  await station.poll();
  assert.equal(await station.names('done'), ['c.usr', 'd.usr']);
  assert.is(await station.stations.register.find('2000000000006'), point);
});

test('another file under a name that was taken is rejected, with the reason beside it', async () => {
  const station = await open();
  await station.send('e.usr', confirmed('2000000000015', 'OLDE', 'SAMENAME01'));
  await station.poll();
  await station.send('f.usr', confirmed('2000000000015', 'NEWE', 'SAMENAME01'));
  await station.poll();
  assert.equal(await station.names('rejected'), ['f.usr', 'f.usr.reason']);
  assert.match(await station.text('rejected', 'f.usr.reason'), /SMRA has named another file/);
  assert.is(await registrationsAt(station, '2000000000015'), 1);
});

test('a rejected file is rejected again when it comes again, and taken when it is mended', async () => {
  const station = await open();
  const file = confirmed('2000000000024', 'OLDE', 'MENDED0001');
  const broken = writeFile(file).replace('ZPT|MENDED0001|1|', 'ZPT|MENDED0001|2|');
  for (const name of ['g.usr', 'h.usr']) await station.send(name, broken);
  await station.poll();
  const rejected = ['g.usr', 'g.usr.reason', 'h.usr', 'h.usr.reason'];
  assert.equal(await station.names('rejected'), rejected);
  assert.match(await station.text('rejected', 'h.usr.reason'), /groupCount.*line 3/);
  await station.send('i.usr', file);
  await station.poll();
  assert.equal(await station.names('done'), ['i.usr']);
});

test('bytes that are no text are rejected, and so are readings, which are not kept', async () => {
  const station = await open();
  await station.send('j.usr', 'ZHV|\n');
  const points = [{ mpan: MPAN, status: 'valid' as const, visits: [], meters: [] }];
  await station.send('k.usr', sent(d0010, 'OLDE', { points }));
  await station.poll();
  assert.match(await station.text('rejected', 'j.usr.reason'), /ZPT/);
  assert.match(await station.text('rejected', 'k.usr.reason'), /not taken in here/);
});

test('an entry that is refused goes back to its sender as a file', async () => {
  const station = await open();
  await station.send('l.usr', confirmed('2000000000033', 'XXXX'));
  await station.poll();
  const [back, ...others] = await station.sentOut();
  assert.equal(others, []);
  assert.is(`${back?.flow.name} to ${back?.header.toId}`, 'D0057 to SMRA');
  assert.is(await station.stations.outbox.waiting('legacy'), 0);
  assert.equal(await station.names('done'), ['l.usr']);
});

test('a file that was taken but had not moved on only moves on', async () => {
  const path = temporaryDirectory();
  const station = await open(path);
  await rename(join(path, 'done'), join(path, 'elsewhere'));
  await station.send('m.usr', confirmed('2000000000042', 'OLDE'));
  await station.poll();
  assert.is(station.reported.length, 1);
  assert.equal(await station.names('in'), ['.m.usr.taking']);
  await station.poll();
  assert.is(station.reported.length, 1, 'it is said once');
  await station.stop();
  await rm(join(path, 'elsewhere'), { recursive: true });
  const next = await open(path);
  await next.poll();
  assert.equal(await next.names('done'), ['m.usr']);
  assert.is(await registrationsAt(next, '2000000000042'), 1);
});

test('a file that cannot go out waits, and goes out when it can', async () => {
  const path = temporaryDirectory();
  const station = await open(path);
  await rename(join(path, 'out'), join(path, 'elsewhere'));
  await station.send('n.usr', confirmed('2000000000051', 'XXXX'));
  await station.poll();
  assert.is(await station.stations.outbox.waiting('legacy'), 1);
  await rename(join(path, 'elsewhere'), join(path, 'out'));
  station.time.advance(3_600_000);
  await station.stations.outbox.idle();
  assert.is((await station.sentOut()).length, 1);
  assert.is(await station.stations.outbox.waiting('legacy'), 0);
});

test('it looks again and again until it is stopped', async () => {
  const station = await open();
  await station.adapter.start();
  await station.send('o.usr', confirmed('2000000000060', 'OLDE'));
  for (let tries = 0; tries < 200 && (await station.names('in')).length > 0; tries++) {
    station.time.advance(5_000);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  assert.equal(await station.names('done'), ['o.usr']);
  await station.stop();
  await station.send('p.usr', confirmed('2000000000070', 'OLDE'));
  station.time.advance(60_000);
  assert.equal(await station.names('in'), ['p.usr']);
});

test('the audit says which file it was and how much of it was taken, and nothing that is in it', async () => {
  const rows = await store.database.selectFrom('audit_blocks').select('entries').execute();
  const text = rows.map(({ entries }) => Buffer.from(entries).toString('utf8')).join();
  assert.match(text, /legacyFile/);
  assert.is(text.includes('2000000000033'), false);
});

test.run();
