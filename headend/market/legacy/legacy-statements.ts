/** Their changes as statements of the database. */
import type { Kysely } from 'kysely';
import type { Statement } from '../../store/session.ts';
import type { Database } from '../../store/tables.ts';
import type { LegacyChange } from './legacy-change.ts';

declare module '../../store/tables.ts' {
  interface Database {
    legacy_files: {
      digest: string;
      name: string;
      flow: string | null;
      sender: string | null;
      file_id: string | null;
      reason: string | null;
      taken_at_millis: bigint;
    };
  }
}

const TAKE_FILE: Statement = {
  name: 'take-legacy-file',
  text: `insert into legacy_files (digest, name, flow, sender, file_id, reason, taken_at_millis)
    values ($1, $2, $3, $4, $5, $6, $7)`,
};

export function legacyStatements(
  change: LegacyChange,
): readonly (readonly [Statement, readonly unknown[]])[] {
  const { digest, name, flow, sender, fileId, reason, takenAtMillis } = change;
  const said = [flow ?? null, sender ?? null, fileId ?? null, reason ?? null];
  return [[TAKE_FILE, [digest, name, ...said, takenAtMillis]]];
}

/** What became of a file with this content; undefined: it is new. */
export async function fileTaken(
  database: Kysely<Database>,
  digest: string,
): Promise<{ readonly reason: string | null } | undefined> {
  return database
    .selectFrom('legacy_files')
    .select('reason')
    .where('digest', '=', digest)
    .executeTakeFirst();
}

/** Has this sender given this name to another file, which was taken? */
export async function isNameUsed(
  database: Kysely<Database>,
  sender: string,
  fileId: string,
): Promise<boolean> {
  const row = await database
    .selectFrom('legacy_files')
    .select('digest')
    .where('sender', '=', sender)
    .where('file_id', '=', fileId)
    .where('reason', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}
