/** What each request asked, as a keyed hash: see dispatch/fingerprint.ts. */
import { type Migration, sql } from 'kysely';

export const fingerprints: Migration = {
  async up(database) {
    await sql`alter table requests add column fingerprint bytea`.execute(database);
  },
};
