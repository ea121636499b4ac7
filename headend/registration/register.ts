/** The metering points, by number, property and address. */
import { Groups } from '../groups.ts';
import type { RegisterChange } from './register-change.ts';
import { addressKey, type MeteringPoint, refuseOverlaps } from './registration.ts';

export interface MeteringPointStorage {
  saveMeteringPoint(point: MeteringPoint): Promise<void>;
  loadMeteringPoints(): AsyncIterable<unknown>;
}

/** All metering points by number, property and address; read on every request, so held in memory. */
export class Register {
  readonly #storage: MeteringPointStorage;
  readonly #points = new Map<string, MeteringPoint>();
  readonly #byUprn = new Groups<MeteringPoint>();
  readonly #byAddress = new Groups<MeteringPoint>();

  constructor(storage: MeteringPointStorage) {
    this.#storage = storage;
  }

  async load(): Promise<void> {
    for await (const json of this.#storage.loadMeteringPoints()) this.#take(json as MeteringPoint);
  }

  /** Adds or replaces; refuses overlapping registrations. Durable when it resolves. */
  async put(point: MeteringPoint): Promise<void> {
    refuseOverlaps(point);
    await this.#storage.saveMeteringPoint(point);
    this.#take(point);
  }

  get(mpxn: string): MeteringPoint | undefined {
    return this.#points.get(mpxn);
  }

  atUprn(uprn: number): MeteringPoint[] {
    return this.#byUprn.at(String(uprn));
  }

  /** Blanks and the case of letters do not matter. */
  atAddress(postCode: string, addressIdentifier: string): MeteringPoint[] {
    return this.#byAddress.at(addressKey({ postCode, addressIdentifier }) ?? '');
  }

  #take(point: MeteringPoint): void {
    const { mpxn } = point;
    const before = this.#points.get(mpxn);
    if (before?.uprn !== undefined) this.#byUprn.remove(String(before.uprn), mpxn);
    const addressBefore = before && addressKey(before);
    if (addressBefore !== undefined) this.#byAddress.remove(addressBefore, mpxn);
    this.#points.set(mpxn, point);
    if (point.uprn !== undefined) this.#byUprn.add(String(point.uprn), mpxn, point);
    const address = addressKey(point);
    if (address !== undefined) this.#byAddress.add(address, mpxn, point);
  }

  /** In memory alone, what is durable already. */
  take(_change: RegisterChange): void {
    throw new Error('not written yet');
  }
}
