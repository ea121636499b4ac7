/** For tests: a register whose metering points are kept in memory, where a head-end has a database. */
import { applyChange } from './apply-change.ts';
import { Register, type RegisterStorage } from './register.ts';
import { mpxnOf, type RegisterChange } from './register-change.ts';
import { addressKey, type MeteringPoint } from './registration.ts';

export class StorageInMemory implements RegisterStorage {
  readonly points = new Map<string, MeteringPoint>();
  fitted: readonly string[] = [];

  async fittedNumbers(): Promise<readonly string[]> {
    return this.fitted;
  }

  async findPoints(mpxns: readonly string[]): Promise<readonly MeteringPoint[]> {
    return mpxns.flatMap((mpxn) => this.points.get(mpxn) ?? []);
  }

  async numbersAtUprn(uprn: number): Promise<readonly string[]> {
    return this.#numbers((point) => point.uprn === uprn);
  }

  async numbersAtAddress(key: string): Promise<readonly string[]> {
    return this.#numbers((point) => addressKey(point) === key);
  }

  async writeChanges(changes: readonly RegisterChange[]): Promise<void> {
    for (const change of changes)
      this.points.set(mpxnOf(change), applyChange(this.points.get(mpxnOf(change)), change));
  }

  /** It remembers nothing of what was: for that there is the database. */
  async pointAsOf(mpxn: string): Promise<MeteringPoint | undefined> {
    return this.points.get(mpxn);
  }

  async *allPoints(): AsyncIterable<readonly MeteringPoint[]> {
    yield [...this.points.values()];
  }

  #numbers(isThere: (point: MeteringPoint) => boolean): string[] {
    return [...this.points.values()].filter(isThere).map(({ mpxn }) => mpxn);
  }
}

export const registerInMemory = (): Register => new Register(new StorageInMemory());
