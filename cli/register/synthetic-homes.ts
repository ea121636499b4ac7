/** Invented homes with their metering points, as the legacy registers would tell of them; all of it is made up. */

import { LOCAL_DISTRIBUTION_ZONES } from '../../headend/registration/details/tables/gas-zones.ts';
import { AREAS } from '../../headend/registration/details/tables/gsp-groups.ts';
import type { ColumnName, Fuel } from '../../headend/registration/migration/columns.ts';
import { mpanCheckDigit } from '../../protocol/identifiers/mpan.ts';
import { mprnCheckDigits } from '../../protocol/identifiers/mprn.ts';

export type Fields = Readonly<Partial<Record<ColumnName, string>>>;
/** Rows of one home, in the order in which they are written. */
export type HomeRow = { readonly fuel: Fuel; readonly fields: Fields };
export type Home = {
  readonly uprn: string;
  readonly postCode: string;
  readonly house: string;
  readonly easting: number;
  readonly northing: number;
  readonly rows: readonly HomeRow[];
};
/** A number of 0 to `below` - 1. */
export type Chance = (below: number) => number;

/** Mulberry32: the same seed gives the same homes everywhere. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

export const SUPPLIERS = ['BRGT', 'NRTH', 'OAKP', 'TIDE', 'VALE', 'WREN'] as const;
export const TRANSPORTERS = ['GASN', 'GASS'] as const;
const METER_OPERATORS = ['MOPA', 'MOPB', 'MOPC'] as const;
export const COLLECTORS = ['COLA', 'COLB'] as const;
const AGGREGATORS = ['AGGA', 'AGGB'] as const;
const SHIPPERS = ['SHPA', 'SHPB'] as const;
export const ROLES: Readonly<Record<string, readonly string[]>> = {
  supplier: SUPPLIERS,
  meterOperator: METER_OPERATORS,
  dataCollector: COLLECTORS,
  dataAggregator: AGGREGATORS,
  shipper: SHIPPERS,
};

/** That go together by the tables of valid combinations. */
const SETTLEMENTS: readonly Fields[] = [
  { profile_class: '01', measurement_class: 'A', ssc: '0393', mtc: '801', llfc: '100' },
  { profile_class: '02', measurement_class: 'A', ssc: '0151', mtc: '802', llfc: '110' },
  { profile_class: '00', measurement_class: 'F', ssc: '0000', mtc: '845', llfc: '510' },
];
const ZONES = Object.keys(LOCAL_DISTRIBUTION_ZONES);
const HOMES_PER_POSTCODE = 25;
const LETTERS = 'ABDEFGHJLNPQRSTUWXYZ';
const AREA_LETTERS = ['AB', 'BS', 'CF', 'DN', 'EH', 'GU', 'LS', 'M', 'N', 'PL', 'SA', 'YO'];

export const pick = <T>(chance: Chance, of: readonly T[]): T => of[chance(of.length)] as T;

export function mpanOf(distributorId: number, number: number): string {
  const digits = `${distributorId}${String(number).padStart(10, '0')}`;
  return `${digits}${mpanCheckDigit(digits)}`;
}

export function mprnOf(number: number): string {
  const digits = String(number).padStart(8, '0');
  return `${digits}${mprnCheckDigits(digits)}`;
}

export function homeOf(number: number, chance: Chance): Home {
  const address = addressOf(number);
  const uprn = String(100_000_000_000 + number);
  const area = pick(chance, AREAS);
  const site = { uprn, house: address.house, post_code: address.postCode };
  const supplier = pick(chance, SUPPLIERS);
  const common = { ...site, ...customerOf(chance), ...supplyOf(chance, supplier) };
  const mpan = mpanOf(area.distributorId, number * 4);
  const electricity = {
    ...common,
    ...electricityOf(chance, number),
    mpan,
    gsp_group: area.gspGroup,
  };
  const rows: HomeRow[] = [...historyOf(chance, 'electricity', electricity)];
  if (chance(10) < 8)
    rows.push(
      ...historyOf(chance, 'gas', { ...common, ...gasOf(chance, number), mprn: mprnOf(number) }),
    );
  if (chance(100) < 3) rows.push(exportOf(electricity, mpanOf(area.distributorId, number * 4 + 1)));
  return { uprn, ...address, easting: chance(650_000), northing: chance(1_200_000), rows };
}

function addressOf(number: number) {
  const street = Math.floor(number / HOMES_PER_POSTCODE);
  const letter = (at: number) => LETTERS[at % LETTERS.length] as string;
  const area = AREA_LETTERS[Math.floor(street / 32_000) % AREA_LETTERS.length] as string;
  const inner = `${Math.floor(street / 400) % 10}${letter(street)}${letter(Math.floor(street / 20))}`;
  const postCode = `${area}${1 + (Math.floor(street / 4_000) % 8)} ${inner}`;
  const within = number % HOMES_PER_POSTCODE;
  return { postCode, house: within % 5 === 4 ? `Flat ${within}` : String(within + 1) };
}

function customerOf(chance: Chance): Fields {
  return { customer_type: 'D', payment_mode: chance(6) === 0 ? 'P' : 'C' };
}

const dateOf = (year: number, chance: Chance) =>
  `${year}-${String(1 + chance(12)).padStart(2, '0')}-${String(1 + chance(28)).padStart(2, '0')}`;

function supplyOf(chance: Chance, supplier: string): Fields {
  return { supplier, supply_from: dateOf(2016 + chance(9), chance), supply_to: '' };
}

function electricityOf(chance: Chance, number: number): Fields {
  return {
    ...pick(chance, SETTLEMENTS),
    energisation: 'E',
    meter_operator: pick(chance, METER_OPERATORS),
    data_collector: pick(chance, COLLECTORS),
    data_aggregator: pick(chance, AGGREGATORS),
    meter_serial: `E${String(number).padStart(9, '0')}`,
    direction: 'I',
    ...smartOf(chance, 0xe0, number),
  };
}

function gasOf(chance: Chance, number: number): Fields {
  return {
    transporter: pick(chance, TRANSPORTERS),
    shipper: pick(chance, SHIPPERS),
    ldz: pick(chance, ZONES),
    aq_kwh: String(3_000 + chance(20_000)),
    energisation: 'E',
    meter_operator: pick(chance, METER_OPERATORS),
    meter_serial: `G${String(number).padStart(9, '0')}`,
    ...smartOf(chance, 0x60, number),
  };
}

function smartOf(chance: Chance, kind: number, number: number): Fields {
  if (chance(4) > 0) return { smart: 'N' };
  const hex = `00db12${kind.toString(16)}${number.toString(16).padStart(8, '0')}`;
  const device = (hex.toUpperCase().match(/../g) ?? []).join('-');
  const plate = { manufacturer: 'Meterwright', model: 'EM-1' };
  return {
    ...plate,
    smart: 'Y',
    device,
    smets_version: chance(3) === 0 ? 'SMETS1 V1.2' : 'SMETS2 V4.2',
  };
}

/** One in eight had another supplier before, until the very day. */
function historyOf(chance: Chance, fuel: Fuel, fields: Fields): HomeRow[] {
  const now: HomeRow = { fuel, fields };
  if (chance(8) > 0) return [now];
  const others = SUPPLIERS.filter((one) => one !== fields.supplier);
  const before = {
    supplier: pick(chance, others),
    supply_from: dateOf(2005 + chance(10), chance),
    supply_to: fields.supply_from ?? '',
  };
  return [{ fuel, fields: { ...fields, ...before } }, now];
}

/** What the home feeds into the network is another metering point. */
function exportOf(electricity: Fields, mpan: string): HomeRow {
  const settlement = {
    profile_class: '00',
    measurement_class: 'F',
    ssc: '0000',
    mtc: '846',
    llfc: '600',
  };
  const own = { mpan, direction: 'E', import_mpan: electricity.mpan ?? '' };
  return { fuel: 'electricity', fields: { ...electricity, ...settlement, ...own } };
}
