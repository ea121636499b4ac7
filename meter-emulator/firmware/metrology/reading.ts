/**
 * A reading: what all registers and the account show at one moment, as the logs keep it. On flash it is three
 * entries under one number, since a page holds no wider one.
 */
import { putU32, u32 } from '../../../protocol/bytes.ts';
import { type Account, accountNow } from '../prepayment/account.ts';
import type { MeterState } from '../state.ts';
import type { Entry } from '../stored.ts';
import {
  blockCounters,
  blockRegisters,
  secondaryTouRegisters,
  touRegisters,
} from '../tariff/registers.ts';
import { BLOCK_ROWS, BLOCKS, SECONDARY_TOU_REGISTERS, TOU_REGISTERS } from '../tariff/stored.ts';
import { isGasMeter, mainRegister, shownUnits } from './registers.ts';
import { READING_BYTES } from './stored.ts';

type Rows = Readonly<Record<number, number>>;

/** As shown: Wh, or litres for gas. Registers that a kind of meter does not have are 0. */
export type Reading = {
  readonly utcSeconds: number;
  readonly total: number;
  readonly secondary: number;
  readonly export: number;
  readonly secondaryTou: Rows;
  readonly tou: Rows;
  /** By block, then row; of gas row 1 alone. */
  readonly blocks: Readonly<Record<number, Rows>>;
  readonly account: Account;
};

export type ReadingSeries = 'dailyReads' | 'dateBills' | 'changeBills';

export function readingNow(state: MeterState, utcSeconds: number, blocks: BlocksOf): Reading {
  const { metrology } = state;
  const matrix = blocks === 'counters' ? blockCounters(state) : blockRegisters(state);
  return {
    utcSeconds,
    total: shownUnits(mainRegister(isGasMeter(state), metrology)),
    secondary: shownUnits(metrology.secondaryWattSeconds),
    export: shownUnits(metrology.exportWattSeconds),
    secondaryTou: shown(secondaryTouRegisters(state)),
    tou: shown(touRegisters(state)),
    blocks: Object.fromEntries(Object.entries(matrix).map(([n, rows]) => [n, shown(rows)])),
    account: accountNow(state),
  };
}

/** What has been counted in each block ever, or since it was last set to zero. */
export type BlocksOf = 'registers' | 'counters';

export function shown(registers: Rows): Rows {
  return Object.fromEntries(Object.entries(registers).map(([n, one]) => [n, shownUnits(one)]));
}

/** Registers of the wide parts, in their order: by time of use, then by block and row. */
const WIDE = [
  ...numbered(TOU_REGISTERS).map((tou) => ({ tou, block: 0, row: 0 })),
  ...numbered(BLOCKS).flatMap((block) =>
    numbered(BLOCK_ROWS).map((row) => ({ tou: 0, block, row })),
  ),
];
const REGISTER_BYTES = 5;
const WIDE_A_PART = READING_BYTES.registers / REGISTER_BYTES;

export function readingEntries(
  series: ReadingSeries,
  period: number,
  reading: Reading,
  isFlagged: boolean,
): readonly Entry[] {
  const wide = WIDE.map(({ tou, block, row }) =>
    tou > 0 ? (reading.tou[tou] ?? 0) : (reading.blocks[block]?.[row] ?? 0),
  );
  const part = (from: number) => packed(wide.slice(from, from + WIDE_A_PART));
  return [
    { series, period, bytes: mainPart(reading), isFlagged },
    { series: `${series}1`, period, bytes: part(0), isFlagged },
    { series: `${series}2`, period, bytes: part(WIDE_A_PART), isFlagged },
  ];
}

function mainPart(reading: Reading): Uint8Array {
  const { utcSeconds, total, secondary, secondaryTou, account } = reading;
  const tou = numbered(SECONDARY_TOU_REGISTERS).map((n) => secondaryTou[n] ?? 0);
  const bytes = new Uint8Array(READING_BYTES.main);
  bytes.set(packed([utcSeconds, total, secondary, reading.export, ...tou]));
  const at = (4 + SECONDARY_TOU_REGISTERS) * REGISTER_BYTES;
  for (const [index, millipence] of accountNumbers(account).entries())
    putU32(bytes, at + 4 * index, millipence);
  return bytes;
}

function accountNumbers(account: Account): readonly number[] {
  return [
    account.balanceMillipence,
    account.emergencyCreditMillipence,
    account.accumulatedDebtMillipence,
    account.paymentDebtMillipence,
    account.timeDebt1Millipence,
    account.timeDebt2Millipence,
  ];
}

/** From the three entries of a reading; the wide ones may be left out by who does not want them. */
export function readingOf(main: Uint8Array, wide1?: Uint8Array, wide2?: Uint8Array): Reading {
  const [utcSeconds = 0, total = 0, secondary = 0, exported = 0, ...tou] = unpacked(
    main.subarray(0, (4 + SECONDARY_TOU_REGISTERS) * REGISTER_BYTES),
  );
  const values = [wide1, wide2].flatMap((part) => (part ? unpacked(part) : []));
  return {
    utcSeconds,
    total,
    secondary,
    export: exported,
    secondaryTou: rowsOf(tou),
    tou: rowsOf(values.slice(0, TOU_REGISTERS)),
    blocks: Object.fromEntries(
      numbered(BLOCKS).map((block) => {
        const from = TOU_REGISTERS + (block - 1) * BLOCK_ROWS;
        return [block, rowsOf(values.slice(from, from + BLOCK_ROWS))];
      }),
    ),
    account: accountOf(main),
  };
}

function accountOf(main: Uint8Array): Account {
  const at = (4 + SECONDARY_TOU_REGISTERS) * REGISTER_BYTES;
  const millipence = (index: number) => u32(main, at + 4 * index) | 0;
  return {
    balanceMillipence: millipence(0),
    emergencyCreditMillipence: millipence(1),
    accumulatedDebtMillipence: millipence(2),
    paymentDebtMillipence: millipence(3),
    timeDebt1Millipence: millipence(4),
    timeDebt2Millipence: millipence(5),
  };
}

function numbered(last: number): readonly number[] {
  return Array.from({ length: last }, (_, index) => index + 1);
}

function rowsOf(values: readonly number[]): Rows {
  return Object.fromEntries(values.map((value, index) => [index + 1, value]));
}

/** Forty bits each, little-endian: more than a register shows. */
function packed(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(values.length * REGISTER_BYTES);
  for (const [index, value] of values.entries()) {
    putU32(bytes, index * REGISTER_BYTES, value);
    bytes[index * REGISTER_BYTES + 4] = Math.floor(value / 2 ** 32);
  }
  return bytes;
}

function unpacked(bytes: Uint8Array): readonly number[] {
  return Array.from({ length: bytes.length / REGISTER_BYTES }, (_, index) => {
    const at = index * REGISTER_BYTES;
    return u32(bytes, at) + (bytes[at + 4] as number) * 2 ** 32;
  });
}
