/** What a gas proxy holds of its meter: values, histories and tables, each under its own name in both. */
import type { DocumentName } from '../documents/document-services.ts';
import type { SeriesName } from '../layout.ts';
import type { MeterState, StoredName } from '../state.ts';
import type { Mirror } from './stored.ts';

/** A row's place is its number in a message: rows are added at the end, never moved. */
export const MIRRORED_VALUES = [
  'metrology',
  'clock',
  'variant',
  'limits',
  'prepayment',
  'supply',
  'logs',
  'numbering',
  'billing',
  'networkRecording',
  'billingCalendar',
  'gasConversion',
  'gasFlow',
  'paymentTerms',
  'debts',
  'debtRecovery',
  'topUps',
  'access',
  'behaviours',
  'counting',
  'touRegisters',
  'blockRegisters',
  'blockCounters',
  'blockReset',
  'supplyPoints',
] as const satisfies readonly StoredName[];
export type MirroredValue = (typeof MIRRORED_VALUES)[number];

/** By their place, as the values. */
export const MIRRORED_SERIES = [
  'halfHours',
  'days',
  'events',
  'security',
  'dailyReads',
  'dailyReads1',
  'dailyReads2',
  'dateBills',
  'dateBills1',
  'dateBills2',
  'changeBills',
  'changeBills1',
  'changeBills2',
  'gasNetwork',
  'credits',
  'debtPayments',
] as const satisfies readonly SeriesName[];

export const MIRRORED_DOCUMENTS: readonly DocumentName[] = ['tariff', 'prepayment', 'prices'];

/** The proxy as its meter was when it woke last; undefined while it does not know the whole of it. */
export function asMeter(state: MeterState): MeterState | undefined {
  const { metrology, clock, variant, isWhole } = state.mirror ?? ({} as Partial<Mirror>);
  if (!isWhole || !metrology || !clock || !variant) return undefined;
  return { ...state, metrology, clock, variant };
}
