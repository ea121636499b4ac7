/**
 * Where consumption is counted. It stays with the register in use until that changes: what the element has
 * counted since `from` belongs to it, and is added when another comes. So all registers of a tariff
 * add up to the register of the element at every moment, and little is written.
 */
import { documentOf } from '../documents/documents.ts';
import { isGasMeter, mainRegister } from '../metrology/registers.ts';
import type { MeterState } from '../state.ts';
import { blockEnds, primaryPrices } from './in-force.ts';
import { BLOCKS, type BlockMatrix, type Register } from './stored.ts';

type Rows = Readonly<Record<number, number>>;

/** What the element has counted since its register came into use. */
export function countedSince(state: MeterState): number {
  return mainRegister(isGasMeter(state), state.metrology) - state.counting.from;
}

export function secondaryCountedSince({ metrology, counting }: MeterState): number {
  return metrology.secondaryWattSeconds - counting.secondaryFrom;
}

/** The state in which nothing is left to be added: for whatever changes what is in use. */
export function settled(state: MeterState): MeterState {
  return settledBy(secondarySettled(state), countedSince(state));
}

/** Adds `units` of what was counted to the register in use; the rest is counted there still. */
export function settledBy(state: MeterState, units: number): MeterState {
  if (units === 0) return state;
  const { register, from } = state.counting;
  const moved = { ...state, counting: { ...state.counting, from: from + units } };
  if (register.tou !== undefined)
    return { ...moved, touRegisters: plus(state.touRegisters, register.tou, units) };
  const block = blockInUse(state);
  const { blockRegisters, blockCounters } = state;
  return {
    ...moved,
    blockRegisters: plusAt(blockRegisters, block, register.block, units),
    blockCounters: {
      ...blockCounters,
      counters: plusAt(blockCounters.counters, block, register.block, units),
    },
  };
}

function secondarySettled(state: MeterState): MeterState {
  const units = secondaryCountedSince(state);
  if (units === 0) return state;
  const { secondaryTou, secondaryFrom } = state.counting;
  return {
    ...state,
    counting: { ...state.counting, secondaryFrom: secondaryFrom + units },
    secondaryTouRegisters: plus(state.secondaryTouRegisters, secondaryTou, units),
  };
}

/** The block that counts: 1 to 4, by what the row in use had counted when it was last settled. */
export function blockInUse(state: MeterState): number {
  const { register } = state.counting;
  if (register.tou !== undefined) return 1;
  const counted = countedInRow(state.blockCounters.counters, register.block);
  return 1 + endsOf(state).filter((end) => end <= counted).length;
}

/** What may be counted from `counting.from` on until the block in use ends; infinite where it has no end. */
export function roomInBlock(state: MeterState): number {
  const { register } = state.counting;
  if (register.tou !== undefined) return Number.POSITIVE_INFINITY;
  const counted = countedInRow(state.blockCounters.counters, register.block);
  const end = endsOf(state).find((one) => one > counted);
  return end === undefined ? Number.POSITIVE_INFINITY : end - counted;
}

function endsOf(state: MeterState): readonly number[] {
  const tariff = documentOf(state, 'tariff');
  const prices = primaryPrices(state);
  const row = state.counting.register.block;
  return tariff && prices && row !== undefined ? blockEnds(tariff, prices, row) : [];
}

function countedInRow(counters: BlockMatrix, row: number): number {
  let counted = 0;
  for (let block = 1; block <= BLOCKS; block++) counted += counters[block]?.[row] ?? 0;
  return counted;
}

/** Another register comes into use. */
export function withRegister(state: MeterState, register: Register): MeterState {
  if (isSame(state.counting.register, register)) return state;
  const before = settled(state);
  return { ...before, counting: { ...before.counting, register } };
}

export function withSecondaryTou(state: MeterState, secondaryTou: number): MeterState {
  if (state.counting.secondaryTou === secondaryTou) return state;
  const before = settled(state);
  return { ...before, counting: { ...before.counting, secondaryTou } };
}

/** Consumption is priced from the first block again. */
export function withCountersReset(state: MeterState): MeterState {
  const before = settled(state);
  return { ...before, blockCounters: { ...before.blockCounters, counters: {} } };
}

function isSame(one: Register, other: Register): boolean {
  return one.tou === other.tou && one.block === other.block;
}

function plus(rows: Rows, index: number, units: number): Rows {
  return { ...rows, [index]: (rows[index] ?? 0) + units };
}

function plusAt(matrix: BlockMatrix, block: number, row: number, units: number): BlockMatrix {
  return { ...matrix, [block]: plus(matrix[block] ?? {}, row, units) };
}
