/** The master data in a row: each field by its definition, then all together by the tables of valid combinations. */
import type { PointDetails } from '../../../protocol/registration/details.ts';
import { checkDetails } from '../details/check-details.ts';
import {
  type ColumnName,
  columnAt,
  columnOf,
  DETAIL_COLUMNS,
  type DetailColumn,
  type Fuel,
} from './columns.ts';
import type { FaultCode } from './faults.ts';
import type { PointRow, Relations } from './point-row.ts';

type Parts = Record<string, Record<string, unknown>>;
type About = {
  readonly mpxn: string | undefined;
  readonly fuel: Fuel;
  readonly relations: Relations;
};

/** Fields whose value alone can be none, by the tables. */
const CODE_OF_FIELD: Readonly<Record<string, FaultCode>> = {
  'network.gspGroup': 'GSP_GROUP',
  'network.localDistributionZone': 'LDZ_UNKNOWN',
};

/** Findings are added to the row; undefined when there is one that makes the details unfit to be kept. */
export function judgeDetails(
  row: PointRow,
  { mpxn, fuel, relations }: About,
): Partial<PointDetails> | undefined {
  const before = row.findings.length;
  const parts: Parts = {};
  for (const column of DETAIL_COLUMNS) if (isOf(column.name, fuel)) readField(row, column, parts);
  judgeMetering(row, parts);
  const { importMpan, relatedMpans } = relations;
  if (importMpan !== undefined || relatedMpans.length > 0)
    parts['relations'] = {
      ...(relatedMpans.length > 0 ? { relatedMpans } : {}),
      ...(importMpan === undefined ? {} : { importMpan }),
    };
  if (row.findings.length > before || mpxn === undefined) return undefined;
  const details = parts as Partial<PointDetails>;
  for (const { field, reason } of checkDetails({ mpxn, fuel }, details))
    row.find(CODE_OF_FIELD[field] ?? 'COMBINATION', columnAt(field), reason);
  return row.findings.length > before ? undefined : details;
}

/** A field of the other fuel is a fault already. */
function isOf(name: ColumnName, fuel: Fuel): boolean {
  const { fuel: only } = columnOf(name);
  return only === undefined || only === fuel;
}

function readField(row: PointRow, column: DetailColumn, parts: Parts): void {
  const { name, part, field, type, code, words } = column;
  const text = row.at(name);
  if (text === '' || row.hasFault(name)) return;
  const value = type.fromText(words ? (words[text] ?? '') : text);
  const problem = value === undefined ? `expected ${type.describe}` : type.check(value);
  if (problem) row.find(code, name, words ? Object.keys(words).join(' or ') : problem);
  else parts[part] = { ...parts[part], [field]: value };
}

/** A meter that was there before counts as not smart until it is heard of (P22). */
function judgeMetering(row: PointRow, parts: Parts): void {
  if (row.at('energisation') === 'E' && row.at('meter_serial') === '')
    row.find('ENERGISED_WITHOUT_METER', 'meter_serial');
  const smart = row.at('smart');
  if (!['', 'Y', 'N'].includes(smart)) row.find('CHOICE_UNKNOWN', 'smart', 'Y or N');
  if (smart === 'Y' && row.at('device') === '') row.find('SMART_WITHOUT_DEVICE', 'device');
  if (parts['smart']) parts['smart'] = { standing: 'treatedAsNotSmart', ...parts['smart'] };
}
