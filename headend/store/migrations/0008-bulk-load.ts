/** Where a bulk load of the register keeps what it has read, until all of it can be compared. */
import { type Migration, sql } from 'kysely';

const ID = sql.raw('text collate "C"');

export const bulkLoad: Migration = {
  async up(database) {
    // `run_id`: the digest of the files. What is staged is of the one run that is not complete.
    await sql`
      create table migration_runs (
        run_id ${ID} primary key,
        state text not null check (state in ('staging', 'loading', 'complete')),
        known_at_millis int8 not null,
        file int2 not null,
        byte_offset int8 not null,
        line int8 not null,
        report jsonb
      )`.execute(database);
    await sql`create unique index migration_runs_open on migration_runs ((true))
      where state <> 'complete'`.execute(database);
    // What is loaded goes in by two ways at a time, each from its first number to its last.
    await sql`
      create table migration_lanes (
        run_id ${ID} not null,
        lane int2 not null,
        loaded_to ${ID} not null,
        last ${ID} not null,
        primary key (run_id, lane)
      )`.execute(database);
    await sql`
      create table migration_rows (
        file int2 not null,
        line int8 not null,
        byte_offset int8 not null,
        byte_length int4 not null,
        mpxn ${ID},
        fuel text not null,
        outcome text,
        network_operator ${ID},
        supplier ${ID},
        from_seconds int8,
        to_seconds int8,
        uprn int8,
        post_code ${ID},
        house text,
        house_key ${ID},
        address_key ${ID},
        import_mpan ${ID},
        related_mpans ${ID},
        details ${ID}
      )`.execute(database);
    // Early smart meters, each at the one metering point whose import it measures.
    await sql`
      create table migration_devices (
        device ${ID} primary key,
        mpxn ${ID} not null unique,
        export_mpan ${ID}
      )`.execute(database);
    await sql`
      create table migration_addresses (
        uprn int8 primary key,
        post_code ${ID} not null,
        house text,
        house_key ${ID},
        address_key ${ID},
        easting int4,
        northing int4,
        is_listed boolean not null
      )`.execute(database);
    await sql`
      create table migration_faults (
        run_id ${ID} not null,
        file int2 not null,
        line int8 not null,
        byte_offset int8 not null,
        byte_length int4 not null,
        mpxn ${ID},
        code ${ID} not null,
        field ${ID} not null,
        detail text
      )`.execute(database);
    await sql`create index migration_faults_run on migration_faults (run_id, file, line)`.execute(
      database,
    );
  },
};
