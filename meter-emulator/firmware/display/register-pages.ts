/** The pages of what was used: registers, power now, maximum demand, and whole days. */
import { u32 } from '../../../protocol/bytes.ts';
import { utcSecondsOf } from '../metrology/metrology.ts';
import { DAY_SECONDS } from '../metrology/periods.ts';
import { importWatts, powerLevel } from '../metrology/power-thresholds.ts';
import { readHistory } from '../metrology/read-history.ts';
import {
  isGasMeter,
  mainRegister,
  reactiveExportVarSeconds,
  reactiveImportVarSeconds,
  wholeUnits,
} from '../metrology/registers.ts';
import type { MeterState } from '../state.ts';
import { blockRegisters, secondaryTouRegisters, touRegisters } from '../tariff/registers.ts';
import { day, register, short, timeOfDay } from './amounts.ts';
import { isHidden, type Page, personal, type View } from './page.ts';
import { between } from './screen.ts';

const DAYS_SHOWN = 6;
const ROWS_ON_A_PAGE = 3;

export function registerPages(view: View): readonly Page[] {
  const { state } = view;
  return [
    ...totalPages(state),
    ...rateRegisterPages(state),
    powerPage(view),
    ...demandPages(state),
    ...dayPages(view),
  ];
}

const unitOf = (state: MeterState) => (isGasMeter(state) ? 'm3' : 'kWh');

/** The main one always; others once they have counted something. */
function totalPages(state: MeterState): readonly Page[] {
  const { metrology, variant } = state;
  const isGas = isGasMeter(state);
  const main = register(mainRegister(isGas, metrology), unitOf(state));
  const energy = register(metrology.importWattSeconds, 'kWh');
  const second = register(metrology.secondaryWattSeconds, 'kWh');
  const reactive = [
    ['REACTIVE IMPORT', reactiveImportVarSeconds(metrology)],
    ['REACTIVE EXPORT', reactiveExportVarSeconds(metrology)],
  ] as const;
  return [
    personal('import', isGas ? 'GAS TOTAL' : 'IMPORT TOTAL', main, ...(isGas ? [energy] : [])),
    ...(variant.kind === 'twinElement' ? [personal('second', '2ND ELEMENT TOTAL', second)] : []),
    ...counted('export', 'EXPORT TOTAL', metrology.exportWattSeconds, 'kWh'),
    ...reactive.flatMap(([title, value]) => counted(title, title, value, 'kvarh')),
  ];
}

function counted(name: string, title: string, value: number, unit: string): readonly Page[] {
  return wholeUnits(value) === 0 ? [] : [personal(name, title, register(value, unit))];
}

/** The register in use, and each other one that has counted. */
function rateRegisterPages(state: MeterState): readonly Page[] {
  const unit = unitOf(state);
  const { register: inUse, secondaryTou } = state.counting;
  const rates = Object.entries(touRegisters(state)).flatMap(([n, value]) =>
    ratePage(`RATE ${n}`, value, unit, Number(n) === inUse.tou),
  );
  const blocks = Object.entries(blockRegisters(state)).flatMap(([block, rows]) =>
    Object.entries(rows).flatMap(([row, value]) =>
      ratePage(`BLOCK ${block} OF ${row}`, value, unit, false),
    ),
  );
  if (state.variant.kind !== 'twinElement') return [...rates, ...blocks];
  const second = Object.entries(secondaryTouRegisters(state)).flatMap(([n, value]) =>
    ratePage(`2ND RATE ${n}`, value, unit, Number(n) === secondaryTou),
  );
  return [...rates, ...blocks, ...second];
}

function ratePage(name: string, value: number, unit: string, isInUse: boolean): readonly Page[] {
  if (!isInUse && wholeUnits(value) === 0) return [];
  const title = isInUse ? between(name, 'NOW') : name;
  return [personal(name, title, register(value, unit))];
}

function powerPage({ state, measured }: View): Page {
  const { litresPerHour = 0, reactiveVars, activeWatts } = measured;
  if (isGasMeter(state)) return personal('power', 'FLOW NOW', `${litresPerHour} litres an hour`);
  const watts = importWatts(measured);
  const level = powerLevel(state, measured).toUpperCase();
  return personal(
    'power',
    between('POWER NOW', level),
    between('Import', `${watts} W`),
    activeWatts < 0 ? between('Export', `${-activeWatts} W`) : '',
    reactiveVars === undefined ? '' : between('Reactive', `${reactiveVars} var`),
  );
}

function demandPages(state: MeterState): readonly Page[] {
  const { importAtAnyTime, exportAtAnyTime } = state.maximumDemand;
  const peaks = [
    ['MAXIMUM DEMAND', importAtAnyTime],
    ['MAXIMUM EXPORT', exportAtAnyTime],
  ] as const;
  return peaks.flatMap(([title, { watts, utcSeconds }]) => {
    if (utcSeconds === undefined || isHidden(state, utcSeconds)) return [];
    const when = between(day(utcSeconds), timeOfDay(utcSeconds));
    return [personal(title, title, between('Half an hour', `${watts} W`), when)];
  });
}

/** Today as far as it has come, and the days before it, none of a former tenant's. */
function dayPages({ state, store }: View): readonly Page[] {
  const { clock, metrology, numbering } = state;
  if (clock.status === 'invalid') return [];
  const now = utcSecondsOf(state);
  const row = (name: string, thousandths: number) =>
    between(name, short(thousandths, unitOf(state)));
  const { day: running } = metrology;
  const used = running && mainRegister(isGasMeter(state), metrology) - running.start;
  const soFar = used === undefined ? [] : [row('Today', wholeUnits(used))];
  const midnight = Math.floor(now / DAY_SECONDS) * DAY_SECONDS;
  const span = {
    fromUtcSeconds: Math.max(0, midnight - (DAYS_SHOWN - 1) * DAY_SECONDS),
    toUtcSeconds: midnight,
    lengthSeconds: DAY_SECONDS,
  };
  const before = [...readHistory(numbering, store, 'days', span)].reverse().flatMap((entry) => {
    const began = entry.endUtcSeconds - DAY_SECONDS;
    return isHidden(state, began) ? [] : [row(day(began), u32(entry.bytes, 0))];
  });
  return inPages([...soFar, ...before]);
}

function inPages(rows: readonly string[]): readonly Page[] {
  return Array.from({ length: Math.ceil(rows.length / ROWS_ON_A_PAGE) }, (_, page) =>
    personal(
      `days ${page + 1}`,
      page === 0 ? 'USED EACH DAY (UTC)' : 'USED, EARLIER DAYS',
      ...rows.slice(page * ROWS_ON_A_PAGE, (page + 1) * ROWS_ON_A_PAGE),
    ),
  );
}
