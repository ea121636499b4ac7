/** The registers: what advances them, how fast, and what they show. Pure, exact, never backwards. */
import type { Measured } from '../board.ts';
import type { MeterState, Metrology } from '../state.ts';
import { isMeterKind } from '../variant.ts';
import { energyOf } from './gas.ts';
import type { Registers } from './stored.ts';

export const ZERO: Registers = {
  importWattSeconds: 0,
  exportWattSeconds: 0,
  secondaryWattSeconds: 0,
  quadrant1VarSeconds: 0,
  quadrant2VarSeconds: 0,
  quadrant3VarSeconds: 0,
  quadrant4VarSeconds: 0,
  volumeLitreSeconds: 0,
};

/** The registers apart from all else; named one by one, since this is done at every half-hour. */
export function registersNow(metrology: Registers): Registers {
  return {
    importWattSeconds: metrology.importWattSeconds,
    exportWattSeconds: metrology.exportWattSeconds,
    secondaryWattSeconds: metrology.secondaryWattSeconds,
    quadrant1VarSeconds: metrology.quadrant1VarSeconds,
    quadrant2VarSeconds: metrology.quadrant2VarSeconds,
    quadrant3VarSeconds: metrology.quadrant3VarSeconds,
    quadrant4VarSeconds: metrology.quadrant4VarSeconds,
    volumeLitreSeconds: metrology.volumeLitreSeconds,
  };
}

/** What a meter begins with. */
export function newMetrology(boardSeconds: number): Metrology {
  return { boardSeconds, ...ZERO, lastHalfHour: 0, lastDay: 0, energyRemainder: 0 };
}

type Metered = Pick<MeterState, 'metrology' | 'gasConversion'>;

/** All registers up to `toBoardSeconds`; exact, since what is measured is constant in between. */
export function meter(state: Metered, measured: Measured, toBoardSeconds: number): Metrology {
  const { metrology } = state;
  const seconds = toBoardSeconds - metrology.boardSeconds;
  if (seconds === 0) return metrology;
  const { activeWatts, secondaryWatts = 0, litresPerHour = 0 } = measured;
  const next = {
    ...metrology,
    boardSeconds: toBoardSeconds,
    secondaryWattSeconds: metrology.secondaryWattSeconds + secondaryWatts * seconds,
    ...reactive(metrology, measured, seconds),
  };
  if (litresPerHour > 0) return withGas(next, state.gasConversion, litresPerHour * seconds);
  return activeWatts >= 0
    ? { ...next, importWattSeconds: metrology.importWattSeconds + activeWatts * seconds }
    : { ...next, exportWattSeconds: metrology.exportWattSeconds - activeWatts * seconds };
}

/** By the signs of active and reactive power; no active power counts as import. */
function reactive(
  metrology: Metrology,
  { activeWatts, reactiveVars = 0 }: Measured,
  seconds: number,
): Partial<Registers> {
  if (reactiveVars === 0) return {};
  const varSeconds = Math.abs(reactiveVars) * seconds;
  if (reactiveVars > 0)
    return activeWatts >= 0
      ? { quadrant1VarSeconds: metrology.quadrant1VarSeconds + varSeconds }
      : { quadrant2VarSeconds: metrology.quadrant2VarSeconds + varSeconds };
  return activeWatts < 0
    ? { quadrant3VarSeconds: metrology.quadrant3VarSeconds + varSeconds }
    : { quadrant4VarSeconds: metrology.quadrant4VarSeconds + varSeconds };
}

function withGas(
  metrology: Metrology,
  conversion: MeterState['gasConversion'],
  litreSeconds: number,
): Metrology {
  const energy = energyOf(conversion, litreSeconds, metrology.energyRemainder);
  return {
    ...metrology,
    volumeLitreSeconds: metrology.volumeLitreSeconds + litreSeconds,
    importWattSeconds: metrology.importWattSeconds + energy.wattSeconds,
    energyRemainder: energy.remainder,
  };
}

export function reactiveImportVarSeconds(registers: Registers): number {
  return registers.quadrant1VarSeconds + registers.quadrant2VarSeconds;
}

export function reactiveExportVarSeconds(registers: Registers): number {
  return registers.quadrant3VarSeconds + registers.quadrant4VarSeconds;
}

/** The register that histories and tariffs go by: energy, or volume for gas. */
export function mainRegister(isGas: boolean, registers: Registers): number {
  return isGas ? registers.volumeLitreSeconds : registers.importWattSeconds;
}

export function isGasMeter({ variant }: Pick<MeterState, 'variant'>): boolean {
  return variant.kind === 'gas';
}

/** Does it measure at all? What else stands in a house has no registers, histories or account of its own. */
export function isMeter({ variant }: Pick<MeterState, 'variant'>): boolean {
  return isMeterKind(variant.kind);
}

const SECONDS_PER_HOUR = 3600;

/** Whole watt-hours, var-hours or litres of a register in watt-, var- or litre-seconds. */
export function wholeUnits(register: number): number {
  return Math.floor(register / SECONDS_PER_HOUR);
}

/** Eight digits of kWh or m3 and three places: after 99,999,999.999 comes 0. */
const SHOWN_UNITS = 10 ** 11;

/** What the meter shows of it, in Wh, varh or litres. */
export function shownUnits(register: number): number {
  return wholeUnits(register) % SHOWN_UNITS;
}
