/**
 * Requests with a secret in them, the install code of a device (8.11): while they wait the database has what was asked,
 * and the command it makes, under a key of their own, which is destroyed once they are answered. The outbox's keys are
 * of many messages (outbox/epoch-keys.ts); these requests are few, and a day may be long.
 */
import { nodeCrypto } from '../../platform/node-crypto.ts';
import { concat, toHex } from '../../protocol/bytes.ts';
import type { RequestId } from '../../protocol/identifiers/request-id.ts';
import { serviceNumber } from '../../protocol/services/index.ts';
import { updateHanDeviceLog } from '../../protocol/services/update-han-device-log.ts';
import type { KeyStorage } from '../outbox/key-files.ts';
import type { Job } from './group.ts';
import { isOpen, type RequestRecord } from './request-record.ts';
import { StoreError } from './store-error.ts';
import type { Committed } from './write.ts';

/** The rows of the catalogue of services that hold one. */
export const SECRET_SERVICES: readonly number[] = [serviceNumber(updateHanDeviceLog.reference)];

const KEY_BYTES = 16;
const NONCE_BYTES = 12;
/** Neither a map of CBOR nor a message of COSE begins with it. */
const SEALED = 0;
const utf8 = new TextEncoder();
const FIELDS = ['body', 'command'] as const;
type Field = (typeof FIELDS)[number];
type WithSecret = Pick<RequestRecord, 'requestId' | Field>;

export const isSealed = (bytes: Uint8Array | undefined): boolean => bytes?.[0] === SEALED;

export class RequestSecrets {
  readonly #storage: KeyStorage;
  readonly #randomBytes: (length: number) => Uint8Array;
  /** By the name under which it is kept. */
  readonly #keys: Map<string, Uint8Array>;

  private constructor(
    storage: KeyStorage,
    randomBytes: (length: number) => Uint8Array,
    keys: Map<string, Uint8Array>,
  ) {
    this.#storage = storage;
    this.#randomBytes = randomBytes;
    this.#keys = keys;
  }

  /** `open`: the requests whose rows are sealed. Throws StoreError KEY_MISSING; destroys the keys of all others. */
  static async open(
    storage: KeyStorage,
    open: readonly RequestId[],
    randomBytes: (length: number) => Uint8Array,
  ): Promise<RequestSecrets> {
    const kept = await storage.load();
    const needed = new Set(open.map(nameOf));
    for (const requestId of open)
      if (!kept.has(nameOf(requestId))) throw new StoreError('KEY_MISSING', `of ${requestId}`);
    for (const name of kept.keys())
      if (!needed.has(name)) {
        await storage.destroy(name);
        kept.delete(name);
      }
    return new RequestSecrets(storage, randomBytes, kept);
  }

  /** The writes as the database is to have them. A key is durable before what it seals. */
  async seal(jobs: readonly Job[]): Promise<readonly Job[]> {
    const sealed: Job[] = [];
    for (const job of jobs) sealed.push(await this.#sealed(job));
    return sealed;
  }

  async #sealed(job: Job): Promise<Job> {
    switch (job.kind) {
      case 'accept': {
        const { request } = job;
        if (!SECRET_SERVICES.includes(request.service) || !isOpen(request.state)) return job;
        await this.#keyOf(request.requestId);
        return { ...job, request: withEach(request, (...field) => this.#close(...field)) };
      }
      case 'dispatch':
        return this.#keys.has(nameOf(job.requestId))
          ? withEach(job, (...field) => this.#close(...field))
          : job;
      default:
        return job;
    }
  }

  /**
   * The record as it was before it was sealed; without what has just been answered, whose key is gone. Throws StoreError
   * KEY_MISSING for a row that was tampered with.
   */
  opened(record: RequestRecord): RequestRecord {
    const { body, command, ...rest } = record;
    if (!isSealed(body) && !isSealed(command)) return record;
    const key = this.#keys.get(nameOf(record.requestId));
    if (!key) return rest;
    return withEach(record, (...field) => opened(key, ...field));
  }

  /**
   * Destroys the keys of what is answered now, or was not written: a row that is there keeps the key it has. After a
   * group that failed nobody knows whether it was written: the next start does.
   */
  async release(jobs: readonly Job[], outcomes: readonly (Committed | bigint)[]): Promise<void> {
    for (const [at, job] of jobs.entries()) {
      const outcome = outcomes[at] as Committed;
      if (job.kind === 'answer') await this.#destroy(job.requestId);
      if (job.kind !== 'accept') continue;
      const { duplicateOf, isCounterUsed } = outcome;
      if (isCounterUsed || (duplicateOf && !isOpen(duplicateOf.state)))
        await this.#destroy(job.request.requestId);
    }
  }

  async #keyOf(requestId: RequestId): Promise<void> {
    const name = nameOf(requestId);
    if (this.#keys.has(name)) return;
    const key = Uint8Array.from(this.#randomBytes(KEY_BYTES));
    await this.#storage.add(name, key);
    this.#keys.set(name, key);
  }

  async #destroy(requestId: RequestId): Promise<void> {
    const name = nameOf(requestId);
    const key = this.#keys.get(name);
    if (!key) return;
    // One that cannot be destroyed is at the next start.
    await this.#storage.destroy(name).catch(() => undefined);
    key.fill(0);
    this.#keys.delete(name);
  }

  #close(requestId: RequestId, field: Field, bytes: Uint8Array): Uint8Array {
    const key = this.#keys.get(nameOf(requestId)) as Uint8Array;
    const nonce = Uint8Array.from(this.#randomBytes(NONCE_BYTES));
    const sealed = nodeCrypto.aes128gcm.seal(key, nonce, bytes, associatedData(requestId, field));
    return concat(Uint8Array.of(SEALED), nonce, sealed);
  }
}

function withEach<T extends WithSecret>(
  of: T,
  change: (requestId: RequestId, field: Field, bytes: Uint8Array) => Uint8Array,
): T {
  const changed = FIELDS.flatMap((field) => {
    const bytes = of[field];
    return bytes ? [[field, change(of.requestId, field, bytes)] as const] : [];
  });
  return { ...of, ...Object.fromEntries(changed) };
}

function opened(
  key: Uint8Array,
  requestId: RequestId,
  field: Field,
  bytes: Uint8Array,
): Uint8Array {
  if (!isSealed(bytes)) return bytes;
  const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
  const sealed = bytes.subarray(1 + NONCE_BYTES);
  const content = nodeCrypto.aes128gcm.open(key, nonce, sealed, associatedData(requestId, field));
  if (!content) throw new StoreError('KEY_MISSING', `of ${requestId}`);
  return content;
}

/** A name that a file may have, and that says nothing of whom the request is for. */
const nameOf = (requestId: RequestId): string =>
  toHex(nodeCrypto.sha256(utf8.encode(requestId)).subarray(0, KEY_BYTES));

/** What is moved to another request, or to the other column, does not open. */
const associatedData = (requestId: RequestId, field: Field) => utf8.encode(`${requestId} ${field}`);
