/** The half-hour profiles: what each register advanced by, and how much of it a history can hold. */
import { putU16, u16 } from '../../../protocol/bytes.ts';
import type { MeterState } from '../state.ts';
import type { Entry } from '../stored.ts';
import type { Period } from './periods.ts';
import {
  isGasMeter,
  mainRegister,
  reactiveExportVarSeconds,
  reactiveImportVarSeconds,
  wholeUnits,
} from './registers.ts';
import type { Registers } from './stored.ts';

/** 65,535 on flash means "no reading", so that much and more is kept as the greatest below it. */
export const HALF_HOUR_UNITS_MAX = 65_534;

type ProfileName = 'halfHours' | 'secondaryHalfHours' | 'reactiveImport' | 'export';

/** What the register showed at the end less what it showed at the start: a history adds up to its register. */
export function advance(start: number, end: number): number {
  return wholeUnits(end) - wholeUnits(start);
}

/** The entries of a half-hour that has ended, in Wh and varh, or for gas in litres. */
export function halfHourEntries(
  { variant, metrology }: Pick<MeterState, 'variant' | 'metrology'>,
  { start, isFlagged }: Period<Registers>,
  number: number,
): readonly Entry[] {
  const isGas = isGasMeter({ variant });
  const profile = (name: ProfileName, ...units: readonly number[]) =>
    profileEntry(name, number, units, isFlagged);
  const main = advance(mainRegister(isGas, start), mainRegister(isGas, metrology));
  const entries = [profile('halfHours', main)];
  if (isGas) return entries;
  if (variant.kind === 'twinElement') {
    const secondary = advance(start.secondaryWattSeconds, metrology.secondaryWattSeconds);
    entries.push(profile('secondaryHalfHours', secondary));
  }
  const reactiveImport = advance(
    reactiveImportVarSeconds(start),
    reactiveImportVarSeconds(metrology),
  );
  const active = advance(start.exportWattSeconds, metrology.exportWattSeconds);
  const reactive = advance(reactiveExportVarSeconds(start), reactiveExportVarSeconds(metrology));
  entries.push(profile('reactiveImport', reactiveImport), profile('export', active, reactive));
  return entries;
}

function profileEntry(
  series: ProfileName,
  period: number,
  units: readonly number[],
  isFlagged: boolean,
): Entry {
  const bytes = new Uint8Array(2 * units.length);
  for (const [index, value] of units.entries())
    putU16(bytes, 2 * index, Math.min(value, HALF_HOUR_UNITS_MAX));
  const isClamped = units.some((value) => value > HALF_HOUR_UNITS_MAX);
  return { series, period, bytes, isFlagged: isFlagged || isClamped };
}

/** The values of a profile's entry, in the order they were written. */
export function readHalfHour(bytes: Uint8Array): readonly number[] {
  return Array.from({ length: bytes.length / 2 }, (_, index) => u16(bytes, 2 * index));
}
