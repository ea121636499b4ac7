/** A reading of a log in the fields that the answers of group 4 share. */
import type { Reading } from '../metrology/reading.ts';
import type { MeterState } from '../state.ts';
import { accountFields } from './account-fields.ts';

type Rows = Readonly<Record<number, number>>;

/** The blocks of gas: a matrix of one row. */
export function gasBlocks(blocks: Readonly<Record<number, Rows>>): Rows {
  return Object.fromEntries(Object.entries(blocks).map(([block, rows]) => [block, rows[1] ?? 0]));
}

/** Registers of the secondary element are given of a meter that has one. */
export function electricityReading({ variant }: Pick<MeterState, 'variant'>, reading: Reading) {
  const { utcSeconds: timestamp, total: importTotal, tou: touRegisters, blocks } = reading;
  const isTwin = variant.kind === 'twinElement';
  return {
    timestamp,
    importTotal,
    touRegisters,
    block1Registers: blocks[1] ?? {},
    block2Registers: blocks[2] ?? {},
    block3Registers: blocks[3] ?? {},
    block4Registers: blocks[4] ?? {},
    ...(isTwin ? { secondaryTotal: reading.secondary } : {}),
    secondaryTouRegisters: isTwin ? reading.secondaryTou : {},
  };
}

const GAS_TOU_REGISTERS = 4;

export function gasReading({ utcSeconds: timestamp, total: gasTotal, tou, blocks }: Reading) {
  const touRegisters = Object.fromEntries(
    Object.entries(tou).filter(([number]) => Number(number) <= GAS_TOU_REGISTERS),
  );
  return { timestamp, gasTotal, touRegisters, blockRegisters: gasBlocks(blocks) };
}

/** The account of a reading, as 4.4.2, 4.4.3 and 4.14 give it. */
export function prepaymentReading({ utcSeconds: timestamp, account }: Reading) {
  return { timestamp, ...accountFields(account) };
}
