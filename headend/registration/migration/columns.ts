/** The columns that files of metering points may have, and where in the register each of them goes. */

import type { AnyScalar } from '../../../protocol/definition/scalars.ts';
import type { AnyStruct } from '../../../protocol/definition/words.ts';
import { type DetailPart, detailParts } from '../../../protocol/registration/details.ts';
import type { MeteringPoint } from '../registration.ts';
import type { FaultCode } from './faults.ts';

export type Fuel = MeteringPoint['fuel'];

type Column = {
  /** Longest text, in characters. */
  readonly max: number;
  /** Absent: of both. */
  readonly fuel?: Fuel;
  /** The field of the master data it is, and the code of a value that cannot be. */
  readonly goes?: { readonly part: DetailPart; readonly field: string; readonly code: FaultCode };
  /** Other words for the field's own. */
  readonly words?: Readonly<Record<string, string>>;
};

const goes = (part: DetailPart, field: string, code: FaultCode = 'FIELD_FORM') => ({
  goes: { part, field, code },
});
const electricity = { fuel: 'electricity' } as const;
const gas = { fuel: 'gas' } as const;

/** Market participant ids are names of up to so many characters. */
const PARTY_MAX = 40;

export const COLUMNS = {
  mpan: { max: 21, ...electricity },
  mprn: { max: 12, ...gas },
  supplier: { max: PARTY_MAX },
  supply_from: { max: 10 },
  supply_to: { max: 10 },
  transporter: { max: PARTY_MAX, ...gas },
  uprn: { max: 16 },
  house: { max: 30 },
  post_code: { max: 9 },
  gsp_group: { max: 2, ...electricity, ...goes('network', 'gspGroup', 'GSP_GROUP') },
  llfc: { max: 3, ...electricity, ...goes('network', 'lineLossFactorClass', 'SETTLEMENT_CODE') },
  ldz: { max: 2, ...gas, ...goes('network', 'localDistributionZone', 'LDZ_UNKNOWN') },
  profile_class: {
    max: 2,
    ...electricity,
    ...goes('settlementElectricity', 'profileClass', 'SETTLEMENT_CODE'),
  },
  measurement_class: {
    max: 1,
    ...electricity,
    ...goes('settlementElectricity', 'measurementClass', 'SETTLEMENT_CODE'),
  },
  ssc: {
    max: 4,
    ...electricity,
    ...goes('settlementElectricity', 'standardSettlementConfiguration', 'SETTLEMENT_CODE'),
  },
  mtc: {
    max: 3,
    ...electricity,
    ...goes('settlementElectricity', 'meterTimeswitchCode', 'SETTLEMENT_CODE'),
  },
  aq_kwh: { max: 13, ...gas, ...goes('settlementGas', 'annualQuantityKwh', 'QUANTITY_FORM') },
  energisation: {
    max: 1,
    ...goes('energisation', 'state', 'CHOICE_UNKNOWN'),
    words: { E: 'energised', D: 'deEnergised' },
  },
  meter_operator: { max: PARTY_MAX, ...goes('agents', 'meterOperator') },
  data_collector: { max: PARTY_MAX, ...electricity, ...goes('agents', 'dataCollector') },
  data_aggregator: { max: PARTY_MAX, ...electricity, ...goes('agents', 'dataAggregator') },
  shipper: { max: PARTY_MAX, ...gas, ...goes('agents', 'shipper') },
  meter_asset_provider: { max: PARTY_MAX, ...goes('agents', 'meterAssetProvider') },
  meter_serial: { max: 20, ...goes('meter', 'serialNumber') },
  manufacturer: { max: 30, ...goes('meter', 'manufacturer') },
  model: { max: 30, ...goes('meter', 'model') },
  customer_type: {
    max: 1,
    ...goes('customer', 'customerType', 'CHOICE_UNKNOWN'),
    words: { D: 'domestic', N: 'nonDomestic' },
  },
  payment_mode: {
    max: 10,
    ...goes('customer', 'paymentMode', 'CHOICE_UNKNOWN'),
    words: { C: 'credit', P: 'prepayment' },
  },
  smart: { max: 1 },
  smets_version: { max: 20, ...goes('smart', 'specificationVersion', 'SMETS_VERSION') },
  device: { max: 23, ...goes('smart', 'device', 'DEVICE_FORM') },
  direction: { max: 1, ...electricity },
  import_mpan: { max: 21, ...electricity },
  related_mpans: { max: 160, ...electricity },
} as const satisfies Readonly<Record<string, Column>>;

export type ColumnName = keyof typeof COLUMNS;
export const COLUMN_NAMES = Object.keys(COLUMNS) as readonly ColumnName[];
const columns: Readonly<Record<ColumnName, Column>> = COLUMNS;
export const columnOf = (name: ColumnName): Column => columns[name];

/** The columns that every file of a fuel has. */
export const NEEDED: Readonly<Record<Fuel, readonly ColumnName[]>> = {
  electricity: ['mpan', 'supplier', 'supply_from', 'supply_to', 'house', 'post_code'],
  gas: ['mprn', 'supplier', 'supply_from', 'supply_to', 'transporter', 'house', 'post_code'],
};

export type DetailColumn = {
  readonly name: ColumnName;
  readonly part: DetailPart;
  readonly field: string;
  readonly type: AnyScalar;
  readonly code: FaultCode;
  readonly words?: Readonly<Record<string, string>>;
};

/** Those that go into a field of the master data, with the definition of the field. */
export const DETAIL_COLUMNS: readonly DetailColumn[] = COLUMN_NAMES.flatMap((name) => {
  const { goes: place, words } = columnOf(name);
  if (!place) return [];
  const { part, field, code } = place;
  const struct = detailParts[part].type as AnyStruct;
  const type = struct.fields[field]?.type as AnyScalar;
  return [{ name, part, field, type, code, ...(words ? { words } : {}) }];
});

const byPath = new Map(DETAIL_COLUMNS.map((one) => [`${one.part}.${one.field}`, one.name]));

/** The column a path into the master data comes from, like "network.gspGroup"; else the path. */
export const columnAt = (path: string): string => byPath.get(path) ?? path;
