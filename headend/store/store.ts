/**
 * Everything the head-end must not lose, in PostgreSQL or in PGlite. Writes are committed in groups by
 * one writer; reads are Kysely's, of what is committed.
 */
import type { Kysely } from 'kysely';
import type { RequestId } from '../../protocol/identifiers/request-id.ts';
import type { ChainEnd } from '../audit/chain.ts';
import type { Witness } from '../audit/witness.ts';
import type { EpochKeys } from '../outbox/epoch-keys.ts';
import type { RequestRecord } from './request-record.ts';
import { recordOf } from './request-row.ts';
import type { RequestSecrets } from './request-secrets.ts';
import type { Query, Session } from './session.ts';
import type { Database } from './tables.ts';
import type { Committed, Write } from './write.ts';
import { Writer, type WriterParts } from './writer.ts';

const PAGE = 500;

export class Store {
  /** For reading, and for the tables of registration and inventory. */
  readonly database: Kysely<Database>;
  /** Opens what the outbox's rows hold. */
  readonly keys: EpochKeys;
  readonly #secrets: RequestSecrets;
  readonly #writer: Writer;
  readonly #session: Session;
  readonly #witness: Witness;
  readonly #release: () => Promise<void>;
  #closing: Promise<void> | undefined;

  constructor(parts: WriterParts, database: Kysely<Database>, release: () => Promise<void>) {
    this.database = database;
    this.keys = parts.keys;
    this.#secrets = parts.secrets;
    this.#writer = new Writer(parts);
    this.#session = parts.session;
    this.#witness = parts.witness;
    this.#release = release;
  }

  /**
   * Resolves when the write is durable. Rejects with StoreError: GROUP_FAILED (nothing of it written),
   * STORE_FULL, STORE_CLOSED, LOCK_LOST. Writes of one caller are applied in the order of its calls.
   */
  commit(write: Write): Promise<Committed> {
    return this.#writer.submit(write);
  }

  /**
   * One transaction of its own where the lock is, for work in bulk while no head-end runs on this store.
   * Rejects with ConnectionLost or the database's error.
   */
  bulk<T>(work: (query: Query) => Promise<T>): Promise<T> {
    return this.#session.transaction(work);
  }

  /** To be awaited before more is taken from a network, so that what waits here stays bounded. */
  room(): Promise<void> {
    return this.#writer.room();
  }

  /**
   * The first of `count` numbers that were never given before and never will be again: 1 at first. A
   * crash skips those that were not used. Rejects like `commit`.
   */
  reserveCounter(name: string, count: number): Promise<bigint> {
    return this.#writer.submit({ kind: 'reserve', name, count });
  }

  /** The requests accepted and dispatched, in the order of acceptance: what a restart takes up again. */
  async *unfinished(): AsyncIterable<RequestRecord> {
    let after = 0n;
    for (;;) {
      const rows = await this.database
        .selectFrom('requests')
        .selectAll()
        .where('is_open', '=', true)
        .where('sequence', '>', after)
        .orderBy('sequence')
        .limit(PAGE)
        .execute();
      for (const row of rows) yield this.#secrets.opened(recordOf(row));
      const last = rows.at(-1);
      if (!last || rows.length < PAGE) return;
      after = last.sequence;
    }
  }

  async request(requestId: RequestId): Promise<RequestRecord | undefined> {
    const row = await this.database
      .selectFrom('requests')
      .selectAll()
      .where('request_id', '=', requestId)
      .executeTakeFirst();
    return row && this.#secrets.opened(recordOf(row));
  }

  /** The newest block of the audit that this store has written, and what the witness says is it. */
  async auditEnds(): Promise<{ readonly own: ChainEnd; readonly witness: ChainEnd | undefined }> {
    return { own: this.#writer.end, witness: await this.#witness.read() };
  }

  /** Writes what waits, unless the database is away, and gives everything up. May be called again. */
  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    try {
      await this.#writer.close();
    } finally {
      await this.#release();
    }
  }
}
