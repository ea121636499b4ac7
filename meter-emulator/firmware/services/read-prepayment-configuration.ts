/** SRV 4.13 at the meter: the limits in force, and the calendar as it came; no calendar if none has come. */
import { readPrepaymentConfiguration } from '../../../protocol/services/read-prepayment-configuration.ts';
import { type DocumentOf, documentOf } from '../documents/documents.ts';
import { isGasMeter } from '../metrology/registers.ts';
import { int32 } from '../prepayment/account.ts';
import { MILLIPENCE_PER_PENNY } from '../prepayment/configuration.ts';
import { paymentModeName } from '../prepayment/mode.ts';
import type { Recovery } from '../prepayment/stored.ts';
import type { MeterState } from '../state.ts';
import { read } from './executor.ts';

export const executeReadPrepaymentConfiguration = read(readPrepaymentConfiguration, ({ state }) => {
  const { limits, paymentTerms, debtRecovery } = state;
  const isGas = isGasMeter(state);
  const cap = limits.debtRecoveryCapMillipence / (isGas ? 1 : MILLIPENCE_PER_PENNY);
  return {
    messageSuccess: true,
    debtRecoveryPerPayment: debtRecovery.perPaymentBasisPoints,
    debtRecoveryRateCap: int32(Math.floor(cap)),
    disablementThreshold: paymentTerms.disablementThresholdMillipence,
    emergencyCreditLimit: limits.emergencyCreditLimitMillipence,
    emergencyCreditThreshold: limits.emergencyCreditThresholdMillipence,
    lowCreditThreshold: limits.lowCreditThresholdMillipence,
    maxCreditThreshold: limits.maximumCreditMillipence,
    maxMeterBalance: limits.maximumBalanceMillipence,
    suspendDebtDisabled: paymentTerms.suspendDebtDisabled,
    suspendDebtEmergency: paymentTerms.suspendDebtEmergency,
    ofFuel: isGas ? { gas: gasOf(state) } : { electricity: electricityOf(state) },
  };
});

type Configuration = DocumentOf<'prepayment'>['configuration'];

function electricityOf(state: MeterState) {
  const { electricity } = documentOf(state, 'prepayment')?.configuration ?? {};
  return {
    paymentMode: paymentModeName[state.prepayment.mode],
    ...(electricity ? { nonDisablementCalendar: electricityCalendar(electricity) } : {}),
    debtRecovery1: electricityDebt(state.debtRecovery.timeDebt1),
    debtRecovery2: electricityDebt(state.debtRecovery.timeDebt2),
  };
}

function electricityCalendar({
  electricityNonDisablementCalendar: calendar,
}: NonNullable<Configuration['electricity']>) {
  const days = Object.entries(calendar.electricitySpecialDays);
  return {
    electricitySpecialDays: Object.fromEntries(days.map(([id, { date }]) => [id, date])),
    schedules: calendar.schedules,
  };
}

function electricityDebt({ rate, scale, period }: Recovery) {
  return {
    debtRecoveryRate: rate,
    debtRecoveryRatePriceScale: scale,
    debtRecoveryRatePeriod: period,
  };
}

function gasOf(state: MeterState) {
  const { gas } = documentOf(state, 'prepayment')?.configuration ?? {};
  return {
    ...(gas ? { nonDisablementCalendar: gasCalendar(gas) } : {}),
    debtRecovery1: gasDebt(state.debtRecovery.timeDebt1),
    debtRecovery2: gasDebt(state.debtRecovery.timeDebt2),
  };
}

function gasCalendar({ gasNonDisablementCalendar: calendar }: NonNullable<Configuration['gas']>) {
  const dayProfiles = calendar.dayProfiles.map(({ gasDayName, timeStartActions }) => ({
    gasDayName,
    timeStartActions: Object.fromEntries(timeStartActions.map((one, at) => [at + 1, one])),
  }));
  return { ...calendar, dayProfiles };
}

function gasDebt({ rate, period }: Recovery) {
  return { debtRecoveryRate: rate, debtRecoveryRatePeriod: period };
}
