/** The pages about the meter itself and who stands behind it: clock, supplier, identity, mode. */
import { utcSecondsOf } from '../metrology/metrology.ts';
import type { Clock, MeterState } from '../state.ts';
import { day, timeOfDay } from './amounts.ts';
import { forAnyone, type Page, type View } from './page.ts';
import { between } from './screen.ts';

const CLOCK_WORDS: Readonly<Record<Clock['status'], string>> = {
  reliable: 'Set by the network',
  unreliable: 'Not checked lately',
  invalid: 'Not set',
};

export function aboutPages({ state }: View): readonly Page[] {
  return [clockPage(state), supplierPage(state), ...identityPages(state)];
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
    forAnyone('model', 'MADE BY', manufacturer, model),
  ];
}
