/** Which files of the legacy side have been taken in, so that none is taken twice. */
import { type Migration, sql } from 'kysely';

const ID = sql.raw('text collate "C"');

export const legacyFiles: Migration = {
  async up(database) {
    await sql`
      create table legacy_files (
        digest ${ID} primary key,
        name text not null,
        flow ${ID},
        sender ${ID},
        file_id ${ID},
        reason text,
        taken_at_millis int8 not null
      )`.execute(database);
    // A sender names a file once; what was rejected may come again under its name, mended.
    await sql`create unique index legacy_files_name on legacy_files (sender, file_id)
      where reason is null`.execute(database);
  },
};
