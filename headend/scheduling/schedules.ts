/** The schedules that users have created (5.1), by number and by device; in memory, as the inventory is. */
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import { Groups } from '../groups.ts';

export type Schedule = {
  readonly scheduleId: number;
  readonly owner: Eui64;
  readonly device: Eui64;
  /** The row of the catalogue of services that it runs. */
  readonly service: number;
  /** Canonical CBOR of sr:DSPSchedule: a fifth of the value in memory. */
  readonly body: Uint8Array;
  readonly createdAtMillis: number;
  /** The newest run that was made; absent: none. */
  readonly lastRunUtcSeconds?: number;
};

/** Counts the numbers given to schedules, among the counters of the store. */
export const SCHEDULE_COUNTER = 'schedule';

export interface ScheduleStorage {
  loadSchedules(): AsyncIterable<Schedule>;
  /** The first number that was never given. */
  nextScheduleId(): Promise<number>;
}

export class Schedules {
  readonly #storage: ScheduleStorage;
  readonly #schedules = new Map<number, Schedule>();
  readonly #byDevice = new Groups<Schedule>();
  #nextId = 1;
  #onAdded: (schedule: Schedule) => void = () => {};

  constructor(storage: ScheduleStorage) {
    this.#storage = storage;
  }

  async load(): Promise<void> {
    for await (const schedule of this.#storage.loadSchedules()) this.#put(schedule);
    this.#nextId = await this.#storage.nextScheduleId();
  }

  /** Of the next schedule; one that was deleted leaves its number unused. */
  get nextId(): number {
    return this.#nextId;
  }

  /** Each that is added from now on. */
  watch(onAdded: (schedule: Schedule) => void): void {
    this.#onAdded = onAdded;
  }

  all(): Iterable<Schedule> {
    return this.#schedules.values();
  }

  /** In memory alone, what is durable already. */
  take(schedule: Schedule): void {
    this.#put(schedule);
    this.#onAdded(schedule);
  }

  /** In memory alone: the run of that time is not made again. */
  ran(scheduleId: number, lastRunUtcSeconds: number): void {
    const schedule = this.#schedules.get(scheduleId);
    if (schedule) this.#put({ ...schedule, lastRunUtcSeconds });
  }

  #put(schedule: Schedule): void {
    const { scheduleId, device } = schedule;
    this.#schedules.set(scheduleId, schedule);
    this.#byDevice.add(device, String(scheduleId), schedule);
    this.#nextId = Math.max(this.#nextId, scheduleId + 1);
  }

  /** In memory alone. */
  drop(scheduleId: number): void {
    const schedule = this.#schedules.get(scheduleId);
    if (schedule) this.#byDevice.remove(schedule.device, String(scheduleId));
    this.#schedules.delete(scheduleId);
  }

  get(scheduleId: number): Schedule | undefined {
    return this.#schedules.get(scheduleId);
  }

  /** In order of their numbers. */
  of(device: Eui64): Schedule[] {
    return this.#byDevice.at(device);
  }
}
