/**
 * Erasing what a database has seen: the outbox's content is encrypted with the key of its epoch before
 * it gets there, and the key is destroyed when every message of the epoch is confirmed. Deleting rows
 * alone would leave readings in freed pages, in the write-ahead log and in backups. An epoch belongs
 * to one recipient, so that one who is away keeps only the keys of its own messages.
 */
import { nodeCrypto } from '../../platform/node-crypto.ts';
import { putU32, toHex } from '../../protocol/bytes.ts';
import { StoreError } from '../store/store-error.ts';
import type { KeyStorage } from './key-files.ts';
import type { NewOutboxMessage, SealedMessage } from './message.ts';

/** An epoch takes messages no longer than this, and not more than that many. */
export const EPOCH_MILLIS_MAX = 3_600_000;
export const EPOCH_MESSAGES_MAX = 10_000;
/** A younger epoch is kept although all of it is confirmed: a new key costs two writes to the disk. */
export const EPOCH_MILLIS_MIN = 60_000;

const utf8 = new TextEncoder();

type Epoch = {
  readonly id: string;
  readonly key: Uint8Array;
  readonly startedAtMillis: number;
  /** Messages sealed so far: the next nonce. */
  sealed: number;
  /** Messages sealed and not yet confirmed, or given up. */
  outstanding: number;
  /** Takes no more messages. */
  closed: boolean;
};

export type EpochOptions = {
  readonly nowMillis: () => number;
  /** Of cryptographic quality. */
  readonly randomBytes: (length: number) => Uint8Array;
};

export class EpochKeys {
  readonly #storage: KeyStorage;
  readonly #options: EpochOptions;
  readonly #epochs = new Map<string, Epoch>();
  readonly #current = new Map<string, Epoch>();
  #retiring: Promise<void> = Promise.resolve();

  private constructor(storage: KeyStorage, options: EpochOptions) {
    this.#storage = storage;
    this.#options = options;
  }

  /**
   * `outstanding` is how many messages wait in each epoch. An epoch of an earlier process takes no more
   * messages: its count of nonces is gone. Throws StoreError KEY_MISSING.
   */
  static async open(
    storage: KeyStorage,
    outstanding: ReadonlyMap<string, number>,
    options: EpochOptions,
  ): Promise<EpochKeys> {
    const keys = new EpochKeys(storage, options);
    const kept = await storage.load();
    for (const [id, count] of outstanding) {
      const key = kept.get(id);
      if (!key) throw new StoreError('KEY_MISSING', `epoch ${id}, ${count} messages`);
      keys.#epochs.set(id, {
        id,
        key,
        startedAtMillis: 0,
        sealed: 0,
        outstanding: count,
        closed: true,
      });
    }
    for (const id of kept.keys()) if (!outstanding.has(id)) await storage.destroy(id);
    return keys;
  }

  /** Every message sealed counts as outstanding until it is released. */
  async seal(messages: readonly NewOutboxMessage[]): Promise<SealedMessage[]> {
    const sealed: SealedMessage[] = [];
    for (const message of messages) {
      const epoch = this.#usable(message.recipient) ?? (await this.#begin(message.recipient));
      const nonce = epoch.sealed++;
      epoch.outstanding++;
      const { seal } = nodeCrypto.aes128gcm;
      const aad = associatedData(message);
      const bytes = seal(epoch.key, nonceBytes(nonce), message.content, aad);
      sealed.push({ message, epoch: epoch.id, nonce, sealed: bytes });
    }
    return sealed;
  }

  /** The content; throws StoreError KEY_MISSING when the key is gone, or the row was tampered with. */
  unseal({ message, epoch: id, nonce, sealed }: SealedMessage): Uint8Array {
    const epoch = this.#epochs.get(id);
    const { open } = nodeCrypto.aes128gcm;
    const content = epoch && open(epoch.key, nonceBytes(nonce), sealed, associatedData(message));
    if (!content) throw new StoreError('KEY_MISSING', `message ${message.messageId}`);
    return content;
  }

  /** One message of the epoch is confirmed, or was never written. */
  release(epochId: string): void {
    const epoch = this.#epochs.get(epochId);
    if (epoch) epoch.outstanding--;
  }

  /** Destroys the keys that nothing needs any more; one that cannot be is tried again next time. */
  retire(): Promise<void> {
    this.#retiring = this.#retiring.then(() => this.#retireAll());
    return this.#retiring;
  }

  async #retireAll(): Promise<void> {
    const now = this.#options.nowMillis();
    for (const [recipient, epoch] of this.#current)
      if (epoch.outstanding === 0 && now - epoch.startedAtMillis >= EPOCH_MILLIS_MIN) {
        epoch.closed = true;
        this.#current.delete(recipient);
      }
    for (const epoch of this.#epochs.values())
      if (epoch.closed && epoch.outstanding === 0) await this.#destroy(epoch);
  }

  async #destroy(epoch: Epoch): Promise<void> {
    try {
      await this.#storage.destroy(epoch.id);
    } catch {
      return;
    }
    epoch.key.fill(0);
    this.#epochs.delete(epoch.id);
  }

  #usable(recipient: string): Epoch | undefined {
    const epoch = this.#current.get(recipient);
    if (!epoch || epoch.sealed >= EPOCH_MESSAGES_MAX) return undefined;
    const age = this.#options.nowMillis() - epoch.startedAtMillis;
    return age < EPOCH_MILLIS_MAX ? epoch : undefined;
  }

  async #begin(recipient: string): Promise<Epoch> {
    const id = toHex(this.#options.randomBytes(8));
    const key = Uint8Array.from(this.#options.randomBytes(16));
    await this.#storage.add(id, key);
    const startedAtMillis = this.#options.nowMillis();
    const epoch: Epoch = { id, key, startedAtMillis, sealed: 0, outstanding: 0, closed: false };
    const previous = this.#current.get(recipient);
    if (previous) previous.closed = true;
    this.#epochs.set(id, epoch);
    this.#current.set(recipient, epoch);
    return epoch;
  }
}

/** 12 bytes (SP 800-38D §8.2.1): the key is the epoch's alone, so its count is enough. */
function nonceBytes(nonce: number): Uint8Array {
  const bytes = new Uint8Array(12);
  putU32(bytes, 0, nonce);
  return bytes;
}

/** Content moved to another message or recipient does not open. */
function associatedData(message: SealedMessage['message']): Uint8Array {
  return utf8.encode(`${message.recipient} ${message.messageId}`);
}
