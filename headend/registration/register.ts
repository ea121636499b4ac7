/** The metering points: those with devices in memory, all others in the database behind a bounded cache. */
import { assert } from '../../protocol/refused.ts';
import { applyChange } from './apply-change.ts';
import { mpxnOf, type RegisterChange } from './register-change.ts';
import { addressKey, type MeteringPoint, refuseOverlaps } from './registration.ts';
import { statedChanges } from './stated-changes.ts';

/** In force at a date, as it was known at a time. */
export type When = { readonly effectiveAtUtcSeconds: number; readonly knownAtMillis: number };

/** Where metering points are kept for good; every list of numbers may be long. */
export interface RegisterStorage {
  /** The numbers at which devices are fitted, also of points that the register does not have. */
  fittedNumbers(): Promise<readonly string[]>;
  /** As they are known now, in no order; those that are not there are left out. */
  findPoints(mpxns: readonly string[]): Promise<readonly MeteringPoint[]>;
  numbersAtUprn(uprn: number): Promise<readonly string[]>;
  numbersAtAddress(key: string): Promise<readonly string[]>;
  /** All of them or none; durable when it resolves. */
  writeChanges(changes: readonly RegisterChange[]): Promise<void>;
  pointAsOf(mpxn: string, when: When): Promise<MeteringPoint | undefined>;
  /** In order of their addition, in pages. */
  allPoints(): AsyncIterable<readonly MeteringPoint[]>;
}

/** Numbers that are asked for in one query. */
const PAGE = 2_000;
export const CACHED_MAX = 50_000;

/** Undefined: there is no such metering point. */
type Known = MeteringPoint | undefined;
/** A read under way, and what has changed since it began. */
type Read = { readonly changed: Set<string> };

export class Register {
  readonly #storage: RegisterStorage;
  readonly #cachedMax: number;
  readonly #resident = new Map<string, Known>();
  /** The least recently used first. */
  readonly #cached = new Map<string, Known>();
  readonly #reads = new Set<Read>();

  constructor(storage: RegisterStorage, cachedMax = CACHED_MAX) {
    this.#storage = storage;
    this.#cachedMax = cachedMax;
  }

  /** Brings in the metering points at which devices are fitted. */
  async load(): Promise<void> {
    await this.hold(await this.#storage.fittedNumbers());
  }

  /**
   * The metering point as it is known now, in this turn; undefined: there is none of this number. Throws
   * where that is not known: only what is held, or has just been found, may be asked for here.
   */
  get(mpxn: string): Known {
    const resident = this.#resident.get(mpxn);
    if (resident || this.#resident.has(mpxn)) return resident;
    assert(this.#cached.has(mpxn), `metering point ${mpxn} is neither held nor found`);
    const point = this.#cached.get(mpxn);
    this.#cache(mpxn, point);
    return point;
  }

  /** Any metering point, from the database if need be. */
  async find(mpxn: string): Promise<Known> {
    if (!this.#has(mpxn)) return (await this.#read([mpxn])).get(mpxn);
    return this.get(mpxn);
  }

  /** Those that are there, in the order of their numbers here, each once. */
  async findAll(mpxns: Iterable<string>): Promise<MeteringPoint[]> {
    const numbers = [...new Set(mpxns)];
    const found = new Map<string, Known>();
    for (const mpxn of numbers) if (this.#has(mpxn)) found.set(mpxn, this.get(mpxn));
    const unknown = numbers.filter((mpxn) => !found.has(mpxn));
    for (let at = 0; at < unknown.length; at += PAGE)
      for (const [mpxn, point] of await this.#read(unknown.slice(at, at + PAGE)))
        found.set(mpxn, point);
    return numbers.flatMap((mpxn) => found.get(mpxn) ?? []);
  }

  async atUprn(uprn: number): Promise<MeteringPoint[]> {
    const found = await this.findAll(await this.#storage.numbersAtUprn(uprn));
    return found.filter((point) => point.uprn === uprn);
  }

  /** Blanks and the case of letters do not matter. */
  async atAddress(postCode: string, addressIdentifier: string): Promise<MeteringPoint[]> {
    const key = addressKey({ postCode, addressIdentifier }) ?? '';
    const found = await this.findAll(await this.#storage.numbersAtAddress(key));
    return found.filter((point) => addressKey(point) === key);
  }

  /** In order of their addition, in pages; nothing of it is kept in memory. */
  all(): AsyncIterable<readonly MeteringPoint[]> {
    return this.#storage.allPoints();
  }

  /** What was in force at a date, as it was known at a time; undefined: there was no such metering point. */
  asOf(mpxn: string, when: When): Promise<Known> {
    return this.#storage.pointAsOf(mpxn, when);
  }

  /**
   * What the operator states: it replaces what was known of the metering point, but for the grants that
   * users gave and for its master data, to which it adds. Refuses overlapping registrations. Durable when it
   * resolves; no other decision may be made meanwhile.
   */
  async put(point: MeteringPoint): Promise<void> {
    refuseOverlaps(point);
    const changes = statedChanges(await this.find(point.mpxn), point);
    if (changes.length === 0) return;
    await this.#storage.writeChanges(changes);
    for (const change of changes) this.take(change);
  }

  /** In memory alone, what is durable already. */
  take(change: RegisterChange): void {
    const mpxn = mpxnOf(change);
    for (const read of this.#reads) read.changed.add(mpxn);
    if (this.#resident.has(mpxn))
      this.#resident.set(mpxn, applyChange(this.#resident.get(mpxn), change));
    else if (this.#cached.has(mpxn)) this.#cache(mpxn, applyChange(this.#cached.get(mpxn), change));
  }

  /** Keeps them in memory from now on, for `get`: in this turn, where they have been found before. */
  async hold(mpxns: readonly string[]): Promise<void> {
    const unknown = mpxns.filter((mpxn) => !this.#keep(mpxn));
    for (let at = 0; at < unknown.length; at += PAGE) {
      const page = unknown.slice(at, at + PAGE);
      for (const [mpxn, point] of await this.#read(page))
        if (!this.#keep(mpxn)) this.#resident.set(mpxn, point);
    }
  }

  /** No device is there any more. */
  release(mpxn: string): void {
    if (!this.#resident.has(mpxn)) return;
    const point = this.#resident.get(mpxn);
    this.#resident.delete(mpxn);
    this.#cache(mpxn, point);
  }

  /** How many are in memory for good, and how many for a while. */
  get counts(): { readonly resident: number; readonly cached: number } {
    return { resident: this.#resident.size, cached: this.#cached.size };
  }

  #has(mpxn: string): boolean {
    return this.#resident.has(mpxn) || this.#cached.has(mpxn);
  }

  #keep(mpxn: string): boolean {
    if (this.#cached.has(mpxn)) {
      this.#resident.set(mpxn, this.#cached.get(mpxn));
      this.#cached.delete(mpxn);
    }
    return this.#resident.has(mpxn);
  }

  /** From the database, and into the cache; what changed meanwhile is read again. */
  async #read(mpxns: readonly string[]): Promise<Map<string, Known>> {
    const found = new Map<string, Known>();
    const read: Read = { changed: new Set() };
    this.#reads.add(read);
    try {
      for (let open = mpxns; open.length > 0; ) {
        const points = await this.#storage.findPoints(open);
        const byNumber = new Map(points.map((point) => [point.mpxn, point]));
        for (const mpxn of open) found.set(mpxn, byNumber.get(mpxn));
        for (const mpxn of read.changed) found.delete(mpxn);
        read.changed.clear();
        open = mpxns.filter((mpxn) => !found.has(mpxn));
      }
    } finally {
      this.#reads.delete(read);
    }
    for (const [mpxn, point] of found) if (!this.#has(mpxn)) this.#cache(mpxn, point);
    return found;
  }

  #cache(mpxn: string, point: Known): void {
    this.#cached.delete(mpxn);
    this.#cached.set(mpxn, point);
    if (this.#cached.size <= this.#cachedMax) return;
    const [oldest] = this.#cached.keys();
    if (oldest !== undefined) this.#cached.delete(oldest);
  }
}
