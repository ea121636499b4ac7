/** The rows of each kind of file as what is staged of them. */
import { Refused } from '../../../protocol/refused.ts';
import { houseOf, postCodeOf, uprnOf } from './address.ts';
import type { Row } from './csv-rows.ts';
import type { FaultCode, Finding } from './faults.ts';
import { type MigrationFile, rowsOf } from './files.ts';
import { ADDRESS_COLUMNS } from './header.ts';
import { DetailsJudge } from './judge-details.ts';
import { judgeRow } from './judge-row.ts';
import { type Header, type Judging, type Places, PointRow } from './point-row.ts';
import { REFERENCE_COLUMNS, Reference } from './reference.ts';
import type { FoundFault, StagedAddress, StagedRow } from './stage.ts';

/** Small, and everything hangs on it: one row that is wrong refuses the file (Refused, with its line). */
export async function readReference(files: readonly MigrationFile[]): Promise<Reference> {
  const reference = new Reference();
  for (const file of files)
    for await (const { rows } of rowsOf(file, file.body))
      for (const row of rows) addReference(reference, file, row);
  return reference;
}

function addReference(reference: Reference, file: MigrationFile, row: Row): void {
  const { fields, record, unreadable } = row;
  const fault = unreadable ?? columnFault(file, row)?.code;
  if (fault) throw new Refused(file.path, fault, record.line);
  try {
    reference.add(
      REFERENCE_COLUMNS.map((name) => (fields[file.names.indexOf(name as never)] ?? '').trim()),
    );
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw new Refused(`${file.path}: ${error.path}`, error.reason, record.line, error.code);
  }
}

function columnFault({ names }: { readonly names: readonly string[] }, { fields }: Row) {
  if (fields.length === names.length) return undefined;
  const detail = `${fields.length} instead of ${names.length}`;
  return { code: 'COLUMN_COUNT', field: '', detail } as const satisfies Finding;
}

/** Judges the rows of files with one header. */
export function pointReader(
  header: Header,
  about: Omit<Judging, 'details'>,
): (row: Row) => StagedRow {
  const places: Places = Object.fromEntries(header.names.map((name, at) => [name, at]));
  const judging = { ...about, details: new DetailsJudge(header.fuel, header.names) };
  const { fuel } = header;
  return (one) => {
    const { record, fields, unreadable } = one;
    const fault = unreadable ? { code: unreadable, field: '' } : columnFault(header, one);
    if (fault) return { record, fuel, mpxn: undefined, point: undefined, findings: [fault] };
    const row = new PointRow(places, fields);
    const { mpxn, point } = judgeRow(row, header, judging);
    return { record, fuel, mpxn, point, findings: row.findings };
  };
}

export type ReadAddress = {
  readonly address?: StagedAddress;
  readonly faults: readonly FoundFault[];
};

export function addressReader(file: MigrationFile): (row: Row) => ReadAddress {
  const places = ADDRESS_COLUMNS.map((name) => (file.names as readonly string[]).indexOf(name));
  return (row) => {
    const { record, fields, unreadable } = row;
    const fault = unreadable ? { code: unreadable, field: '' } : columnFault(file, row);
    if (fault) return { faults: [{ ...fault, record }] };
    const [uprnText = '', codeText = '', houseText = '', east = '', north = ''] = places.map(
      (place) => (fields[place] ?? '').trim(),
    );
    const uprn = uprnOf(uprnText);
    const postCode = postCodeOf(codeText);
    const house = houseOf(houseText);
    const easting = metresOf(east, 700_000);
    const northing = metresOf(north, 1_300_000);
    const bad: (readonly [boolean, FaultCode, string])[] = [
      [uprn === undefined, 'UPRN_FORM', 'uprn'],
      [postCode === undefined, 'POSTCODE_FORM', 'post_code'],
      [house === '' || house.length > 30, 'ADDRESS_MISSING', 'house'],
      [easting === null || northing === null, 'COORDINATES', 'easting'],
    ];
    const faults = bad.flatMap(([is, code, field]) => (is ? [{ code, field, record }] : []));
    if (uprn === undefined || postCode === undefined || faults.length > 0) return { faults };
    const place = { easting: easting ?? undefined, northing: northing ?? undefined };
    return { address: { uprn, postCode, house, ...place }, faults };
  };
}

/** On the National Grid; undefined: not given; null: no place there. */
function metresOf(text: string, max: number): number | undefined | null {
  if (text === '') return undefined;
  return /^[0-9]{1,7}$/.test(text) && Number(text) <= max ? Number(text) : null;
}
