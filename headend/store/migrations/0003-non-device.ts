/** What the services keep that no device is asked for: schedules, firmware, reports of hubs, coverage. */
import { type Migration, sql } from 'kysely';

const ID = sql.raw('text collate "C"');

export const nonDevice: Migration = {
  async up(database) {
    await sql`
      create table schedules (
        schedule_id int8 primary key,
        owner ${ID} not null,
        device ${ID} not null,
        service int4 not null,
        body bytea not null,
        created_at_millis int8 not null
      )`.execute(database);
    // An image that is sent for many devices in several requests lies here once.
    await sql`
      create table firmware_images (hash bytea primary key, image bytea not null)`.execute(
      database,
    );
    await sql`
      create table firmware_updates (
        request_id ${ID} primary key,
        originator ${ID} not null,
        service int4 not null,
        firmware_version text not null,
        image_hash bytea not null references firmware_images (hash),
        devices text[] not null,
        stored_at_millis int8 not null
      )`.execute(database);
    await sql`
      create table hub_reports (
        request_id ${ID} primary key,
        hub ${ID} not null,
        service int4 not null,
        body bytea not null,
        reported_at_millis int8 not null
      )`.execute(database);
    await sql`create table wan_coverage (area ${ID} primary key, record jsonb not null)`.execute(
      database,
    );
  },
};
