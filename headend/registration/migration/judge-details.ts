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
import type { FaultCode, Finding } from './faults.ts';
import { PointRow, type Relations } from './point-row.ts';

type Parts = Record<string, Record<string, unknown>>;
type About = {
  readonly mpxn: string | undefined;
  readonly fuel: Fuel;
};
/** Parts as JSON without the braces around them, and what is wrong with them. */
type JudgedParts = { readonly json: string; readonly findings: readonly Finding[] };

/** Fields whose value alone can be none, by the tables. */
const CODE_OF_FIELD: Readonly<Record<string, FaultCode>> = {
  'network.gspGroup': 'GSP_GROUP',
  'network.localDistributionZone': 'LDZ_UNKNOWN',
};
/** What a meter is, is its own; by the rest a million metering points differ in a few thousand ways. */
const OWN_PARTS: readonly string[] = ['meter', 'smart', 'settlementGas'];
const MEMORY_MAX = 20_000;

/** Judges rows of one file. */
export class DetailsJudge {
  readonly #fuel: Fuel;
  readonly #shared: readonly DetailColumn[];
  readonly #own: readonly DetailColumn[];
  readonly #memory = new Map<string, JudgedParts>();

  constructor(fuel: Fuel, names: readonly ColumnName[]) {
    this.#fuel = fuel;
    // A field of the other fuel is a fault already.
    const columns = DETAIL_COLUMNS.filter(
      ({ name }) => names.includes(name) && (columnOf(name).fuel ?? fuel) === fuel,
    );
    this.#shared = columns.filter(({ part }) => !OWN_PARTS.includes(part));
    this.#own = columns.filter(({ part }) => OWN_PARTS.includes(part));
  }

  /** Findings are added to the row; the details as JSON, undefined when they are unfit to be kept. */
  judge(row: PointRow, mpxn: string | undefined, relations: Relations): string | undefined {
    const before = row.findings.length;
    const shared = this.#sharedOf(row, mpxn);
    for (const one of shared.findings)
      if (!row.hasFault(one.field)) row.find(one.code, one.field, one.detail);
    const own: Parts = {};
    for (const column of this.#own) readField(row, column, own);
    judgeMetering(row, own);
    addRelations(own, relations);
    const isClean = row.findings.length === before && mpxn !== undefined;
    if (isClean && (own['relations'] || own['settlementGas']))
      for (const one of checkDetails({ mpxn, fuel: this.#fuel }, own)) addProblem(row, one);
    if (row.findings.length > before) return undefined;
    const ownJson = JSON.stringify(own).slice(1, -1);
    return `{${shared.json}${shared.json && ownJson ? ',' : ''}${ownJson}}`;
  }

  #sharedOf(row: PointRow, mpxn: string | undefined): JudgedParts {
    let key = mpxn === undefined ? '' : mpxn.slice(0, 2);
    for (const { name } of this.#shared) key += `,${row.at(name)}`;
    const known = this.#memory.get(key);
    if (known) return known;
    const judged = judgeParts(row, this.#shared, { mpxn, fuel: this.#fuel });
    if (this.#memory.size >= MEMORY_MAX) this.#memory.clear();
    this.#memory.set(key, judged);
    return judged;
  }
}

function judgeParts(
  row: PointRow,
  columns: readonly DetailColumn[],
  { mpxn, fuel }: About,
): JudgedParts {
  const parts: Parts = {};
  const alone = new PointRow(row);
  for (const column of columns) readField(alone, column, parts);
  // Of a point whose number cannot be read nothing can be said but field by field.
  const problems = mpxn === undefined ? [] : checkDetails({ mpxn, fuel }, parts);
  if (alone.findings.length === 0) for (const one of problems) addProblem(alone, one);
  return { json: JSON.stringify(parts).slice(1, -1), findings: alone.findings };
}

function addProblem(row: PointRow, { field, reason }: { field: string; reason: string }): void {
  row.find(CODE_OF_FIELD[field] ?? 'COMBINATION', columnAt(field), reason);
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

function addRelations(parts: Parts, { importMpan, relatedMpans }: Relations): void {
  if (importMpan === undefined && relatedMpans.length === 0) return;
  parts['relations'] = {
    ...(relatedMpans.length > 0 ? { relatedMpans } : {}),
    ...(importMpan === undefined ? {} : { importMpan }),
  } satisfies PointDetails['relations'];
}
