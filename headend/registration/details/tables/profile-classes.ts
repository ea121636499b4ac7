/** Profile classes and measurement classes of electricity, and which go together (gb.md §5.1). */
import type { PointDetails } from '../../../../protocol/registration/details.ts';

export type CustomerType = NonNullable<PointDetails['customer']>['customerType'];
export type MeasurementClass = NonNullable<
  NonNullable<PointDetails['settlementElectricity']>['measurementClass']
>;

type ProfileClass = { readonly of: string; readonly customer?: CustomerType };

/** By their number. Source: gb.md §5.1. */
export const PROFILE_CLASSES: readonly ProfileClass[] = [
  { of: 'half-hourly settled' },
  { of: 'unrestricted', customer: 'domestic' },
  { of: 'Economy 7', customer: 'domestic' },
  { of: 'unrestricted', customer: 'nonDomestic' },
  { of: 'Economy 7', customer: 'nonDomestic' },
  { of: 'maximum demand, load factor up to 20 %', customer: 'nonDomestic' },
  { of: 'maximum demand, load factor 20 to 30 %', customer: 'nonDomestic' },
  { of: 'maximum demand, load factor 30 to 40 %', customer: 'nonDomestic' },
  { of: 'maximum demand, load factor above 40 %', customer: 'nonDomestic' },
];

type Row = {
  readonly of: string;
  readonly isHalfHourly: boolean;
  readonly profileClasses: readonly number[];
  readonly customer?: CustomerType;
};

const PROFILED = [1, 2, 3, 4, 5, 6, 7, 8];
const HALF_HOURLY = [0];

/**
 * The classes are of gb.md §5.1; that what is settled by half-hours has profile class 0 follows from its
 * name (high).
 */
export const MEASUREMENT_CLASSES: Readonly<Record<MeasurementClass, Row>> = {
  A: { of: 'profiled, metered', isHalfHourly: false, profileClasses: PROFILED },
  B: { of: 'profiled, unmetered', isHalfHourly: false, profileClasses: PROFILED },
  C: {
    of: 'half-hourly, 100 kW and more',
    isHalfHourly: true,
    profileClasses: HALF_HOURLY,
    customer: 'nonDomestic',
  },
  D: { of: 'half-hourly, unmetered', isHalfHourly: true, profileClasses: HALF_HOURLY },
  E: {
    of: 'half-hourly, by current transformers, below 100 kW',
    isHalfHourly: true,
    profileClasses: HALF_HOURLY,
  },
  F: {
    of: 'half-hourly, domestic',
    isHalfHourly: true,
    profileClasses: HALF_HOURLY,
    customer: 'domestic',
  },
  G: {
    of: 'half-hourly, not domestic, whole current',
    isHalfHourly: true,
    profileClasses: HALF_HOURLY,
    customer: 'nonDomestic',
  },
};
