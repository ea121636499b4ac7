/** The front of a meter: what a person sees and presses. Holds what is forgotten with the power. */
import type { MeterEvent } from '../events/event.ts';
import { isForHousehold } from '../events/household.ts';
import { importWatts } from '../metrology/power-thresholds.ts';
import { isGasMeter } from '../metrology/registers.ts';
import type { Display, MeterState } from '../state.ts';
import { entryLines } from './entry.ts';
import type { Key } from './keys.ts';
import { switchedWords, type UtrnOutcome, utrnWords } from './outcomes.ts';
import { customerNumber, type View } from './page.ts';
import { FIRST_PAGE, PIN_PAGE, pagesOf, restPage } from './pages.ts';
import { AT_REST, isLocked, type Panel, panelAt, withNotice } from './panel.ts';
import { type Act, press } from './press.ts';
import { linesOf, type Screen } from './screen.ts';

/** What a key may ask of the meter. */
export type AtMeter = {
  readonly view: () => View;
  readonly press: (key: 'enableSupply' | 'emergencyCredit') => void;
  readonly enterUtrn: (digits: string) => UtrnOutcome;
  readonly keep: (display: Display) => void;
};

export class FrontPanel {
  #panel: Panel = AT_REST;
  /** It sounds until a key is pressed. */
  #hasAlarm = false;

  /** What has just been told of. */
  hear(state: MeterState, told: readonly MeterEvent[]): void {
    if (told.some((event) => isForHousehold(state, 'alarm', event))) this.#hasAlarm = true;
  }

  key(meter: AtMeter, key: Key): void {
    this.#hasAlarm = false;
    const pressed = press(this.#panel, meter.view(), key);
    this.#panel = pressed.panel;
    const words = pressed.act && perform(meter, pressed.act);
    const { boardSeconds } = meter.view().state.metrology;
    if (words) this.#panel = withNotice(this.#panel, boardSeconds, words);
  }

  screen(view: View): Screen {
    const lines = linesOf(...shownLines(view, this.#panel));
    return { ...signsOf(view, this.#hasAlarm), lines };
  }
}

/** What came of it, in words; undefined when the display says so by itself. */
function perform(meter: AtMeter, act: Act): readonly string[] | undefined {
  const before = meter.view().state;
  switch (act.kind) {
    case 'utrn': {
      const outcome = meter.enterUtrn(act.digits);
      return utrnWords(outcome, act.digits, meter.view().state);
    }
    case 'display':
      meter.keep(act.display);
      return undefined;
    case 'enableSupply':
    case 'emergencyCredit':
      meter.press(act.kind);
      return switchedWords(before, meter.view().state);
  }
}

function shownLines(view: View, before: Panel): readonly string[] {
  const { state } = view;
  const now = state.metrology.boardSeconds;
  const panel = panelAt(before, now);
  const number = customerNumber(state);
  if (number) return ['CUSTOMER NUMBER', '', `        ${number}`, 'Tell it if you trust'];
  if (panel.notice) return panel.notice.lines;
  if (panel.digits !== '')
    return entryLines(panel.digits, isLocked(state, panel) || panel.page === PIN_PAGE);
  const pages = pagesOf(view, panel.isUnlocked);
  const wanted = panel.page === FIRST_PAGE ? restPage(view, panel.isUnlocked) : panel.page;
  return (pages.find(({ name }) => name === wanted) ?? pages[0])?.lines ?? [];
}

function signsOf({ state, measured }: View, hasAlarm: boolean): Pick<Screen, 'lamps' | 'pulses'> {
  const { position } = state.supply;
  const supply = position === 'enabled' ? 'on' : position === 'armed' ? 'armed' : 'off';
  const message = state.display.message?.isRead === false;
  const lamps = { supply, alarm: hasAlarm || isAlarm(state), message } as const;
  if (isGasMeter(state)) return { lamps };
  const { importWattSeconds, secondaryWattSeconds } = state.metrology;
  const both = importWattSeconds + secondaryWattSeconds;
  return { lamps, pulses: { importWattSeconds: both, watts: importWatts(measured) } };
}

/** For as long as it is so: no supply, or credit that is low, unless the supplier has turned that off. */
function isAlarm(state: MeterState): boolean {
  const { prepayment, supply } = state;
  if (supply.position !== 'enabled') return true;
  const isLow = prepayment.mode === 'prepayment' && prepayment.isCreditLow;
  return isLow && isForHousehold(state, 'alarm', { name: 'lowCredit' });
}
