/** The reject file: of every row with a fault where it is, what is wrong with it, and the row as it was written. */
import { type FileHandle, open } from 'node:fs/promises';
import type { Query, Row, Statement } from '../../store/session.ts';
import { type FaultCode, MIGRATION_FAULTS, reasonOf, severityOf } from './faults.ts';
import type { MigrationFile } from './files.ts';

export type StoredFault = {
  readonly file: number;
  readonly line: number;
  readonly byteOffset: number;
  readonly byteLength: number;
  readonly code: FaultCode;
  readonly field: string;
  readonly detail?: string;
};

type FaultRow = Row & {
  file: number;
  line: bigint;
  byte_offset: bigint;
  byte_length: number;
  code: string;
  field: string;
  detail: string | null;
};

const PAGE = 5_000;
const FAULTS: Statement = {
  name: 'migration-faults',
  text: `select file, line, byte_offset, byte_length, code, field, detail from migration_faults
    where run_id = $1 and (file, line, code, field, coalesce(detail, '')) > ($2, $3, $4, $5, $6)
    order by file, line, code, field, coalesce(detail, '') limit ${PAGE}`,
};
const HEADER = ['file', 'line', 'code', 'severity', 'field', 'reason', 'row'];

/** In the order of files and lines. */
export async function* faultsOf(query: Query, runId: string): AsyncGenerator<StoredFault> {
  let after: readonly unknown[] = [-1, -1, '', '', ''];
  for (;;) {
    const rows = await query<FaultRow>(FAULTS, [runId, ...after]);
    for (const row of rows) yield faultOf(row);
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = [last.file, last.line, last.code, last.field, last.detail ?? ''];
  }
}

function faultOf({ file, line, byte_offset, byte_length, code, field, detail }: FaultRow) {
  assertCode(code);
  const place = { byteOffset: Number(byte_offset), byteLength: byte_length };
  return { file, line: Number(line), ...place, code, field, ...(detail ? { detail } : {}) };
}

function assertCode(code: string): asserts code is FaultCode {
  if (!Object.hasOwn(MIGRATION_FAULTS, code)) throw new Error(`a fault ${code} is stored`);
}

/** Lines of CSV, the header first, each with its end. A row that is not UTF-8 has U+FFFD where it is not. */
export async function* rejectLines(
  files: readonly MigrationFile[],
  faults: AsyncIterable<StoredFault>,
): AsyncGenerator<string> {
  yield lineOf(HEADER);
  let opened: { readonly path: string; readonly handle: FileHandle } | undefined;
  try {
    for await (const fault of faults) {
      const path = files[fault.file]?.path ?? '';
      if (opened?.path !== path) {
        await opened?.handle.close();
        opened = { path, handle: await open(path, 'r') };
      }
      const { line, code, field } = fault;
      const row = await textAt(opened.handle, fault);
      const what = [code, severityOf(code), field, reasonOf(fault)];
      yield lineOf([path, String(line), ...what, row]);
    }
  } finally {
    await opened?.handle.close();
  }
}

async function textAt(
  handle: FileHandle,
  { byteOffset, byteLength }: Pick<StoredFault, 'byteOffset' | 'byteLength'>,
): Promise<string> {
  const bytes = Buffer.alloc(byteLength);
  await handle.read(bytes, 0, byteLength, byteOffset);
  return bytes.toString('utf8');
}

const lineOf = (fields: readonly string[]) => `${fields.map(quoted).join(',')}\r\n`;
const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
