/**
 * The one connection all writes go through. With PostgreSQL it holds an advisory lock, so that of two
 * head-ends only one writes: a write cannot go anywhere but where the lock is.
 */
import pg from 'pg';

export type Statement = { readonly name: string; readonly text: string };
export type Row = Readonly<Record<string, unknown>>;
/** Runs one statement inside the transaction; int8 comes as bigint, bytea as bytes. */
export type Query = <R extends Row>(
  statement: Statement,
  values?: readonly unknown[],
) => Promise<readonly R[]>;

const LOCK = { name: 'lock', text: 'select pg_try_advisory_lock($1) as taken' };
/** Advisory locks are numbers; this is the first eight letters of the project's name. */
const LOCK_KEY = 0x6d65746572777267n;
const INT8_OID = 20;
const INT8_ARRAY_OID = 1016;

// The statements are all by key: a plan made while a table was small must not read it from end to end
// when it is large.
const SETTINGS =
  'set enable_seqscan = off; set enable_hashjoin = off; set enable_mergejoin = off; ' +
  'set plan_cache_mode = force_generic_plan';

/** A connection lost, or a server that is starting or stopping: worth trying again. */
export class ConnectionLost extends Error {
  readonly isLocked: boolean;

  constructor(cause: unknown, isLocked = false) {
    super(`the database cannot be reached: ${String(cause)}`, { cause });
    this.name = 'ConnectionLost';
    this.isLocked = isLocked;
  }
}

/** For the pools of both kinds: whole numbers of 64 bits are bigint. */
export const int8AsBigint: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    if (oid === INT8_OID) return BigInt;
    if (oid === INT8_ARRAY_OID) return int8Array;
    return format === 'binary'
      ? pg.types.getTypeParser(oid, 'binary')
      : pg.types.getTypeParser(oid);
  },
};

export class Session {
  readonly #pool: pg.Pool;
  readonly #isLocking: boolean;
  readonly #prepared = new WeakSet<pg.PoolClient>();
  /** Connections on which a transaction has been committed. */
  readonly #used = new WeakSet<pg.PoolClient>();

  /** `pool` gives one connection at a time; `isLocking` for a server that others could reach. */
  constructor(pool: pg.Pool, isLocking: boolean) {
    this.#pool = pool;
    this.#isLocking = isLocking;
  }

  /**
   * `isFresh` says that somebody else may have written since the last transaction: the connection is
   * new. Committed when it resolves. Rejects with ConnectionLost, after which it may or may not have been
   * committed, or with the database's error, after which it has not.
   */
  async transaction<T>(work: (query: Query, isFresh: boolean) => Promise<T>): Promise<T> {
    const client = await this.#connect();
    const query = async <R extends Row>(
      { name, text }: Statement,
      values: readonly unknown[] = [],
    ) => (await client.query<R>({ name, text, values: [...values] })).rows;
    try {
      await client.query('begin');
      const result = await work(query, !this.#used.has(client));
      await client.query('commit');
      this.#used.add(client);
      client.release();
      return result;
    } catch (error) {
      if (isLoss(error)) {
        client.release(true);
        throw new ConnectionLost(error);
      }
      await rollBack(client);
      throw error;
    }
  }

  /** A server vacuums by itself; PGlite never does, and its outbox would grow with all it ever held. */
  async tidy(): Promise<void> {
    if (!this.#isLocking)
      await this.#pool.query(
        'vacuum outbox, requests, request_counters, switches, tasks, metering_points',
      );
  }

  async #connect(): Promise<pg.PoolClient> {
    let client: pg.PoolClient | undefined;
    try {
      client = await this.#pool.connect();
      if (!this.#prepared.has(client)) await this.#prepare(client);
      return client;
    } catch (error) {
      client?.release(true);
      throw error instanceof ConnectionLost ? error : new ConnectionLost(error);
    }
  }

  async #prepare(client: pg.PoolClient): Promise<void> {
    if (this.#isLocking) {
      // What the pool does with a connection lost while in use is told by the query that fails.
      client.on('error', () => undefined);
      const { rows } = await client.query<{ taken: boolean }>({ ...LOCK, values: [LOCK_KEY] });
      if (!rows[0]?.taken) throw new ConnectionLost('the lock is taken', true);
      await client.query(SETTINGS);
    }
    this.#prepared.add(client);
  }
}

async function rollBack(client: pg.PoolClient): Promise<void> {
  try {
    await client.query('rollback');
    client.release();
  } catch {
    client.release(true);
  }
}

/** By SQLSTATE class (PostgreSQL appendix A), or no SQLSTATE at all: then it is the socket's. */
function isLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof pg.DatabaseError)
    return /^(08|57P0|53)/.test(error.code ?? '') || error.severity === 'FATAL';
  return (
    ('code' in error && /^E[A-Z]+$/.test(String(error.code))) ||
    /terminated|not queryable|Connection/.test(error.message)
  );
}

function int8Array(text: string): bigint[] {
  return text === '{}' ? [] : text.slice(1, -1).split(',').map(BigInt);
}
