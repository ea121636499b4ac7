import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import { Kysely, Migrator, PostgresDialect } from 'kysely';
import pg from 'pg';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Register } from '../../registration/register.ts';
import { RegisterRows } from '../../registration/register-rows.ts';
import { openStore } from '../open.ts';
import { NOON_MILLIS, startPostgres, temporaryDirectory } from '../store.testing.ts';
import { MIGRATIONS } from './index.ts';

const POINT = {
  mpxn: '2012345678385',
  fuel: 'electricity' as const,
  networkOperator: '90-B3-D5-1F-30-00-00-02',
  uprn: 100_023_336_956,
  postCode: 'sw1a 2aa',
  addressIdentifier: ' 10  Café ',
  registrations: [
    { supplier: '90-B3-D5-1F-30-01-00-00', effectiveFromUtcSeconds: 5, effectiveToUtcSeconds: 9 },
    { supplier: '90-B3-D5-1F-30-02-00-00', effectiveFromUtcSeconds: 9 },
  ],
  grants: [{ party: '90-B3-D5-1F-30-04-00-00', role: 'OU' as const, effectiveFromUtcSeconds: 7 }],
};
const { grants: _, ...BARE } = { ...POINT, mpxn: '1312345678333', registrations: [] };
const nowMillis = () => NOON_MILLIS;

/** A database as the release before left it. */
async function oldDatabase(pool: pg.Pool): Promise<void> {
  const database = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  const provider = { getMigrations: async () => ({ ...MIGRATIONS }) };
  const { error } = await new Migrator({ db: database, provider }).migrateTo('0006-fingerprints');
  if (error) throw error;
  for (const point of [POINT, BARE])
    await pool.query('insert into metering_points (mpxn, record) values ($1, $2)', [
      point.mpxn,
      JSON.stringify(point),
    ]);
  await database.destroy();
}

async function expectMoved(options: { url?: string; directory: string }): Promise<void> {
  const store = await openStore({ ...options, nowMillis });
  const register = new Register(new RegisterRows(store, nowMillis));
  assert.equal(await register.find(POINT.mpxn), POINT);
  assert.equal(await register.find(BARE.mpxn), BARE);
  assert.is((await register.atAddress('SW1A2AA', '10 CAFÉ')).length, 2);
  assert.is((await register.atUprn(POINT.uprn)).length, 2);
  const long = { effectiveAtUtcSeconds: 6, knownAtMillis: 1 };
  assert.is((await register.asOf(POINT.mpxn, long))?.registrations.length, 1);
  await store.close();
}

const test = suite('a register from before it had tables of its own');

test('is found again as it was in PGlite', async () => {
  const directory = temporaryDirectory();
  const pglite = await PGlite.create({ dataDir: join(directory, 'database') });
  await oldDatabase(new pg.Pool({ ...createPgConfig(pglite), max: 1, idleTimeoutMillis: 0 }));
  await pglite.close();
  await expectMoved({ directory });
});

const postgres = await startPostgres();
if (postgres)
  test('is found again as it was in PostgreSQL', async () => {
    const url = await postgres.database();
    await oldDatabase(new pg.Pool({ connectionString: url }));
    await expectMoved({ url, directory: temporaryDirectory() });
    await postgres.remove();
  });

test.run();
