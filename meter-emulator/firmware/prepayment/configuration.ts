/** The limits of service 2.1 as the meter reckons with them, and what in them it refuses. */
import type { updatePrepayConfiguration } from '../../../protocol/services/update-prepay-configuration.ts';
import type { DocumentOf } from '../documents/documents.ts';
import type { Limits, MeterState } from '../state.ts';
import { INT32_MAX } from '../stored-words.ts';
import { isImpossible, type OpenDate } from '../tariff/open-dates.ts';
import { EVERY_YEAR, yearOf } from './non-disablement.ts';

type Configuration = DocumentOf<'prepayment'>['configuration'];
type ConfigurationRefusal = keyof NonNullable<(typeof updatePrepayConfiguration)['refusals']>;

/** An electricity meter is told the cap of debt in pence, which fit its 16 bits; a gas meter in millipence. */
export const MILLIPENCE_PER_PENNY = 1000;

export function limitsOf({ electricity, gas }: Configuration): Limits {
  const values = electricity ?? gas;
  return {
    lowCreditThresholdMillipence: values.lowCreditThreshold,
    emergencyCreditThresholdMillipence: values.emergencyCreditThreshold,
    emergencyCreditLimitMillipence: values.emergencyCreditLimit,
    maximumBalanceMillipence: values.maxMeterBalance,
    maximumCreditMillipence: values.maxCreditThreshold,
    debtRecoveryCapMillipence:
      values.debtRecoveryRateCap * (electricity ? MILLIPENCE_PER_PENNY : 1),
  };
}

/** The first field that is out of range or contradicts another; undefined for none. */
export function refusalOfConfiguration(
  configuration: Configuration,
  { disablementThresholdMillipence }: MeterState['paymentTerms'],
): ConfigurationRefusal | undefined {
  const limits = limitsOf(configuration);
  const most = limits.maximumBalanceMillipence;
  const least = Math.max(0, disablementThresholdMillipence);
  if (!isWithin(most, least + 1)) return 'maxMeterBalanceOutOfRange';
  if (!isWithin(limits.maximumCreditMillipence, 1)) return 'maxCreditThresholdOutOfRange';
  if (!isWithin(limits.emergencyCreditLimitMillipence, 0)) return 'emergencyCreditLimitOutOfRange';
  if (limits.emergencyCreditThresholdMillipence > most) return 'emergencyCreditThresholdOutOfRange';
  if (limits.lowCreditThresholdMillipence > most) return 'lowCreditThresholdOutOfRange';
  if (limits.debtRecoveryCapMillipence < 0) return 'debtRecoveryRateCapOutOfRange';
  if (hasContradiction(configuration)) return 'nonDisablementDatesContradict';
  return datesOf(configuration).some(isImpossible) ? 'nonDisablementDateImpossible' : undefined;
}

/** Registers of money have 32 bits and a sign. */
function isWithin(millipence: number, min: number): boolean {
  return millipence >= min && millipence <= INT32_MAX;
}

function hasContradiction({ electricity }: Configuration): boolean {
  const schedules = electricity?.electricityNonDisablementCalendar.schedules ?? [];
  return schedules.some(({ scheduleDatesAndTime: { startDate, endDate } }) => {
    return (yearOf(startDate) === EVERY_YEAR) !== (yearOf(endDate) === EVERY_YEAR);
  });
}

/** Of special days, and of gas of the seasons too. */
function datesOf({ electricity, gas }: Configuration): readonly OpenDate[] {
  if (electricity) {
    const { electricitySpecialDays } = electricity.electricityNonDisablementCalendar;
    return Object.values(electricitySpecialDays).map(({ date }) => date);
  }
  const { seasonProfiles, specialDays } = gas.gasNonDisablementCalendar;
  return [
    ...seasonProfiles.map(({ seasonStartDate }) => seasonStartDate),
    ...specialDays.map(({ date }) => date),
  ];
}
