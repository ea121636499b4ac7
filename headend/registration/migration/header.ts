/** What a file is, by the names in its first line. */
import { Refused } from '../../../protocol/refused.ts';
import { COLUMN_NAMES, type ColumnName, type Fuel, NEEDED } from './columns.ts';
import { isColumnName } from './point-row.ts';
import { REFERENCE_COLUMNS } from './reference.ts';

export const ADDRESS_COLUMNS = ['uprn', 'post_code', 'house', 'easting', 'northing'] as const;

export type FileKind =
  | { readonly kind: 'points'; readonly fuel: Fuel; readonly names: readonly ColumnName[] }
  | { readonly kind: 'reference' | 'addresses'; readonly names: readonly string[] };

/** Throws Refused with what is missing or not known: a column that is misspelt would be lost in silence. */
export function fileKindOf(fields: readonly string[]): FileKind {
  const names = fields.map((field) => field.trim().toLowerCase());
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new Refused(twice, 'this column is there twice', 1);
  if (names.includes('mpid')) return listed('reference', names, REFERENCE_COLUMNS);
  if (names.includes('easting')) return listed('addresses', names, ADDRESS_COLUMNS);
  const fuel = fuelOf(names);
  const unknown = names.find((name) => !isColumnName(name));
  if (unknown !== undefined)
    throw new Refused(unknown.slice(0, 40), `none of the columns ${COLUMN_NAMES.join(', ')}`, 1);
  const missing = NEEDED[fuel].find((name) => !names.includes(name));
  if (missing !== undefined) throw new Refused(missing, 'this column is missing', 1);
  return { kind: 'points', fuel, names: names.filter(isColumnName) };
}

function fuelOf(names: readonly string[]): Fuel {
  const isElectricity = names.includes('mpan');
  if (isElectricity === names.includes('mprn'))
    throw new Refused(
      '',
      'a file has one of the columns mpan (electricity), mprn (gas), mpid (market participants), easting (addresses)',
      1,
    );
  return isElectricity ? 'electricity' : 'gas';
}

function listed(
  kind: 'reference' | 'addresses',
  names: readonly string[],
  expected: readonly string[],
): FileKind {
  if (names.length !== expected.length || expected.some((name) => !names.includes(name)))
    throw new Refused('', `expected the columns ${expected.join(', ')}`, 1);
  return { kind, names };
}
