/**
 * What the display remembers of the person before it: the page, digits typed so far, the PIN entered. It is
 * lost with the power, and forgotten a minute after the last key.
 */
import type { MeterState } from '../state.ts';
import { FIRST_PAGE } from './pages.ts';

/** Without a key for so long the person has gone: own choice. */
export const IDLE_SECONDS = 60;
export const NOTICE_SECONDS = 15;
/** Own choice: 10,000 PINs at three tries each quarter of an hour take weeks. */
export const WRONG_PINS_MAX = 3;
export const PIN_LOCK_SECONDS = 900;

export type Panel = {
  readonly page: string;
  /** Typed and not confirmed. */
  readonly digits: string;
  /** What came of the last key, in place of the page. */
  readonly notice?: { readonly lines: readonly string[]; readonly untilBoardSeconds: number };
  readonly isUnlocked: boolean;
  readonly lastKeyBoardSeconds: number;
  readonly wrongPins: number;
  readonly pinLockedUntilBoardSeconds: number;
};

export const AT_REST: Panel = {
  page: FIRST_PAGE,
  digits: '',
  isUnlocked: false,
  lastKeyBoardSeconds: 0,
  wrongPins: 0,
  pinLockedUntilBoardSeconds: 0,
};

/** As it is once time has passed. */
export function panelAt(panel: Panel, boardSeconds: number): Panel {
  const { wrongPins, pinLockedUntilBoardSeconds, notice } = panel;
  if (boardSeconds - panel.lastKeyBoardSeconds >= IDLE_SECONDS)
    return { ...AT_REST, wrongPins, pinLockedUntilBoardSeconds };
  return notice && boardSeconds >= notice.untilBoardSeconds ? withoutNotice(panel) : panel;
}

export function withNotice(panel: Panel, boardSeconds: number, lines: readonly string[]): Panel {
  return { ...panel, notice: { lines, untilBoardSeconds: boardSeconds + NOTICE_SECONDS } };
}

export function withoutNotice({ notice: _, ...panel }: Panel): Panel {
  return panel;
}

/** Are the personal pages hidden? */
export function isLocked({ display }: MeterState, panel: Panel): boolean {
  return display.pin !== undefined && !panel.isUnlocked;
}
