/** Changes of keys (6.23) that a device holds for their date, and whether it has said that they are done. */
import { type Migration, sql } from 'kysely';

const ID = sql.raw('text collate "C"');

export const heldKeyChanges: Migration = {
  async up(database) {
    await sql`
      create table held_key_changes (
        device ${ID} not null,
        command_counter int8 not null,
        request_id ${ID} not null,
        party ${ID} not null,
        for_utc_seconds int8 not null,
        is_done bool not null default false,
        primary key (device, command_counter)
      )`.execute(database);
  },
};
