/**
 * What a meter keeps of its tariff besides the tables, which are documents. Counted in the unit of the
 * element: watt-seconds, or for gas litres per hour times seconds.
 */
import { integer } from '../../../protocol/definition/scalars.ts';
import {
  choice,
  optional,
  required,
  rows,
  struct,
  type ValueOf,
} from '../../../protocol/definition/words.ts';
import { updateDeviceConfigurationDailyResettingOfTariffBlockCounterMatrix } from '../../../protocol/services/update-device-configuration-daily-resetting-of-tariff-block-counter-matrix.ts';
import { number32, wattSeconds } from '../stored-words.ts';

export const TOU_REGISTERS = 48;
export const BLOCKS = 4;
/** Rows of the block matrix; gas has one. */
export const BLOCK_ROWS = 8;
export const SECONDARY_TOU_REGISTERS = 4;

const register = choice({
  tou: required(1, integer(1, TOU_REGISTERS), 'Of the TOU matrix.'),
  block: required(2, integer(1, BLOCK_ROWS), 'Row of the block matrix.'),
});

/** Small, since it is written at every switch: the registers themselves only when they have changed. */
export const counting = struct({
  register: required(1, register, 'In use for the primary element.'),
  from: required(2, wattSeconds, 'What the register of the element showed when that began.'),
  secondaryTou: required(3, integer(1, SECONDARY_TOU_REGISTERS), 'In use for the secondary one.'),
  secondaryFrom: required(4, wattSeconds, 'What its register showed when that began.'),
});

export const touRegisters = rows('Register', wattSeconds, TOU_REGISTERS, 0);
export const secondaryTouRegisters = rows('Register', wattSeconds, SECONDARY_TOU_REGISTERS, 0);
const blockMatrix = rows('Block', rows('Row', wattSeconds, BLOCK_ROWS, 0), BLOCKS, 0);
export const blockRegisters = blockMatrix;
export const blockCounters = struct({
  counters: required(1, blockMatrix, 'What each block has counted since it was set to zero.'),
  utcDay: optional(2, number32, 'The day they are of, if they start anew every day.'),
});
export const blockReset = updateDeviceConfigurationDailyResettingOfTariffBlockCounterMatrix.request;

export type Register = ValueOf<typeof register>;
export type BlockMatrix = ValueOf<typeof blockMatrix>;
