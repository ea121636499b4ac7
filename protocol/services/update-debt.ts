/** SRV 2.3. What the customer owes, and how fast it is taken. */
import { enumeration, int16, int32, integer } from '../definition/scalars.ts';
import { service } from '../definition/service.ts';
import { choice, inline, required, struct } from '../definition/words.ts';
import { done } from './shared.ts';
import { priceScale } from './tariff-shapes.ts';

/** How often a debt is taken from the balance. */
export const debtRecoveryPeriod = enumeration({ HOURLY: 1, DAILY: 2 });
const electricityRecovery = struct({
  debtRecoveryRate: required(1, int16, 'Per period, times ten to the power of its scale.'),
  debtRecoveryRatePriceScale: required(2, priceScale, 'Power of ten.'),
  debtRecoveryRatePeriod: required(3, debtRecoveryPeriod, 'How often it is taken.'),
});
const gasRecovery = struct({
  debtRecoveryRate: required(1, int32, 'Per period.'),
  debtRecoveryRatePeriod: required(2, debtRecoveryPeriod, 'How often it is taken.'),
});
const electricityRecoveries = struct({
  elecDebtRecovery1: required(1, electricityRecovery, 'Of the first debt.'),
  elecDebtRecovery2: required(2, electricityRecovery, 'Of the second debt.'),
});
const gasRecoveries = struct({
  gasDebtRecovery1: required(1, gasRecovery, 'Of the first debt.'),
  gasDebtRecovery2: required(2, gasRecovery, 'Of the second debt.'),
});
const recovery = choice({
  electricity: inline(1, electricityRecoveries, 'For an electricity meter.'),
  gas: inline(2, gasRecoveries, 'For a gas meter.'),
});

export const updateDebt = service({
  reference: '2.3',
  name: 'UpdateDebt',
  summary: 'Sets the debts of a meter and their recovery.',
  roles: ['IS', 'GS'],
  deviceTypes: ['ESME', 'GSME'],
  critical: true,
  modes: ['onDemand'],
  responseTime: '30 s',
  personal: false,
  request: struct({
    timeDebtRegister1: required(1, int32, 'Millipence of the first time-based debt.'),
    timeDebtRegister2: required(2, int32, 'Millipence of the second time-based debt.'),
    paymentDebtRegister: required(3, int32, 'Millipence of the debt taken from top-ups.'),
    debtRecoveryPerPayment: required(
      4,
      integer(0, 10_000),
      'Share of a top-up, in hundredths of a percent.',
    ),
    recovery: inline(5, recovery, 'Of the time-based debts, by fuel.'),
  }),
  response: done,
  refusals: {
    timeDebtRegister1OutOfRange: { code: 147, doc: 'TimeDebtRegister1 is negative.' },
    timeDebtRegister2OutOfRange: { code: 148, doc: 'TimeDebtRegister2 is negative.' },
    paymentDebtRegisterOutOfRange: { code: 149, doc: 'PaymentDebtRegister is negative.' },
    debtRecovery1OutOfRange: {
      code: 150,
      doc: 'The rate of the first debt is negative, above 1000 GBP a period or finer than 10^-8 GBP.',
    },
    debtRecovery2OutOfRange: {
      code: 151,
      doc: 'The rate of the second debt is negative, above 1000 GBP a period or finer than 10^-8 GBP.',
    },
  },
});
