/** A page of the display: what it is about and what it says, found from the state alone. */
import type { Measured } from '../board.ts';
import type { MeterState } from '../state.ts';
import type { Store } from '../storage/store.ts';

/** What there is to show. */
export type View = {
  readonly state: MeterState;
  /** What flows now. */
  readonly measured: Measured;
  /** The histories: read alone. */
  readonly store: Store;
};

export type Page = {
  /** Stays the same while what it says changes: the display stays on it. */
  readonly name: string;
  /** Hidden while a PIN is set and not entered. */
  readonly isPersonal: boolean;
  /** A title and up to three lines. */
  readonly lines: readonly string[];
};

export const personal = (name: string, ...lines: readonly string[]): Page => ({
  name,
  isPersonal: true,
  lines,
});

export const forAnyone = (name: string, ...lines: readonly string[]): Page => ({
  name,
  isPersonal: false,
  lines,
});

/** Own choice: long enough to be called to the meter. */
export const CUSTOMER_NUMBER_SECONDS = 3600;

/** The digits of 9.1 while they are shown; more is left than that only when the board's clock went back. */
export function customerNumber({ display, metrology }: MeterState): string | undefined {
  const { digits, untilBoardSeconds } = display.customerNumber ?? {};
  const left = (untilBoardSeconds ?? 0) - metrology.boardSeconds;
  return left > 0 && left <= CUSTOMER_NUMBER_SECONDS ? digits : undefined;
}

export function isHidden({ display }: MeterState, utcSeconds: number): boolean {
  const { restrictedBeforeUtcSeconds } = display;
  return restrictedBeforeUtcSeconds !== undefined && utcSeconds < restrictedBeforeUtcSeconds;
}
