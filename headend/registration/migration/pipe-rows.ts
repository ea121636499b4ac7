/**
 * DTN-style files of rows: ZHV, one group M00 with the names of the columns, a group M01 for each row, ZPT with
 * the number of groups. The header and the trailer are those of gb.md §5.7; the two groups are emulated.
 */
import { isUtf8 } from 'node:buffer';
import { Refused } from '../../../protocol/refused.ts';
import { splitFields } from '../../market/legacy/syntax.ts';
import type { Row } from './csv-rows.ts';
import { type Block, blocksOf, bytesOf, type Place, type RawRecord } from './records.ts';

const NAMES = 'M00';
const ROW = 'M01';
const TRAILER = 'ZPT';

export const isPiped = (block: Block): boolean =>
  block.records[0] !== undefined && bytesOf(block, block.records[0]).subarray(0, 4).equals(MARK);
const MARK = Buffer.from('ZHV|');

/** One row a group M01. */
export function pipeRows(block: Block): readonly Row[] {
  return block.records.flatMap((record) => rowOf(block, record) ?? []);
}

/** undefined: the trailer, which was looked at when the file was opened. */
function rowOf(block: Block, record: RawRecord): Row | undefined {
  const bytes = bytesOf(block, record);
  if (!isUtf8(bytes)) return { record, fields: [], unreadable: 'BAD_UTF8' };
  const fields = fieldsOf(bytes.toString('utf8'), record.line);
  if (fields?.[0] === TRAILER) return undefined;
  if (fields?.[0] !== ROW) return { record, fields: [], unreadable: 'LINE_FORM' };
  return { record, fields: fields.slice(1) };
}

function fieldsOf(text: string, line: number): readonly string[] | undefined {
  try {
    return splitFields('pipe', text, line).fields;
  } catch {
    return undefined;
  }
}

/** The names of the columns, and where the rows begin. Throws Refused. */
export function pipeHeader(block: Block): {
  readonly names: readonly string[];
  readonly body: Place;
} {
  const [, second, third] = block.records;
  const fields = second && fieldsOf(bytesOf(block, second).toString('utf8'), second.line);
  if (!second || fields?.[0] !== NAMES)
    throw new Refused('', `expected a group ${NAMES} with the names of the columns`, 2);
  return { names: fields.slice(1), body: third ?? block.next };
}

/** A file that was cut off on its way would be half a register: Refused. */
export async function checkTrailer(path: string): Promise<void> {
  let groups = 0;
  let last: readonly string[] | undefined;
  for await (const block of blocksOf(path, { hasQuotes: false })) {
    groups += block.records.length;
    const record = block.records.at(-1);
    last = record && fieldsOf(bytesOf(block, record).toString('utf8'), record.line);
  }
  // All lines but the header and the trailer itself.
  if (last?.[0] !== TRAILER || Number(last[2]) !== groups - 2)
    throw new Refused(path, `the file does not end with ${TRAILER} and the number of its groups`);
}
