/** What services do to what is kept for the display: done, with nothing to tell anybody. */
import { unchanged } from '../events/event.ts';
import type { Display, MeterState } from '../state.ts';

const done = (state: MeterState, display: Display) =>
  ({
    kind: 'done',
    step: unchanged({ ...state, display }),
    response: { messageSuccess: true },
  }) as const;

export function withDisplay(state: MeterState, changed: Partial<Display>) {
  return done(state, { ...state.display, ...changed });
}

export function withoutPin(state: MeterState) {
  const { pin: _, ...display } = state.display;
  return done(state, display);
}
