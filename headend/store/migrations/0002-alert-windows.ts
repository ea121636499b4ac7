/** The counters of each device's last alerts: see alert-window.ts. */
import { type Migration, sql } from 'kysely';

export const alertWindows: Migration = {
  async up(database) {
    await sql`
      create table alert_windows (
        device text collate "C" primary key,
        counters bytea not null
      ) with (fillfactor = 60)`.execute(database);
  },
};
