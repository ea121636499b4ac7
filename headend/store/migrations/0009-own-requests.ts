/** What the head-end asks of devices by itself: for what each of its requests is, and which runs were made. */
import { type Migration, sql } from 'kysely';

export const ownRequests: Migration = {
  async up(database) {
    await sql`
      create table own_requests (
        request_id text collate "C" primary key,
        purpose jsonb not null
      )`.execute(database);
    await sql`alter table schedules add column last_run_utc_seconds int8`.execute(database);
  },
};
