/** The pages about the meter itself and who stands behind it: clock, supplier, identity, mode. */
import { utcSecondsOf } from '../metrology/metrology.ts';
import type { Clock, MeterState } from '../state.ts';
import { day, timeOfDay } from './amounts.ts';
import { forAnyone, type Page, type View } from './page.ts';
import { between, LINES, wrapped } from './screen.ts';

const CLOCK_WORDS: Readonly<Record<Clock['status'], string>> = {
  reliable: 'Set by the network',
  unreliable: 'Not checked lately',
  invalid: 'Not set',
};

export function aboutPages({ state }: View): readonly Page[] {
  return [
    clockPage(state),
    supplierPage(state),
    ...identityPages(state),
    ...supplyPointPages(state),
  ];
}

/** Date and time in one line, or that there is none. */
export function clockLine(state: MeterState): string {
  if (state.clock.status === 'invalid') return 'CLOCK NOT SET';
  const utcSeconds = utcSecondsOf(state);
  return between(day(utcSeconds), timeOfDay(utcSeconds));
}

function clockPage(state: MeterState): Page {
  return forAnyone('clock', 'CLOCK (UTC)', clockLine(state), CLOCK_WORDS[state.clock.status]);
}

function supplierPage({ display, prepayment }: MeterState): Page {
  const { name, telephone } = display.supplier ?? { name: 'Not named yet', telephone: '' };
  const mode = prepayment.mode === 'credit' ? 'Credit' : 'Prepayment';
  return forAnyone('supplier', 'SUPPLIER', name, telephone, between('Payment', mode));
}

function identityPages({ identity }: MeterState): readonly Page[] {
  const { eui64, firmwareVersion, manufacturer, model } = identity;
  return [
    forAnyone(
      'identity',
      'METER',
      eui64.slice(0, 12),
      eui64.slice(12),
      `Firmware ${firmwareVersion}`,
    ),
    forAnyone('model', 'MADE BY', ...[manufacturer, model].flatMap(wrapped).slice(0, LINES - 1)),
  ];
}

/** What the meter was told it is at. */
function supplyPointPages({ supplyPoints = {} }: MeterState): readonly Page[] {
  const { importMpan, secondaryImportMpan, exportMpan, mprn } = supplyPoints;
  const rows = [
    ['MPAN', importMpan],
    ['2nd', secondaryImportMpan],
    ['Export', exportMpan],
    ['MPRN', mprn],
  ] as const;
  const known = rows.flatMap(([name, number]) =>
    number === undefined ? [] : [between(name, number)],
  );
  return known.length === 0 ? [] : [forAnyone('supply point', 'SUPPLY NUMBERS', ...known)];
}
