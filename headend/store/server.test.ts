import { setTimeout as wait } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { verifyAudit } from '../audit/read.ts';
import { openStore } from './open.ts';
import {
  acceptedCounters,
  codeOf,
  newRequest,
  requestIdOf,
  startPostgres,
  temporaryDirectory,
} from './store.testing.ts';

const test = suite('Store whose server stops, or is shared');
const postgres = await startPostgres();

test.after(() => postgres?.remove());

const TERMINATE =
  'select pg_terminate_backend(pid) from pg_stat_activity ' +
  "where pid <> pg_backend_pid() and backend_type = 'client backend'";

if (postgres) {
  const server = postgres;
  const options = async () => ({
    url: await server.database(),
    directory: temporaryDirectory(),
    nowMillis: Date.now,
  });

  test('a database is one head-end at a time', async () => {
    const place = await options();
    const store = await openStore(place);
    const other = { ...place, directory: temporaryDirectory() };
    assert.is(await codeOf(openStore(other)), 'STORE_LOCKED');
    await store.close();
    await (await openStore(other)).close();
  });

  test('while the database is away writers wait, and nothing is lost or doubled', async () => {
    const store = await openStore(await options());
    let acknowledged = 0;
    let isOver = false;
    const writers = Array.from({ length: 20 }, async (_, writer) => {
      for (let number = writer * 100_000; !isOver; number++) {
        const { duplicateOf } = await store.commit({
          kind: 'accept',
          request: newRequest(number),
          audit: [],
        });
        assert.is(duplicateOf, undefined);
        acknowledged++;
      }
    });
    for (const signal of ['SIGQUIT', 'SIGINT'] as const) {
      const before = acknowledged;
      while (acknowledged < before + 200) await wait(5);
      await server.stop(signal);
      await server.start();
    }
    const before = acknowledged;
    while (acknowledged < before + 200) await wait(5);
    isOver = true;
    await Promise.all(writers);
    assert.is((await acceptedCounters(store)).size, acknowledged);
    assert.is((await verifyAudit(store)).brokenAt, undefined);
    await store.close();
  });

  test('a head-end whose lock another took meanwhile writes no more', async () => {
    const place = await options();
    const store = await openStore(place);
    await store.commit({ kind: 'accept', request: newRequest(1), audit: [] });
    await server.query('postgres', TERMINATE);
    const other = await openStore({ ...place, directory: temporaryDirectory() });
    await other.commit({ kind: 'accept', request: newRequest(2), audit: [] });
    await other.close();
    const late = store.commit({ kind: 'accept', request: newRequest(3), audit: [] });
    assert.is(await codeOf(late), 'LOCK_LOST');
    assert.is(await store.request(requestIdOf(3)), undefined);
    await store.close();
  });

  test('a store closed while the database is away refuses what waits', async () => {
    const store = await openStore(await options());
    await server.stop();
    const late = codeOf(store.commit({ kind: 'accept', request: newRequest(1), audit: [] }));
    await wait(100);
    await store.close();
    assert.is(await late, 'STORE_CLOSED');
    await server.start();
  });
}

test.run();
