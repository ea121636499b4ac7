/**
 * The one writer: a group is what has come while the last group was being written. While the database
 * is away the group is tried again; its block of the audit tells whether it had been committed.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Timer } from '../../platform/time.ts';
import { equalBytes } from '../../protocol/bytes.ts';
import { CHAIN_START, type ChainEnd } from '../audit/chain.ts';
import type { Witness } from '../audit/witness.ts';
import type { EpochKeys } from '../outbox/epoch-keys.ts';
import type { NewOutboxMessage, SealedMessage } from '../outbox/message.ts';
import { type Applied, applyGroup, type Group } from './apply.ts';
import { groupLength, type Job, type Reservation } from './group.ts';
import type { RequestSecrets } from './request-secrets.ts';
import { ConnectionLost, type Query, type Row, type Session } from './session.ts';
import { NEWEST_BLOCK } from './statements.ts';
import { StoreError } from './store-error.ts';
import type { Committed, Write } from './write.ts';

export type WriterParts = {
  readonly session: Session;
  readonly keys: EpochKeys;
  readonly secrets: RequestSecrets;
  readonly witness: Witness;
  /** The newest block of the audit. */
  readonly end: ChainEnd;
  readonly nowMillis: () => number;
  readonly timer: Timer;
};

type Waiting = {
  readonly job: Job;
  readonly resolve: (outcome: Committed | bigint) => void;
  readonly reject: (error: unknown) => void;
};

/** Writes that wait before there is no more room, and before one more is refused. */
export const ROOM_MAX = 5_000;
export const WAITING_MAX = 100_000;
const RETRY_MILLIS = 50;
const RETRY_MILLIS_MAX = 2_000;
const UPKEEP_MILLIS = 1_000;

export class Writer {
  readonly #parts: WriterParts;
  #waiting: Waiting[] = [];
  #roomAwaited: (() => void)[] = [];
  #running: Promise<void> | undefined;
  #end: ChainEnd;
  #noting: Promise<void> | undefined;
  #upkeepAtMillis = 0;
  /** Why no more is written. */
  #failure: StoreError | undefined;
  #isClosing = false;
  #wake: () => void = () => undefined;

  constructor(parts: WriterParts) {
    this.#parts = parts;
    this.#end = parts.end;
  }

  get end(): ChainEnd {
    return this.#end;
  }

  submit(job: Write): Promise<Committed>;
  submit(job: Reservation): Promise<bigint>;
  submit(job: Job): Promise<Committed | bigint> {
    if (this.#failure) return Promise.reject(this.#failure);
    if (this.#isClosing) return Promise.reject(new StoreError('STORE_CLOSED'));
    if (this.#waiting.length >= WAITING_MAX) return Promise.reject(new StoreError('STORE_FULL'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ job, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when fewer than ROOM_MAX writes wait. */
  room(): Promise<void> {
    if (this.#waiting.length < ROOM_MAX) return Promise.resolve();
    return new Promise((resolve) => this.#roomAwaited.push(resolve));
  }

  /** What waits is written first, unless the database is away: then it is refused. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#wake();
    await this.#running;
    while (this.#noting !== undefined) await this.#noting;
    await this.#parts.witness.write(this.#end).catch(() => undefined);
    await this.#parts.keys.retire();
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      // Those whom the last group answered have this turn to come back with their next write.
      await nextTurn();
      const group = this.#waiting.splice(0, groupLength(this.#waiting));
      await this.#write(group);
      if (this.#waiting.length < ROOM_MAX) for (const go of this.#roomAwaited.splice(0)) go();
      this.#upkeep();
    }
    this.#running = undefined;
  }

  async #write(group: readonly Waiting[]): Promise<void> {
    const sealed: SealedMessage[][] = [];
    try {
      if (this.#failure) throw this.#failure;
      const jobs = await this.#parts.secrets.seal(group.map(({ job }) => job));
      for (const job of jobs) sealed.push(await this.#parts.keys.seal(messagesOf(job)));
      const nowMillis = this.#parts.nowMillis();
      const applied = await this.#persist({ jobs, sealed, previous: this.#end, nowMillis });
      this.#end = applied.block;
      for (const epoch of applied.releasedEpochs) this.#parts.keys.release(epoch);
      await this.#parts.secrets.release(jobs, applied.outcomes);
      for (const [at, { resolve }] of group.entries()) resolve(applied.outcomes[at] ?? {});
    } catch (cause) {
      for (const { epoch } of sealed.flat()) this.#parts.keys.release(epoch);
      if (cause instanceof StoreError || group.length === 1) refuse(group, cause);
      else await this.#writeApart(group);
    }
  }

  /** One write that the database refuses must not take the others of its group with it. */
  async #writeApart(group: readonly Waiting[]): Promise<void> {
    const half = group.length >> 1;
    await this.#write(group.slice(0, half));
    await this.#write(group.slice(half));
  }

  async #persist(group: Group): Promise<Applied> {
    let applied: Applied | undefined;
    for (let tries = 0; ; tries++) {
      try {
        return await this.#parts.session.transaction(async (query, isFresh) => {
          if (isFresh) {
            const end = await newestBlock(query);
            if (applied && isSame(end, applied.block)) return applied;
            if (!isSame(end, group.previous)) throw this.#fail(new StoreError('LOCK_LOST'));
          }
          applied = await applyGroup(query, group);
          return applied;
        });
      } catch (error) {
        if (!(error instanceof ConnectionLost)) throw error;
        if (this.#isClosing) throw this.#fail(new StoreError('STORE_CLOSED', '', error));
        await this.#pause(Math.min(RETRY_MILLIS * 2 ** tries, RETRY_MILLIS_MAX));
      }
    }
  }

  #fail(error: StoreError): StoreError {
    this.#failure = error;
    return error;
  }

  /** Cut short by close(). */
  #pause(millis: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#parts.timer.after(millis, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }

  #upkeep(): void {
    const now = this.#parts.nowMillis();
    const isDue = Math.abs(now - this.#upkeepAtMillis) >= UPKEEP_MILLIS;
    if (isDue) {
      this.#upkeepAtMillis = now;
      void this.#parts.keys.retire();
      // Room that is not given back now is given back the next time.
      this.#parts.session.tidy().catch(() => undefined);
    }
    if (isDue || this.#waiting.length === 0) this.#noteEnd();
  }

  #noteEnd(): void {
    if (this.#noting !== undefined) return;
    const end = this.#end;
    this.#noting = this.#parts.witness
      .write(end)
      // A witness that cannot be written is behind, which costs proof and not data.
      .catch(() => undefined)
      .then(() => {
        this.#noting = undefined;
        if (this.#end !== end && this.#waiting.length === 0) this.#noteEnd();
      });
  }
}

function refuse(group: readonly Waiting[], cause: unknown): void {
  const error =
    cause instanceof StoreError ? cause : new StoreError('GROUP_FAILED', String(cause), cause);
  for (const { reject } of group) reject(error);
}

/** CHAIN_START when the audit is empty. */
export async function newestBlock(query: Query): Promise<ChainEnd> {
  const [row] = await query<Row & { sequence: bigint; hash: Uint8Array }>(NEWEST_BLOCK);
  return row ? { sequence: row.sequence, hash: new Uint8Array(row.hash) } : CHAIN_START;
}

function isSame(a: ChainEnd, b: ChainEnd): boolean {
  return a.sequence === b.sequence && equalBytes(a.hash, b.hash);
}

function messagesOf(job: Job): readonly NewOutboxMessage[] {
  switch (job.kind) {
    case 'accept':
    case 'dispatch':
    case 'answer':
    case 'deliver':
      return job.outbox ?? [];
    case 'confirm':
    case 'attempts':
    case 'reserve':
    case 'audit':
      return [];
  }
}
