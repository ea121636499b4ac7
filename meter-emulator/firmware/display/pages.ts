/** Every page there is now, in the order in which key A turns them. */
import { utcSecondsOf } from '../metrology/metrology.ts';
import { DAY_SECONDS } from '../metrology/periods.ts';
import { importWatts } from '../metrology/power-thresholds.ts';
import { isGasMeter } from '../metrology/registers.ts';
import type { MeterState } from '../state.ts';
import { aboutPages, clockLine } from './about-pages.ts';
import { credit, day, timeOfDay } from './amounts.ts';
import { emergencyLine, moneyPages } from './money-pages.ts';
import { forAnyone, isHidden, type Page, personal, type View } from './page.ts';
import { registerPages } from './register-pages.ts';
import { between, LINES, wrapped } from './screen.ts';
import { supplyLine, supplyPages } from './supply-pages.ts';

/** Where the display stands when nobody is there. */
export const FIRST_PAGE = 'first';
export const FIRST_MESSAGE_PAGE = 'message 1';
export const PIN_PAGE = 'pin';

/** Those that may be seen: of a household that has set a PIN not the personal ones until it is entered. */
export function pagesOf(view: View, isUnlocked: boolean): readonly Page[] {
  const { state } = view;
  const isLocked = state.display.pin !== undefined && !isUnlocked;
  const all = [
    ...messagePages(state),
    ...moneyPages(view),
    ...registerPages(view),
    ...supplyPages(view),
    ...aboutPages(view),
    pinPage(state, isUnlocked),
  ];
  const first = isLocked ? lockedPage(state) : firstPage(view);
  return [first, ...(isLocked ? all.filter(({ isPersonal }) => !isPersonal) : all)];
}

/** What stands there when nobody has turned a page: a message until it is read. */
export function restPage({ state }: View, isUnlocked: boolean): string {
  const isOpen = state.display.pin === undefined || isUnlocked;
  const isNew = state.display.message?.isRead === false && messagePages(state).length > 0;
  return isOpen && isNew ? FIRST_MESSAGE_PAGE : FIRST_PAGE;
}

function firstPage({ state, measured }: View): Page {
  const { balanceMillipence, mode } = state.prepayment;
  const flow = isGasMeter(state)
    ? `${measured.litresPerHour ?? 0} l/h`
    : `${importWatts(measured)} W`;
  return personal(
    FIRST_PAGE,
    between(mode === 'prepayment' ? 'CREDIT' : 'ACCOUNT', credit(balanceMillipence)),
    emergencyLine(state),
    state.supply.position === 'enabled' ? between(supplyLine(state), flow) : supplyLine(state),
    clockLine(state),
  );
}

/** What one must know at the door: is it on, may it be switched on. Amounts are the household's. */
function lockedPage(state: MeterState): Page {
  const { emergency } = state.prepayment;
  return forAnyone(
    FIRST_PAGE,
    'ENTER PIN',
    emergency === 'offered' ? emergencyLine(state) : '',
    supplyLine(state),
    clockLine(state),
  );
}

/** Three lines of it at a time. */
function messagePages(state: MeterState): readonly Page[] {
  const { message } = state.display;
  if (!message || isHidden(state, message.utcSeconds)) return [];
  const lines = wrapped(message.text);
  const perPage = LINES - 1;
  const title = between(message.isRead ? 'MESSAGE' : 'NEW MESSAGE', dayOrTime(state, message));
  return Array.from({ length: Math.ceil(lines.length / perPage) }, (_, page) =>
    personal(`message ${page + 1}`, title, ...lines.slice(page * perPage, (page + 1) * perPage)),
  );
}

/** When it came: of today the time. */
function dayOrTime(state: MeterState, { utcSeconds }: { readonly utcSeconds: number }): string {
  const isToday =
    Math.floor(utcSeconds / DAY_SECONDS) === Math.floor(utcSecondsOf(state) / DAY_SECONDS);
  return isToday ? timeOfDay(utcSeconds) : day(utcSeconds).slice(0, 6);
}

function pinPage({ display }: MeterState, isUnlocked: boolean): Page {
  const rows =
    display.pin === undefined
      ? ['Off. Type 4 digits', 'to hide the amounts']
      : isUnlocked
        ? ['On. Type a new one,', 'or 0000 for none']
        : ['On. Type it to see', 'the amounts'];
  return forAnyone(PIN_PAGE, 'PRIVACY PIN', ...rows);
}
