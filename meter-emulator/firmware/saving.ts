/** What of the meter is on flash, what a boot has found out that waits to get there, and when the next group is due. */
import type { MeterEvent, Step } from './events/event.ts';
import { type Recorded, record } from './events/record.ts';
import { HALF_HOUR_SECONDS } from './metrology/periods.ts';
import type { MeterState } from './state.ts';
import type { Store } from './storage/store.ts';
import { changesBetween } from './stored.ts';
import { STEADY_SECONDS } from './supply/outage.ts';

type News = Pick<Step, 'events' | 'entries'>;
const NO_NEWS: News = { events: [], entries: [] };
const isNews = ({ events, entries }: News): boolean => events.length + entries.length > 0;

export type Saved = {
  /** What flash held until now. */
  readonly before: MeterState;
  readonly recorded: Recorded;
  /** Those of the step, and those that waited. */
  readonly events: readonly MeterEvent[];
};

export class Saving {
  readonly #store: Store;
  #saved: MeterState;
  /** Up to when flash holds what was metered: at a boot all there is, at a commit up to then. */
  #savedSeconds: number;
  /** To go with the first group: a boot itself writes nothing. */
  #waiting: News;
  /** Board seconds until which power that flickers makes that wait. */
  readonly #steadyAtSeconds: number;

  constructor(store: Store, saved: MeterState, bootSeconds: number, waiting: News) {
    this.#store = store;
    this.#saved = saved;
    this.#savedSeconds = bootSeconds;
    this.#steadyAtSeconds = bootSeconds + STEADY_SECONDS;
    this.#waiting = waiting;
  }

  get isWaiting(): boolean {
    return isNews(this.#waiting);
  }

  /** Board seconds by which a group is due, were nothing to happen until then. */
  get dueSeconds(): number {
    const half = this.#savedSeconds + HALF_HOUR_SECONDS;
    return this.isWaiting ? Math.min(half, this.#steadyAtSeconds) : half;
  }

  /** Without a time to go by no half-hour ends, and neither what is metered nor what was refused may wait for one. */
  isOld({ metrology }: MeterState): boolean {
    return metrology.boardSeconds >= this.#savedSeconds + HALF_HOUR_SECONDS;
  }

  /** Does it have to be written now? `before` is what the meter went by until now. */
  isDue(before: MeterState, step: Step): boolean {
    const { state } = step;
    const isSteady = this.isWaiting && state.metrology.boardSeconds >= this.#steadyAtSeconds;
    return isNews(step) || this.isOld(before) || isSteady || state.supply !== before.supply;
  }

  /** One group. */
  commit({ state, events, entries }: Step): Saved {
    const { events: found, entries: kept } = this.#waiting;
    const all: Step = { state, events: [...found, ...events], entries: [...kept, ...entries] };
    const recorded = record(all);
    const before = this.#saved;
    this.#store.commit(changesBetween(before, recorded.state, recorded.entries));
    this.#waiting = NO_NEWS;
    this.#saved = recorded.state;
    this.#savedSeconds = recorded.state.metrology.boardSeconds;
    return { before, recorded, events: all.events };
  }
}
