/** One row of a file of metering points: its fields by name, what is wrong with them, and what is staged of it. */
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import { COLUMN_NAMES, type ColumnName, columnOf, type Fuel } from './columns.ts';
import type { FaultCode, Finding } from './faults.ts';
import type { DetailsJudge } from './judge-details.ts';
import type { Reference } from './reference.ts';

/** What the judgement of a row reads beside the row. */
export type Judging = {
  readonly fuel: Fuel;
  readonly reference: Reference;
  readonly nowUtcSeconds: number;
  readonly details: DetailsJudge;
};

/** The header of one file. */
export type Header = { readonly fuel: Fuel; readonly names: readonly ColumnName[] };

export type Places = Readonly<Partial<Record<ColumnName, number>>>;

export class PointRow {
  readonly findings: Finding[] = [];
  readonly #places: Places;
  readonly #fields: readonly string[];

  /** The same fields with no findings yet, or those of a line. */
  constructor(of: PointRow | Places, fields: readonly string[] = []) {
    this.#places = of instanceof PointRow ? of.#places : of;
    this.#fields = of instanceof PointRow ? of.#fields : fields;
  }

  /** Without the blanks around it; empty when it is not given. */
  at(name: ColumnName): string {
    const place = this.#places[name];
    return place === undefined ? '' : (this.#fields[place] ?? '').trim();
  }

  find(code: FaultCode, field: string, detail?: string): void {
    this.findings.push(detail === undefined ? { code, field } : { code, field, detail });
  }

  hasFault(field: string): boolean {
    return this.findings.some((one) => one.field === field);
  }
}

/** What of a row goes to the database before it is known whether it contradicts another. */
export type StagedPoint = {
  readonly mpxn: string;
  readonly networkOperator: Eui64;
  readonly supplier: Eui64;
  readonly fromUtcSeconds: number;
  readonly toUtcSeconds: number | undefined;
  readonly uprn: number | undefined;
  readonly postCode: string | undefined;
  readonly house: string | undefined;
  readonly importMpan: string | undefined;
  readonly relatedMpans: readonly string[];
  /** As JSON: all parts but the site's, which is known when addresses are compared. */
  readonly details: string;
};

export type Relations = Pick<StagedPoint, 'importMpan' | 'relatedMpans'>;

/** A control character is never part of a name or a number. */
const CONTROL = /\p{Cc}/u;

/** What can be said of fields whatever they mean. */
export function checkTexts(row: PointRow, { fuel, names }: Header): void {
  for (const name of names) {
    const text = row.at(name);
    if (text === '') continue;
    const { max, fuel: only } = columnOf(name);
    if (only !== undefined && only !== fuel) row.find('WRONG_FUEL', name);
    if (text.length > max) row.find('FIELD_TOO_LONG', name, `${text.length} characters of ${max}`);
    if (CONTROL.test(text)) row.find('CONTROL_CHARACTER', name);
  }
}

export const isColumnName = (text: string): text is ColumnName =>
  (COLUMN_NAMES as readonly string[]).includes(text);
