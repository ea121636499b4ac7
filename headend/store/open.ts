/** Opens the store: takes the lock, brings the tables up to date, checks the audit's end. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { PGlite } from '@electric-sql/pglite';
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import { Kysely, Migrator, PostgresDialect } from 'kysely';
import pg from 'pg';
import { realTimer, type Timer } from '../../platform/time.ts';
import { equalBytes, toHex } from '../../protocol/bytes.ts';
import type { RequestId } from '../../protocol/identifiers/request-id.ts';
import { assert } from '../../protocol/refused.ts';
import { type Witness, WitnessFile, WitnessInMemory } from '../audit/witness.ts';
import { EpochKeys } from '../outbox/epoch-keys.ts';
import { KeyFiles, KeysInMemory } from '../outbox/key-files.ts';
import { lockDirectory } from './directory-lock.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { recordOf } from './request-row.ts';
import { isSealed, RequestSecrets, SECRET_SERVICES } from './request-secrets.ts';
import { ConnectionLost, int8AsBigint, Session } from './session.ts';
import { Store } from './store.ts';
import { StoreError } from './store-error.ts';
import type { Database } from './tables.ts';
import { newestBlock } from './writer.ts';

export type StoreOptions = {
  /** `postgresql://…`; without it the database is PGlite, in `directory` or in memory. */
  readonly url?: string;
  /** The head-end's own folder: the keys of the outbox and of requests, the witness of the audit, PGlite's data. */
  readonly directory?: string;
  readonly inMemory?: true;
  readonly nowMillis: () => number;
  readonly timer?: Timer;
  /** Of cryptographic quality, for the keys of the outbox. */
  readonly randomBytes?: (length: number) => Uint8Array;
  /** What PGlite's `dumpDataDir` gave: a new database starts from it, which saves seconds. */
  readonly template?: Blob;
};

type Engine = {
  readonly database: Kysely<Database>;
  readonly session: Session;
  readonly end: () => Promise<void>;
};

const READERS_MAX = 4;
const CONNECT_MILLIS_MAX = 5_000;
/** The server takes a moment to notice that a process that held the lock has died. */
const LOCK_TRIES = 10;
const LOCK_RETRY_MILLIS = 300;

/**
 * Throws StoreError STORE_LOCKED (another head-end is at work), KEY_MISSING (the folder is not the one
 * the waiting messages were encrypted with), or the database's own error.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { url, directory, inMemory } = options;
  assert(directory !== undefined || inMemory === true, 'a store needs a directory');
  if (directory !== undefined) await mkdir(directory, { recursive: true, mode: 0o700 });
  const engine = url === undefined ? await embedded(options) : server(url);
  try {
    return await openOn(engine, options);
  } catch (error) {
    await engine.end();
    throw error;
  }
}

async function openOn(engine: Engine, options: StoreOptions): Promise<Store> {
  const { directory, nowMillis, randomBytes: random = randomBytes } = options;
  await takeLock(engine.session);
  await migrate(engine.database);
  const witness =
    directory === undefined ? new WitnessInMemory() : new WitnessFile(join(directory, 'audit-end'));
  const keys = await EpochKeys.open(
    directory === undefined ? new KeysInMemory() : new KeyFiles(join(directory, 'outbox-keys')),
    await outstandingByEpoch(engine.database),
    { nowMillis, randomBytes: random },
  );
  const secrets = await RequestSecrets.open(
    directory === undefined ? new KeysInMemory() : new KeyFiles(join(directory, 'request-keys')),
    await sealedRequests(engine.database),
    random,
  );
  const end = await engine.session.transaction(newestBlock);
  const parts = { session: engine.session, keys, secrets, witness, end, nowMillis };
  const timer = options.timer ?? realTimer;
  const store = new Store({ ...parts, timer }, engine.database, engine.end);
  await noteTruncation(store, witness, nowMillis());
  return store;
}

async function embedded({ directory, template }: StoreOptions): Promise<Engine> {
  const unlock = directory === undefined ? () => Promise.resolve() : await lockDirectory(directory);
  const dataDir = directory === undefined ? 'memory://' : join(directory, 'database');
  const isNew = directory === undefined || !existsSync(join(dataDir, 'PG_VERSION'));
  // Ranges that must not overlap, of the same metering point.
  const extensions = { btree_gist };
  const start = isNew && template ? { loadDataDir: template } : {};
  const pglite = await PGlite.create({ dataDir, extensions, ...start }).catch(
    async (error: unknown) => {
      await unlock();
      throw error;
    },
  );
  // One session serves everybody, in turns; it must not be ended when it is idle.
  const config = { ...createPgConfig(pglite), max: 1, idleTimeoutMillis: 0, types: int8AsBigint };
  const pool = new pg.Pool(config);
  const database = kysely(pool);
  const end = async () => {
    await database.destroy();
    if (!pool.ended) await pool.end();
    await pglite.close();
    await unlock();
  };
  return { database, session: new Session(pool, false), end };
}

function server(url: string): Engine {
  const common = {
    connectionString: url,
    types: int8AsBigint,
    keepAlive: true,
    connectionTimeoutMillis: CONNECT_MILLIS_MAX,
  };
  const readers = new pg.Pool({ ...common, max: READERS_MAX });
  const writer = new pg.Pool({ ...common, max: 1, idleTimeoutMillis: 0 });
  // An idle connection that breaks is replaced when the next is asked for.
  for (const pool of [readers, writer]) pool.on('error', () => undefined);
  const database = kysely(readers);
  const end = async () => {
    await database.destroy();
    if (!readers.ended) await readers.end();
    await writer.end();
  };
  return { database, session: new Session(writer, true), end };
}

function kysely(pool: pg.Pool): Kysely<Database> {
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
}

async function takeLock(session: Session): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await session.transaction(() => Promise.resolve());
    } catch (error) {
      if (!(error instanceof ConnectionLost) || !error.isLocked) throw error;
      if (tries === LOCK_TRIES) throw new StoreError('STORE_LOCKED', '', error);
      await wait(LOCK_RETRY_MILLIS);
    }
  }
}

async function migrate(database: Kysely<Database>): Promise<void> {
  const provider = { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) };
  const { error } = await new Migrator({ db: database, provider }).migrateToLatest();
  if (error) throw error;
}

async function outstandingByEpoch(database: Kysely<Database>): Promise<Map<string, number>> {
  const rows = await database
    .selectFrom('outbox')
    .select(({ fn }) => ['epoch', fn.countAll<bigint>().as('messages')])
    .groupBy('epoch')
    .execute();
  return new Map(rows.map(({ epoch, messages }) => [epoch, Number(messages)]));
}

async function sealedRequests(database: Kysely<Database>): Promise<RequestId[]> {
  const rows = await database
    .selectFrom('requests')
    .selectAll()
    .where('is_open', '=', true)
    .where('service', 'in', [...SECRET_SERVICES])
    .execute();
  const sealed = rows.map(recordOf).filter(({ body, command }) => isSealed(body ?? command));
  return sealed.map(({ requestId }) => requestId);
}

/** A chain that was cut goes on from the cut; that it was, and where it had been, it says itself. */
async function noteTruncation(store: Store, witness: Witness, atMillis: number): Promise<void> {
  const known = await witness.read();
  if (!known) return;
  const block = await store.database
    .selectFrom('audit_blocks')
    .select('hash')
    .where('sequence', '=', known.sequence)
    .executeTakeFirst();
  if (block && equalBytes(block.hash, known.hash)) return;
  const detail = { sequence: String(known.sequence), hash: toHex(known.hash) };
  await store.commit({ kind: 'audit', audit: [{ atMillis, step: 'auditTruncated', detail }] });
}
