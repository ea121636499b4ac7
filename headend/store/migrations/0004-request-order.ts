/** The greatest counter of each user, what a request waits for, and what a repetition is answered with. */
import { type Migration, sql } from 'kysely';

export const requestOrder: Migration = {
  async up(database) {
    await sql`
      create table request_counters (
        scope text collate "C" primary key,
        counter numeric(20) not null
      ) with (fillfactor = 60)`.execute(database);
    await sql`
      insert into request_counters
      select originator || ' ' || target, max(counter) from requests group by 1`.execute(database);
    await sql`
      alter table requests
        add column preceding_request_id text collate "C",
        add column is_done boolean,
        add column result bytea,
        add column notice text`.execute(database);
  },
};
