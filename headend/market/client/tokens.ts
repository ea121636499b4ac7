/** UTRNs for prepayment meters: one ascending counter for each meter, never given twice. */
import type { Crypto } from '../../../protocol/cose/crypto.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import { makeUtrn, type ValueClass } from '../../../protocol/identifiers/utrn.ts';
import { type CounterStorage, PersistentCounter } from './counter-storage.ts';

/**
 * Each number is saved by itself: a UTRN keyed in by hand shows ten bits of its counter, so numbers
 * skipped by a restart would put the meter's guess of the others out (GBCS section 14).
 */
const AHEAD = 1n;
/** The low half of a UTRN's counter is zero (GBCS section 14). */
const SHIFT = 32n;

export type TokenOptions = {
  readonly crypto: Crypto;
  readonly originator: Eui64;
  /** P-256, 32 bytes. */
  readonly prepaymentSecret: Uint8Array;
  readonly storageOf: (device: Eui64) => CounterStorage;
};
export type TopUp = {
  readonly device: Eui64;
  /** P-256 uncompressed, 65 bytes, from the device's record. */
  readonly prepaymentPublic: Uint8Array;
  readonly valueClass: ValueClass;
  /** 0 to 8191 pence or pounds. */
  readonly value: number;
};

export class TokenMaker {
  readonly #options: TokenOptions;
  readonly #counters = new Map<Eui64, Promise<PersistentCounter>>();

  constructor(options: TokenOptions) {
    this.#options = options;
  }

  /** 20 digits, durably numbered before they are given. */
  async make({ device, prepaymentPublic, valueClass, value }: TopUp): Promise<string> {
    const { crypto, originator, prepaymentSecret } = this.#options;
    const counter = (await (await this.#counter(device)).next()) << SHIFT;
    const keys = { originatorSecret: prepaymentSecret, devicePublic: prepaymentPublic };
    return makeUtrn(crypto, keys, originator, device, { valueClass, value, counter });
  }

  #counter(device: Eui64): Promise<PersistentCounter> {
    const known = this.#counters.get(device);
    if (known !== undefined) return known;
    const opened = PersistentCounter.open(this.#options.storageOf(device), AHEAD);
    this.#counters.set(device, opened);
    // A storage that failed once may work the next time.
    opened.catch(() => this.#counters.delete(device));
    return opened;
  }
}
