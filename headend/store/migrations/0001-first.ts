/** Requests, outbox, counters and audit; parties, devices and metering points as plain records. */
import { type Migration, sql } from 'kysely';

// Identifiers compare by byte: no locale's order is wanted, and it is several times faster.
const ID = sql.raw('text collate "C"');

export const first: Migration = {
  async up(database) {
    // Rows are rewritten a few times. With room in their page, and as no index has `state`, the
    // indexes are left alone by all of it but the answer.
    await sql`
      create table requests (
        request_id ${ID} primary key,
        sequence int8 not null,
        originator ${ID} not null,
        target ${ID} not null,
        counter numeric(20) not null,
        service int4 not null,
        command_variant int2 not null,
        channel ${ID} not null,
        state ${ID} not null,
        is_open boolean not null,
        fault_code text,
        fault_detail text,
        body bytea,
        signed_pre_command bytea,
        due_utc_seconds int8 not null,
        deadline_utc_seconds int8 not null,
        accepted_at_millis int8 not null,
        command bytea,
        command_counter numeric(20),
        response_code text,
        audit_blocks int8[] not null
      ) with (fillfactor = 60)`.execute(database);
    await sql`
      create index requests_unfinished on requests (sequence)
      where is_open`.execute(database);
    await sql`
      create table outbox (
        message_id ${ID} primary key,
        sequence int8 not null,
        recipient ${ID} not null,
        channel ${ID} not null,
        kind ${ID} not null,
        request_id ${ID},
        content_type text not null,
        created_at_millis int8 not null,
        epoch ${ID} not null,
        nonce int4 not null,
        sealed bytea not null
      )`.execute(database);
    await sql`create index outbox_waiting on outbox (recipient, channel, sequence)`.execute(
      database,
    );
    await sql`create table counters (name ${ID} primary key, next int8 not null)`.execute(database);
    await sql`
      create table audit_blocks (
        sequence int8 primary key,
        entries text not null,
        previous_hash bytea not null,
        hash bytea not null,
        from_millis int8 not null,
        to_millis int8 not null
      )`.execute(database);
    await sql`create index audit_blocks_time on audit_blocks (to_millis)`.execute(database);
    await sql`create table parties (eui64 ${ID} primary key, record jsonb not null)`.execute(
      database,
    );
    await sql`create table devices (eui64 ${ID} primary key, record jsonb not null)`.execute(
      database,
    );
    await sql`
      create table metering_points (mpxn ${ID} primary key, record jsonb not null)`.execute(
      database,
    );
  },
};
