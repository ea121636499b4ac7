/** The registers of a tariff as they are now, in watt-seconds or litre-seconds: 3,600 to a Wh or a litre. */
import { isGasMeter } from '../metrology/registers.ts';
import type { MeterState } from '../state.ts';
import { blockInUse, countedSince, secondaryCountedSince } from './counting.ts';
import {
  BLOCK_ROWS,
  BLOCKS,
  type BlockMatrix,
  SECONDARY_TOU_REGISTERS,
  TOU_REGISTERS,
} from './stored.ts';

type Rows = Readonly<Record<number, number>>;

/** Of gas. */
const GAS_TOU_REGISTERS = 4;
const GAS_BLOCK_ROWS = 1;

/** All 48, or the 4 of gas, by number. */
export function touRegisters(state: MeterState): Rows {
  const { tou } = state.counting.register;
  const last = isGasMeter(state) ? GAS_TOU_REGISTERS : TOU_REGISTERS;
  return all(last, (n) => (state.touRegisters[n] ?? 0) + (n === tou ? countedSince(state) : 0));
}

/** All 4, by number. */
export function secondaryTouRegisters(state: MeterState): Rows {
  const { secondaryTou } = state.counting;
  return all(
    SECONDARY_TOU_REGISTERS,
    (n) =>
      (state.secondaryTouRegisters[n] ?? 0) +
      (n === secondaryTou ? secondaryCountedSince(state) : 0),
  );
}

/** By block, 1 to 4, and row, 1 to 8; gas has row 1 alone. */
export function blockRegisters(state: MeterState): BlockMatrix {
  return matrix(state, state.blockRegisters);
}

/** The same since the counters were last set to zero. */
export function blockCounters(state: MeterState): BlockMatrix {
  return matrix(state, state.blockCounters.counters);
}

function matrix(state: MeterState, stored: BlockMatrix): BlockMatrix {
  const row = state.counting.register.block;
  const block = row && blockInUse(state);
  const since = row ? countedSince(state) : 0;
  const rows = isGasMeter(state) ? GAS_BLOCK_ROWS : BLOCK_ROWS;
  return all(BLOCKS, (b) =>
    all(rows, (r) => (stored[b]?.[r] ?? 0) + (b === block && r === row ? since : 0)),
  );
}

function all<T>(last: number, of: (index: number) => T): Readonly<Record<number, T>> {
  return Object.fromEntries(Array.from({ length: last }, (_, i) => [i + 1, of(i + 1)]));
}
