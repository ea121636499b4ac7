/** What a key does: to the display at once, and what the meter is to do for it. Pure. */
import type { Display, MeterState } from '../state.ts';
import { minutes } from './amounts.ts';
import { creditOfDigits, UTRN_DIGITS } from './entry.ts';
import { isDigit, type Key } from './keys.ts';
import { customerNumber, type View } from './page.ts';
import { FIRST_PAGE, PIN_PAGE, pagesOf, restPage } from './pages.ts';
import {
  isLocked,
  type Panel,
  PIN_LOCK_SECONDS,
  panelAt,
  WRONG_PINS_MAX,
  withNotice,
  withoutNotice,
} from './panel.ts';
import { PIN_DIGITS } from './stored.ts';

export type Act =
  | { readonly kind: 'enableSupply' | 'emergencyCredit' }
  | { readonly kind: 'utrn'; readonly digits: string }
  | { readonly kind: 'display'; readonly display: Display };
export type Pressed = { readonly panel: Panel; readonly act?: Act };

const NO_PIN = '0000';

export function press(before: Panel, view: View, key: Key): Pressed {
  const { state } = view;
  const now = state.metrology.boardSeconds;
  const panel = { ...panelAt(before, now), lastKeyBoardSeconds: now };
  if (customerNumber(state)) {
    const { customerNumber: _, ...display } = state.display;
    return { panel, act: { kind: 'display', display } };
  }
  if (panel.notice && (key === 'enter' || key === 'back')) return { panel: withoutNotice(panel) };
  const cleared = withoutNotice(panel);
  if (isDigit(key)) return { panel: typed(cleared, key) };
  if (key === 'enter') return entered(cleared, state);
  if (key === 'back') return { panel: back(cleared) };
  // A finger that slips off the digits loses none of them.
  if (cleared.digits !== '') return { panel: cleared };
  return key === 'A' ? { panel: nextPage(cleared, view) } : switchedOn(cleared, state);
}

function typed(panel: Panel, digit: string): Panel {
  return { ...panel, digits: (panel.digits + digit).slice(0, UTRN_DIGITS) };
}

function back(panel: Panel): Panel {
  return panel.digits === ''
    ? { ...panel, page: FIRST_PAGE }
    : { ...panel, digits: panel.digits.slice(0, -1) };
}

function nextPage(panel: Panel, view: View): Panel {
  const names = pagesOf(view, panel.isUnlocked).map(({ name }) => name);
  const shown = panel.page === FIRST_PAGE ? restPage(view, panel.isUnlocked) : panel.page;
  const at = Math.max(0, names.indexOf(shown));
  return { ...panel, page: names[(at + 1) % names.length] ?? FIRST_PAGE };
}

function switchedOn(panel: Panel, state: MeterState): Pressed {
  const { prepayment, supply } = state;
  if (supply.position === 'armed') return { panel, act: { kind: 'enableSupply' } };
  if (prepayment.mode === 'prepayment' && prepayment.emergency === 'offered')
    return { panel, act: { kind: 'emergencyCredit' } };
  return { panel: told(panel, state, 'NOTHING TO', 'SWITCH ON') };
}

function entered(panel: Panel, state: MeterState): Pressed {
  const { digits } = panel;
  if (digits === '') return messageRead(panel, state);
  const empty = { ...panel, digits: '' };
  const isPin = digits.length === PIN_DIGITS && (isLocked(state, panel) || panel.page === PIN_PAGE);
  if (isPin)
    return isLocked(state, panel) ? pinTried(empty, state, digits) : pinSet(empty, state, digits);
  if (digits.length < UTRN_DIGITS) {
    const missing = `${UTRN_DIGITS - digits.length} DIGITS MISSING`;
    return { panel: told(panel, state, missing, '', 'BACK: type on') };
  }
  if (creditOfDigits(digits) === undefined)
    return {
      panel: told(panel, state, 'NO SUCH CODE', 'A digit is wrong', '', 'BACK: correct it'),
    };
  return { panel: empty, act: { kind: 'utrn', digits } };
}

function messageRead(panel: Panel, { display }: MeterState): Pressed {
  const { message } = display;
  if (!message || message.isRead || !isMessageShown(panel)) return { panel };
  const read = { ...display, message: { ...message, isRead: true } };
  return { panel: { ...panel, page: FIRST_PAGE }, act: { kind: 'display', display: read } };
}

/** An unread message stands before the first page. */
const isMessageShown = ({ page }: Panel) => page === FIRST_PAGE || page.startsWith('message ');

function pinTried(panel: Panel, state: MeterState, digits: string): Pressed {
  const now = state.metrology.boardSeconds;
  const { pinLockedUntilBoardSeconds: until } = panel;
  if (now < until) return { panel: told(panel, state, 'PIN LOCKED FOR', minutes(until - now)) };
  if (digits === state.display.pin)
    return { panel: { ...panel, page: FIRST_PAGE, isUnlocked: true, wrongPins: 0 } };
  const wrongPins = panel.wrongPins + 1;
  if (wrongPins < WRONG_PINS_MAX)
    return { panel: told({ ...panel, wrongPins }, state, 'WRONG PIN') };
  const locked = { ...panel, wrongPins: 0, pinLockedUntilBoardSeconds: now + PIN_LOCK_SECONDS };
  return { panel: told(locked, state, 'WRONG PIN', 'LOCKED FOR', minutes(PIN_LOCK_SECONDS)) };
}

/** Whoever sets it has it: the display stays open until the person has gone. */
function pinSet(panel: Panel, { display, metrology }: MeterState, digits: string): Pressed {
  const { pin: _, ...without } = display;
  const isOff = digits === NO_PIN;
  const lines = isOff ? ['PIN OFF'] : ['PIN SET', 'Amounts are hidden', 'when you have gone'];
  return {
    panel: withNotice({ ...panel, isUnlocked: true }, metrology.boardSeconds, lines),
    act: { kind: 'display', display: isOff ? without : { ...without, pin: digits } },
  };
}

function told(panel: Panel, { metrology }: MeterState, ...lines: readonly string[]): Panel {
  return withNotice(panel, metrology.boardSeconds, lines);
}
