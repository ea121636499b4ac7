/**
 * What the reads of group 4 share: registers, entries of logs and maxima. The logs hold the same
 * things in another order and under other names; the fields below are spread in that order, and
 * their keys (timestamp 1, electricity 2 to 9, gas 2 to 4) are the same in each.
 */
import { enumeration, int32, utcDateTime } from '../definition/scalars.ts';
import { inline, optional, rows, struct } from '../definition/words.ts';
import { gasVolume, wattHours } from './shared.ts';

/** ra:ActivePowerRegisterDataType. */
export const activeRegister = struct(
  {
    value: optional(1, wattHours, 'Wh.'),
    unit: optional(2, enumeration({ Wh: 1 }), 'Always Wh.', { element: 'ActiveEnergyUnit' }),
  },
  'ActiveRegister',
);
/** ra:ReactivePowerRegisterDataType. */
export const reactiveRegister = struct(
  {
    value: optional(1, wattHours, 'varh.'),
    unit: optional(2, enumeration({ varh: 1 }), 'Always varh.', { element: 'ReactiveEnergyUnit' }),
  },
  'ReactiveRegister',
);

/** Registers by number, 1 to `last`: those that count by time of use, or in a block. */
export const energyRows = (item: string, last: number) => rows(item, wattHours, last, 0);
export const gasRows = (item: string) => rows(item, gasVolume, 4, 0);

export const timestamp = { timestamp: optional(1, utcDateTime, 'When the entry was made.') };

export const importTotal = (element: string) => ({
  importTotal: optional(2, wattHours, 'Active import, all of the primary element.', { element }),
});
export const touRegisters = {
  touRegisters: inline(3, energyRows('TariffTOURegisterMatrixValue', 48), 'By time of use.'),
};
const block = (n: number) => energyRows(`TariffTOUBlock${n}RegisterMatrixValue`, 8);
export const blockRegisters = {
  block1Registers: inline(4, block(1), 'First block, by time of use.'),
  block2Registers: inline(5, block(2), 'Second block, by time of use.'),
  block3Registers: inline(6, block(3), 'Third block, by time of use.'),
  block4Registers: inline(7, block(4), 'Fourth block, by time of use.'),
};
export const secondaryTotal = (element: string) => ({
  secondaryTotal: optional(8, wattHours, 'Active import of the secondary element.', { element }),
});
export const secondaryTouRegisters = {
  secondaryTouRegisters: inline(
    9,
    energyRows('SecondaryTariffTOURegisterMatrixValue', 4),
    'Secondary element, by time of use.',
  ),
};

export const gasTotal = (element: string) => ({
  gasTotal: optional(2, gasVolume, 'Volume, all of it.', { element }),
});
export const gasTouRegisters = (item: string) => ({
  touRegisters: inline(3, gasRows(item), 'Volume by time of use.'),
});
export const gasBlockRegisters = (item: string) => ({
  blockRegisters: inline(4, gasRows(item), 'Volume by block.'),
});

/** ra:PrepaymentOperationalDataType: the accounts of prepayment at one moment, in millipence. */
export const prepaymentEntry = struct(
  {
    accumulatedDebtRegister: optional(2, int32, 'Debt since supply was disabled.'),
    emergencyCreditBalance: optional(3, int32, 'Emergency credit left.'),
    meterBalance: optional(4, int32, 'Credit left.'),
    paymentDebtRegister: optional(5, int32, 'Debt taken at top-up.'),
    timeDebtRegister1: optional(6, int32, 'Debt taken over time.', {
      element: 'TimeDebtRegisters1',
    }),
    timeDebtRegister2: optional(7, int32, 'Debt taken over time.', {
      element: 'TimeDebtRegisters2',
    }),
    ...timestamp,
  },
  'PrepaymentEntry',
);

/** ra:BillingDataLogAmountTimestamp: what was paid, in millipence. */
export const paymentEntry = struct(
  {
    amount: optional(2, int32, 'Millipence.'),
    ...timestamp,
  },
  'PaymentEntry',
);

/** ra:MaxDemandRegisterDataType and its like. */
export const maximumDemand = struct(
  {
    value: optional(1, int32, 'W.'),
    captureTime: optional(2, utcDateTime, 'When it was reached.'),
    lastResetDateTime: optional(3, utcDateTime, 'Since when it counts.'),
  },
  'MaximumDemand',
);
