/** Faults to plant into invented rows: what each does to a home, and what a migration must say of every row. */
import type { FaultCode } from '../../headend/registration/migration/faults.ts';
import {
  type Chance,
  COLLECTORS,
  type Fields,
  type Home,
  mpanOf,
  pick,
  SUPPLIERS,
} from './synthetic-homes.ts';

/** A row as it is written, and what must be found in it. */
export type PlantedRow = {
  readonly fields: Fields;
  /** How its line is spoilt, once it is written. */
  readonly spoil?: (line: string) => string | Uint8Array;
  readonly expected?: readonly FaultCode[];
  /** Written again that many rows later. */
  readonly again?: true;
};

/** Rows of the electricity or the gas point of a home that has one row for it. */
type Plant = (
  fields: Fields,
  about: { readonly number: number; readonly chance: Chance },
) => PlantedRow[];

const change =
  (code: FaultCode, more: Fields | ((fields: Fields, number: number) => Fields)): Plant =>
  (fields, { number }) => [
    {
      fields: { ...fields, ...(typeof more === 'function' ? more(fields, number) : more) },
      expected: [code],
    },
  ];
const spoilt =
  (code: FaultCode, spoil: NonNullable<PlantedRow['spoil']>): Plant =>
  (fields) => [{ fields, spoil, expected: [code] }];

const OF_BOTH: Readonly<Partial<Record<FaultCode, Plant>>> = {
  BAD_UTF8: spoilt('BAD_UTF8', (line) => {
    const bytes = new TextEncoder().encode(line);
    bytes[bytes.length - 1] = 0xff;
    return bytes;
  }),
  BAD_QUOTES: spoilt('BAD_QUOTES', (line) => `${line.slice(0, -1)}x"y"`),
  COLUMN_COUNT: spoilt('COLUMN_COUNT', (line) => `${line},more`),
  FIELD_TOO_LONG: change('FIELD_TOO_LONG', {
    house: 'The Old Rectory behind the Church of Saint Mary',
  }),
  CONTROL_CHARACTER: change('CONTROL_CHARACTER', { meter_serial: 'E1\u00072' }),
  FIELD_MISSING: change('FIELD_MISSING', { supplier: '' }),
  SUPPLIER_UNKNOWN: change('SUPPLIER_UNKNOWN', { supplier: 'GONE' }),
  AGENT_UNKNOWN: change('AGENT_UNKNOWN', { meter_operator: 'LOST' }),
  AGENT_ROLE: change('AGENT_ROLE', { meter_operator: COLLECTORS[0] }),
  DATE_FORM: change('DATE_FORM', { supply_from: '2021-02-29' }),
  DATE_ORDER: change('DATE_ORDER', { supply_to: '2001-01-01' }),
  DATE_FUTURE: change('DATE_FUTURE', { supply_from: '2199-01-01' }),
  DATE_TOO_EARLY: change('DATE_TOO_EARLY', { supply_from: '1900-01-01' }),
  ADDRESS_MISSING: change('ADDRESS_MISSING', { uprn: '', house: '' }),
  POSTCODE_FORM: change('POSTCODE_FORM', { post_code: 'LEEDS' }),
  UPRN_FORM: change('UPRN_FORM', { uprn: '12X' }),
  UPRN_POSTCODES: change('UPRN_POSTCODES', { post_code: 'ZE3 9JZ' }),
  UPRN_NOT_LISTED: change('UPRN_NOT_LISTED', (_, number) => ({
    uprn: String(900_000_000_000 + number),
  })),
  ADDRESS_RESPELLED: change('ADDRESS_RESPELLED', ({ house }) => ({ house: `No. ${house}` })),
  ADDRESS_MATCHED: change('ADDRESS_MATCHED', { uprn: '' }),
  ENERGISED_WITHOUT_METER: change('ENERGISED_WITHOUT_METER', { meter_serial: '' }),
  SMART_WITHOUT_DEVICE: change('SMART_WITHOUT_DEVICE', {
    smart: 'Y',
    device: '',
    smets_version: '',
  }),
  DEVICE_FORM: change('DEVICE_FORM', { smart: 'Y', device: '00-DB-12', smets_version: '' }),
  CHOICE_UNKNOWN: change('CHOICE_UNKNOWN', { customer_type: 'Q' }),
  DUPLICATE: (fields) => [{ fields }, { fields, expected: ['DUPLICATE'], again: true }],
  CONTRADICTION: (fields) => [
    { fields, expected: ['CONTRADICTION'] },
    { fields: { ...fields, meter_serial: 'OTHER' }, expected: ['CONTRADICTION'], again: true },
  ],
  SUPPLY_OVERLAP: (fields, { chance }) => [
    { fields: earlier(fields, chance, '2003-01-01', '2199-12-31'), expected: ['POINT_REJECTED'] },
    { fields, expected: ['SUPPLY_OVERLAP'] },
  ],
  SUPPLY_GAP: (fields, { chance }) => [
    { fields: earlier(fields, chance, '2003-01-01', '2004-06-01') },
    { fields, expected: ['SUPPLY_GAP'] },
  ],
};

function earlier(fields: Fields, chance: Chance, from: string, to: string): Fields {
  const supplier = pick(
    chance,
    SUPPLIERS.filter((one) => one !== fields.supplier),
  );
  return { ...fields, supplier, supply_from: from, supply_to: to };
}

const wrongLast = (text = '') => `${text.slice(0, -1)}${(Number(text.at(-1)) + 1) % 10}`;

const OF_ELECTRICITY: Readonly<Partial<Record<FaultCode, Plant>>> = {
  MPAN_FORM: change('MPAN_FORM', ({ mpan = '' }) => ({ mpan: mpan.slice(1) })),
  MPAN_CHECK_DIGIT: change('MPAN_CHECK_DIGIT', ({ mpan }) => ({ mpan: wrongLast(mpan) })),
  NETWORK_UNKNOWN: change('NETWORK_UNKNOWN', (_, number) => ({ mpan: mpanOf(99, number) })),
  GSP_GROUP: change('GSP_GROUP', ({ gsp_group }) => ({
    gsp_group: gsp_group === '_A' ? '_B' : '_A',
  })),
  SETTLEMENT_CODE: change('SETTLEMENT_CODE', { mtc: '8X1' }),
  COMBINATION: change('COMBINATION', {
    profile_class: '01',
    measurement_class: 'C',
    ssc: '',
    mtc: '',
  }),
  EXPORT_WITHOUT_IMPORT: change('EXPORT_WITHOUT_IMPORT', { direction: 'E' }),
  IMPORT_MISSING: change('IMPORT_MISSING', (_, number) => ({
    direction: 'E',
    import_mpan: mpanOf(10, 9_000_000_000 + number),
  })),
  RELATED_MISSING: change('RELATED_MISSING', (_, number) => ({
    related_mpans: mpanOf(11, 9_000_000_000 + number),
  })),
};

const OF_GAS: Readonly<Partial<Record<FaultCode, Plant>>> = {
  MPRN_FORM: change('MPRN_FORM', { mprn: '12345' }),
  MPRN_CHECK_DIGITS: change('MPRN_CHECK_DIGITS', ({ mprn }) => ({ mprn: wrongLast(mprn) })),
  WRONG_FUEL: change('WRONG_FUEL', { profile_class: '01' }),
  LDZ_UNKNOWN: change('LDZ_UNKNOWN', { ldz: 'ZZ' }),
  QUANTITY_FORM: change('QUANTITY_FORM', { aq_kwh: '12.5' }),
};

const PLANTS = [
  ...Object.values(OF_BOTH).map((plant) => ({ plant, fuel: undefined })),
  ...Object.values(OF_ELECTRICITY).map((plant) => ({ plant, fuel: 'electricity' as const })),
  ...Object.values(OF_GAS).map((plant) => ({ plant, fuel: 'gas' as const })),
];

export type RowOfHome = PlantedRow & { readonly fuel: Home['rows'][number]['fuel'] };

/**
 * The rows of a home with the fault of this turn in one of its metering points; undefined when it has none
 * that can take it: one with a single row, on which no other depends.
 */
export function plantInto(
  home: Home,
  turn: number,
  about: { readonly number: number; readonly chance: Chance },
): RowOfHome[] | undefined {
  const { plant, fuel } = PLANTS[turn % PLANTS.length] as (typeof PLANTS)[number];
  const wanted = fuel ?? (about.chance(2) === 0 ? 'electricity' : 'gas');
  const ofFuel = home.rows.filter((row) => row.fuel === wanted);
  const [victim] = ofFuel;
  if (!victim || ofFuel.length !== 1) return undefined;
  return home.rows.flatMap((row) =>
    row === victim
      ? plant(row.fields, about).map((planted) => ({ ...planted, fuel: wanted }))
      : [row],
  );
}

/** How many kinds of faults are planted. */
export const PLANTED_KINDS = PLANTS.length;
