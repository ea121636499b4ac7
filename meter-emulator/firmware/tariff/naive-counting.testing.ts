/** A second model of counting, and what may happen to a meter's tariff, for tests. */
import * as fc from 'fast-check';
import type { Register } from './stored.ts';
import { type At, type Tariff, tableOf, tariffOf } from './tariffs.testing.ts';

const HOUR = 3600;
const DAY = 86_400;

/** Everything, one second and one block after the other. */
export class Naive {
  readonly tou = new Map<number, number>();
  readonly blocks = new Map<string, number>();
  readonly counters = new Map<string, number>();
  cost = 0n;
  tariff: Tariff;
  #seen: { readonly second: number; readonly register: Register } | undefined;
  constructor(tariff: Tariff) {
    this.tariff = tariff;
  }

  /** Goes back from second to second until one switches; where the last look was, that is known. */
  #registerAt(utcSeconds: number): Register {
    for (let second = utcSeconds; ; second--) {
      const found =
        this.#switchAt(second) ?? (second === this.#seen?.second && this.#seen.register);
      if (!found) continue;
      this.#seen = { second: utcSeconds, register: found };
      return found;
    }
  }

  #switchAt(second: number): Register | undefined {
    const table = this.tariff.tariff.electricity?.switchingTable;
    const weekday = ((Math.floor(second / DAY) + 3) % 7) + 1;
    const name = table?.weekProfiles[0]?.dayNames[weekday];
    const day = table?.dayProfiles.find((one) => one.dayName === name);
    return day?.schedules.find(({ startTime }) => startTime === second % DAY)?.action;
  }

  /** The clock or the tariff is another. */
  forget(): void {
    this.#seen = undefined;
  }

  second(utcSeconds: number, wattSeconds: number): void {
    const { electricity } = this.tariff.tariff;
    const matrix = this.tariff.priceElements.electricity?.matrix.hybrid;
    const { tou, block: row } = this.#registerAt(utcSeconds);
    for (let left = wattSeconds; left > 0; ) {
      if (tou !== undefined) {
        this.#take(this.tou, tou, left, matrix?.touPrices[tou]);
        return;
      }
      const counted = [1, 2, 3, 4].reduce((n, b) => n + (this.counters.get(`${b} ${row}`) ?? 0), 0);
      const ends = Object.values(electricity?.thresholdMatrix[row as number] ?? {});
      const passed = ends.filter((wh) => wh * HOUR <= counted).length;
      const units = Math.min(left, (ends[passed] ?? Number.POSITIVE_INFINITY) * HOUR - counted);
      const key = `${passed + 1} ${row}`;
      this.counters.set(key, (this.counters.get(key) ?? 0) + units);
      this.#take(this.blocks, key, units, matrix?.blockPrices[row as number]?.[passed + 1]);
      left -= units;
    }
  }

  #take<K>(registers: Map<K, number>, key: K, units: number, price = 0): void {
    registers.set(key, (registers.get(key) ?? 0) + units);
    this.cost += BigInt(units) * BigInt(price) * 1000n;
  }
}

const register = fc.oneof(
  fc.integer({ min: 1, max: 3 }).map((tou) => ({ tou })),
  fc.integer({ min: 1, max: 2 }).map((block) => ({ block })),
);
const daySwitches = fc
  .uniqueArray(fc.tuple(fc.nat(DAY - 1), register), {
    minLength: 1,
    maxLength: 5,
    selector: ([at]) => at,
  })
  .map((all): readonly At[] => [...all].sort(([one], [other]) => one - other));
const threshold = fc.array(fc.integer({ min: 0, max: 4000 }), { minLength: 1, maxLength: 3 });
const rising4 = fc.array(fc.nat(32_767), { minLength: 4, maxLength: 4 });
export const anyTariff = fc
  .tuple(daySwitches, daySwitches, threshold, threshold, rising4, rising4, rising4)
  .map(([one, other, first, second, tou, prices1, prices2]) => {
    const rows = (prices: readonly number[]) =>
      Object.fromEntries(prices.map((p, i) => [i + 1, p]));
    const hybrid = { touPrices: rows(tou), blockPrices: { 1: rows(prices1), 2: rows(prices2) } };
    const ends = (all: readonly number[]) => [...all].sort((a, b) => a - b);
    return tariffOf(tableOf(one, other), { hybrid }, { 1: ends(first), 2: ends(second) });
  });
export type Act = {
  readonly watts: number;
  readonly seconds: number;
  readonly next: 'nothing' | 'reset' | 'clock' | Tariff;
};
export const act: fc.Arbitrary<Act> = fc.record({
  watts: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 60_000 })),
  seconds: fc.integer({ min: 1, max: 3000 }),
  next: fc.oneof(
    fc.constantFrom('nothing' as const, 'reset' as const, 'clock' as const),
    anyTariff,
  ),
});
