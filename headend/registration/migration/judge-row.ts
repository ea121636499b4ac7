/** Judges one row of a file of metering points by itself: every fault in it, and what it says when it has none. */

import { dayNumber } from '../../../protocol/definition/times.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import { mpanCheckDigit, mpanDistributor } from '../../../protocol/identifiers/mpan.ts';
import { mprnCheckDigits } from '../../../protocol/identifiers/mprn.ts';
import { houseOf, postCodeOf, uprnOf } from './address.ts';
import type { ColumnName } from './columns.ts';
import { severityOf } from './faults.ts';
import {
  checkTexts,
  type Header,
  type Judging,
  type PointRow,
  type Relations,
  type StagedPoint,
} from './point-row.ts';
import { AGENT_COLUMNS } from './reference.ts';

const DAY_SECONDS = 86_400;
/** Supply was not registered by metering point before (own). */
const EARLIEST_UTC_SECONDS = dayNumber(1990, 1, 1) * DAY_SECONDS;

export type Judged = {
  /** Whose row it is, as far as the row itself tells. */
  readonly mpxn: string | undefined;
  /** Absent when it cannot come into the register. */
  readonly point: StagedPoint | undefined;
};

/** Findings are added to the row. */
export function judgeRow(row: PointRow, header: Header, judging: Judging): Judged {
  checkTexts(row, header);
  const mpxn = header.fuel === 'electricity' ? mpanAt(row, 'mpan') : mprnOf(row);
  const networkOperator = networkOf(row, mpxn, judging);
  const supplier = supplierOf(row, judging);
  const supply = supplyOf(row, judging);
  const site = siteOf(row);
  const relations = relationsOf(row, mpxn);
  checkAgents(row, judging);
  const details = judging.details.judge(row, mpxn, relations);
  const isRejected = row.findings.some(({ code }) => severityOf(code) === 'reject');
  if (isRejected || !mpxn || !networkOperator || !supplier || !supply || !details)
    return { mpxn, point: undefined };
  return {
    mpxn,
    point: { mpxn, networkOperator, supplier, ...supply, ...site, ...relations, details },
  };
}

/** undefined: not given, or a fault was found. */
function mpanAt(row: PointRow, column: ColumnName, text = row.at(column)): string | undefined {
  const mpan = text.replaceAll(' ', '');
  if (!/^[0-9]{13}$/.test(mpan)) row.find('MPAN_FORM', column);
  else if (Number(mpan[12]) !== mpanCheckDigit(mpan)) row.find('MPAN_CHECK_DIGIT', column);
  else return mpan;
  return undefined;
}

function mprnOf(row: PointRow): string | undefined {
  const mprn = row.at('mprn').replaceAll(' ', '');
  if (!/^[0-9]{6,10}$/.test(mprn)) {
    row.find('MPRN_FORM', 'mprn');
    return undefined;
  }
  if (!mprn.endsWith(mprnCheckDigits(mprn.slice(0, -2)))) row.find('MPRN_CHECK_DIGITS', 'mprn');
  return mprn;
}

function networkOf(
  row: PointRow,
  mpxn: string | undefined,
  { fuel, reference }: Judging,
): Eui64 | undefined {
  if (fuel === 'gas') {
    const transporter = row.at('transporter');
    const operator = reference.eui64Of(transporter, 'networkOperator');
    if (transporter === '') row.find('FIELD_MISSING', 'transporter');
    else if (!operator) row.find('NETWORK_UNKNOWN', 'transporter');
    return operator;
  }
  if (mpxn === undefined) return undefined;
  const operator = reference.distributor(mpanDistributor(mpxn));
  if (!operator) row.find('NETWORK_UNKNOWN', 'mpan', mpxn.slice(0, 2));
  return operator;
}

function supplierOf(row: PointRow, { reference }: Judging): Eui64 | undefined {
  const mpid = row.at('supplier');
  const supplier = reference.eui64Of(mpid, 'supplier');
  if (mpid === '') row.find('FIELD_MISSING', 'supplier');
  else if (!supplier) row.find('SUPPLIER_UNKNOWN', 'supplier');
  return supplier;
}

function supplyOf(row: PointRow, { nowUtcSeconds }: Judging) {
  const from = dayAt(row, 'supply_from');
  const to = row.at('supply_to') === '' ? undefined : dayAt(row, 'supply_to');
  if (row.at('supply_from') === '') row.find('FIELD_MISSING', 'supply_from');
  if (from === undefined) return undefined;
  if (from < EARLIEST_UTC_SECONDS) row.find('DATE_TOO_EARLY', 'supply_from');
  if (from > nowUtcSeconds) row.find('DATE_FUTURE', 'supply_from');
  if (to !== undefined && to <= from) row.find('DATE_ORDER', 'supply_to');
  return { fromUtcSeconds: from, toUtcSeconds: to };
}

const DATE = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;

/** The first second of a day, UTC. */
function dayAt(row: PointRow, column: ColumnName): number | undefined {
  const text = row.at(column);
  if (text === '') return undefined;
  const day = dayOf(text);
  if (day === undefined) row.find('DATE_FORM', column);
  return day;
}

/** undefined: none of the calendar. */
function dayOf(text: string): number | undefined {
  const [, year = 0, month = 0, day = 0] = (DATE.exec(text) ?? []).map(Number);
  const isDay = month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month);
  return isDay ? dayNumber(year, month, day) * DAY_SECONDS : undefined;
}

function daysOf(year: number, month: number): number {
  const next = month === 12 ? dayNumber(year + 1, 1, 1) : dayNumber(year, month + 1, 1);
  return next - dayNumber(year, month, 1);
}

function siteOf(row: PointRow): Pick<StagedPoint, 'uprn' | 'postCode' | 'house'> {
  const texts = { uprn: row.at('uprn'), postCode: row.at('post_code'), house: row.at('house') };
  const uprn = texts.uprn === '' ? undefined : uprnOf(texts.uprn);
  const postCode = texts.postCode === '' ? undefined : postCodeOf(texts.postCode);
  const house = texts.house === '' ? undefined : houseOf(texts.house);
  if (texts.uprn !== '' && uprn === undefined) row.find('UPRN_FORM', 'uprn');
  if (texts.postCode !== '' && postCode === undefined) row.find('POSTCODE_FORM', 'post_code');
  if (texts.uprn === '' && (texts.house === '' || texts.postCode === ''))
    row.find('ADDRESS_MISSING', texts.house === '' ? 'house' : 'post_code');
  return { uprn, postCode, house };
}

function relationsOf(row: PointRow, mpxn: string | undefined): Relations {
  const direction = row.at('direction');
  const importText = row.at('import_mpan');
  const related = row.at('related_mpans');
  if (!['', 'I', 'E'].includes(direction)) row.find('CHOICE_UNKNOWN', 'direction', 'I or E');
  if (direction === 'E' && importText === '') row.find('EXPORT_WITHOUT_IMPORT', 'import_mpan');
  const importMpan = importText === '' ? undefined : mpanAt(row, 'import_mpan');
  const relatedMpans = related
    .split(/[; ]+/)
    .filter((text) => text !== '')
    .flatMap((text) => mpanAt(row, 'related_mpans', text) ?? []);
  if (mpxn !== undefined && (importMpan === mpxn || relatedMpans.includes(mpxn)))
    row.find('CONTRADICTION', importMpan === mpxn ? 'import_mpan' : 'related_mpans', 'itself');
  return { importMpan, relatedMpans };
}

function checkAgents(row: PointRow, { reference }: Judging): void {
  for (const column of AGENT_COLUMNS) {
    const mpid = row.at(column);
    if (mpid === '') continue;
    const problem = reference.problem(mpid, column);
    if (problem) row.find(problem === 'unknown' ? 'AGENT_UNKNOWN' : 'AGENT_ROLE', column);
  }
}
