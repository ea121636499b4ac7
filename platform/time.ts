/** The clock and the timer of a real computer, behind interfaces that a simulation can replace. */

export interface Clock {
  /** Milliseconds since 1970 UTC. */
  nowMillis(): number;
}

export interface Timer {
  /** Runs `action` once after `millis`; what it gives cancels that. */
  after(millis: number, action: () => void): () => void;
}

export const realClock: Clock = { nowMillis: () => Date.now() };

export const realTimer: Timer = {
  after(millis, action) {
    const timer = setTimeout(action, millis);
    return () => clearTimeout(timer);
  },
};
