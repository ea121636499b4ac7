/** What was read of a block, as rows of the tables that all of it is compared in. */

import type { Query, Statement } from '../../store/session.ts';
import { addressKey } from '../registration.ts';
import { houseKeyOf } from './address.ts';
import type { Fuel } from './columns.ts';
import type { Finding } from './faults.ts';
import type { StagedPoint } from './point-row.ts';
import type { Place, RawRecord } from './records.ts';

export type StagedRow = {
  readonly record: RawRecord;
  readonly fuel: Fuel;
  readonly mpxn: string | undefined;
  readonly point: StagedPoint | undefined;
  readonly findings: readonly Finding[];
};

export type StagedAddress = {
  readonly uprn: number;
  readonly postCode: string;
  readonly house: string;
  readonly easting: number | undefined;
  readonly northing: number | undefined;
};

export type FoundFault = Finding & {
  readonly record: RawRecord;
  readonly mpxn?: string | undefined;
};

/**
 * Columns travel as one text each, with a separator that no field may have in it: the driver would look at
 * every character of an array for what to escape, which took a third of the time.
 */
const SEPARATOR = '\x1f';
const columnsOf = (types: readonly string[]) =>
  types.map((type, at) => `string_to_array($${at + 2}, chr(31), '')::${type}[]`).join(', ');

/** Of migration_rows, from `line` on. */
const ROW_TYPES = [
  'int8',
  'int8',
  'int4',
  'text',
  'text',
  'text',
  'text',
  'text',
  'int8',
  'int8',
  'int8',
  'text',
  'text',
  'text',
  'text',
  'text',
  'text',
  'text',
];

const STAGE_ROWS: Statement = {
  name: 'migration-stage-rows',
  text: `insert into migration_rows (file, line, byte_offset, byte_length, mpxn, fuel, outcome,
      network_operator, supplier, from_seconds, to_seconds, uprn, post_code, house, house_key,
      address_key, import_mpan, related_mpans, details)
    select $1::int2, u.* from unnest(${columnsOf(ROW_TYPES)}) u`,
};

const STAGE_FAULTS: Statement = {
  name: 'migration-stage-faults',
  text: `insert into migration_faults (run_id, file, line, byte_offset, byte_length, mpxn, code, field, detail)
    select $1::text, $2::int2, u.* from unnest($3::int8[], $4::int8[], $5::int4[], $6::text[],
      $7::text[], $8::text[], $9::text[]) u`,
};

const STAGE_ADDRESSES: Statement = {
  name: 'migration-stage-addresses',
  text: `insert into migration_addresses (uprn, post_code, house, house_key, address_key, easting,
      northing, is_listed)
    select u.*, true from unnest($1::int8[], $2::text[], $3::text[], $4::text[], $5::text[],
      $6::int4[], $7::int4[]) u
    on conflict (uprn) do nothing`,
};

const STAGED_TO: Statement = {
  name: 'migration-staged-to',
  text: 'update migration_runs set file = $2, byte_offset = $3, line = $4 where run_id = $1',
};

/** Rows as the values of one statement: made before they wait for their turn, they are a tenth of the memory. */
export type StagedColumns = readonly (number | string)[];

export async function stageRows(query: Query, columns: StagedColumns): Promise<void> {
  await query(STAGE_ROWS, columns);
}

export function columnsOfRows(file: number, rows: readonly StagedRow[]): StagedColumns {
  const points = rows.map(({ point }) => point);
  return [
    file,
    joined(rows, ({ record }) => record.line),
    joined(rows, ({ record }) => record.byteOffset),
    joined(rows, ({ record }) => record.byteLength),
    joined(rows, ({ mpxn }) => mpxn),
    joined(rows, ({ fuel }) => fuel),
    joined(points, (point) => (point ? undefined : 'rejected')),
    joined(points, (point) => point?.networkOperator),
    joined(points, (point) => point?.supplier),
    joined(points, (point) => point?.fromUtcSeconds),
    joined(points, (point) => point?.toUtcSeconds),
    joined(points, (point) => point?.uprn),
    joined(points, (point) => point?.postCode),
    joined(points, (point) => point?.house),
    joined(points, (point) => point?.house && houseKeyOf(point.house)),
    joined(points, (point) => point && keyOf(point)),
    joined(points, (point) => point?.importMpan),
    joined(points, (point) => point?.relatedMpans.join(' ')),
    joined(points, (point) => point?.details),
  ];
}

/** Empty is null in the database; undefined is empty. */
const joined = <T>(rows: readonly T[], cellOf: (row: T) => string | number | undefined): string =>
  rows.map(cellOf).join(SEPARATOR);

export async function stageFaults(
  query: Query,
  runId: string,
  file: number,
  faults: readonly FoundFault[],
): Promise<void> {
  if (faults.length === 0) return;
  await query(STAGE_FAULTS, [
    runId,
    file,
    faults.map(({ record }) => record.line),
    faults.map(({ record }) => record.byteOffset),
    faults.map(({ record }) => record.byteLength),
    faults.map(({ mpxn }) => mpxn),
    faults.map(({ code }) => code),
    faults.map(({ field }) => field),
    faults.map(({ detail }) => detail),
  ]);
}

export async function stageAddresses(query: Query, rows: readonly StagedAddress[]): Promise<void> {
  await query(STAGE_ADDRESSES, [
    rows.map(({ uprn }) => uprn),
    rows.map(({ postCode }) => postCode),
    rows.map(({ house }) => house),
    rows.map(({ house }) => houseKeyOf(house)),
    rows.map(keyOf),
    rows.map(({ easting }) => easting),
    rows.map(({ northing }) => northing),
  ]);
}

/** In the transaction of what was staged: a run that is killed goes on behind it. */
export async function noteStaged(
  query: Query,
  runId: string,
  file: number,
  { byteOffset, line }: Place,
): Promise<void> {
  await query(STAGED_TO, [runId, file, byteOffset, line]);
}

const keyOf = ({ postCode, house }: Pick<StagedPoint, 'postCode' | 'house'>) =>
  postCode === undefined || house === undefined
    ? undefined
    : addressKey({ postCode, addressIdentifier: house });
