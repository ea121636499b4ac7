/** Messages that their recipients could not use: see outbox/parked.ts. */
import { type Migration, sql } from 'kysely';

export const parkedMessages: Migration = {
  async up(database) {
    await sql`
      alter table outbox
        add column failures int4 not null default 0,
        add column failure_reason text,
        add column parked_at_millis int8`.execute(database);
  },
};
