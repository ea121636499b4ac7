/** Joins a meter to a clock and a timer: it sleeps until its next deadline, and wakes for whatever comes. */
import type { Clock, Timer } from '../../platform/time.ts';
import type { Meter } from '../firmware/meter.ts';

/** A timer longer than this is wound again, since a host may sleep or set its clock in between. */
const SLEEP_MILLIS_MAX = 60_000;

export type RunningMeter = {
  /** Brings the meter to the present, then does something with it: a message, a key. */
  wake<T>(action: (meter: Meter) => T): T;
  boardSeconds(): number;
  stop(): void;
};

/**
 * Board seconds are whole seconds since 1970 while `speed` is 1; else they start at the present and run
 * `speed` times as fast.
 */
export type RealTime = {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly speed?: number;
};

/** A clock of board seconds that starts now. */
export function boardClock({ clock, speed = 1 }: RealTime): () => number {
  const startMillis = clock.nowMillis();
  return () => Math.floor((startMillis + (clock.nowMillis() - startMillis) * speed) / 1000);
}

export function runInRealTime(
  meter: Meter,
  { timer, speed = 1 }: RealTime,
  boardSeconds: () => number,
): RunningMeter {
  let cancel: () => void = () => {};
  let isStopped = false;
  const wind = () => {
    cancel();
    if (isStopped) return;
    const waitMillis = ((meter.nextDeadline() - boardSeconds()) * 1000) / speed;
    cancel = timer.after(Math.min(SLEEP_MILLIS_MAX, Math.max(1, Math.ceil(waitMillis))), live);
  };
  const live = () => {
    meter.run(boardSeconds());
    wind();
  };
  live();
  return {
    wake(action) {
      meter.run(boardSeconds());
      const result = action(meter);
      wind();
      return result;
    },
    boardSeconds,
    stop() {
      isStopped = true;
      cancel();
    },
  };
}
