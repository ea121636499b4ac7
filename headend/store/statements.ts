/** The statements of a group: each takes arrays, one element a row, and says which rows it changed. */
import type { Statement } from './session.ts';

/** Appends block $1 to a row's list, once however often the group touches the row. */
const APPENDED = `audit_blocks = case when r.audit_blocks[cardinality(r.audit_blocks)] = $1
  then r.audit_blocks else r.audit_blocks || $1::int8 end`;

// Only the primary key may find rows: while a table is small the planner prefers the index of open
// requests, or of a recipient's messages, and keeps to it. An expression hides a column from it.

export const INSERT_REQUESTS: Statement = {
  name: 'insert-requests',
  text: `insert into requests (audit_blocks, sequence, request_id, originator, target, counter,
      service, command_variant, channel, state, fault_code, fault_detail, body, signed_pre_command,
      due_utc_seconds, deadline_utc_seconds, accepted_at_millis, command, command_counter, is_open,
      preceding_request_id, is_done, result, notice, fingerprint)
    select array[$1::int8], u.* from unnest($2::int8[], $3::text[], $4::text[], $5::text[],
      $6::numeric[], $7::int4[], $8::int2[], $9::text[], $10::text[], $11::text[], $12::text[],
      $13::bytea[], $14::bytea[], $15::int8[], $16::int8[], $17::int8[], $18::bytea[],
      $19::numeric[], $20::boolean[], $21::text[], $22::boolean[], $23::bytea[], $24::text[],
      $25::bytea[]) as u
    on conflict do nothing returning request_id`,
};

export const SELECT_REQUESTS: Statement = {
  name: 'select-requests',
  text: 'select * from requests where request_id = any($1::text[])',
};

export const KNOWN_REQUESTS: Statement = {
  name: 'known-requests',
  text: 'select request_id from requests where request_id = any($1::text[])',
};

export const SELECT_COUNTERS: Statement = {
  name: 'select-request-counters',
  text: 'select scope, counter from request_counters where scope = any($1::text[])',
};

export const PUT_COUNTERS: Statement = {
  name: 'put-request-counters',
  text: `insert into request_counters (scope, counter)
    select * from unnest($1::text[], $2::numeric[])
    on conflict (scope) do update set counter = excluded.counter`,
};

export const DISPATCH_REQUESTS: Statement = {
  name: 'dispatch-requests',
  text: `update requests r set state = 'dispatched', command = u.command,
      command_counter = u.command_counter,
      deadline_utc_seconds = coalesce(u.deadline, r.deadline_utc_seconds), ${APPENDED}
    from unnest($2::text[], $3::bytea[], $4::numeric[], $5::int8[])
      as u (request_id, command, command_counter, deadline)
    where r.request_id = u.request_id and r.state in ('accepted', 'dispatched')
    returning r.request_id`,
};

export const ANSWER_REQUESTS: Statement = {
  name: 'answer-requests',
  text: `update requests r set state = 'answered', is_open = false, response_code = u.response_code,
      is_done = u.is_done, command = null, body = null, signed_pre_command = null, ${APPENDED}
    from unnest($2::text[], $3::text[], $4::boolean[]) as u (request_id, response_code, is_done)
    where r.request_id = u.request_id and r.state in ('accepted', 'dispatched', 'local')
    returning r.request_id`,
};

export const CONFIRM_REQUESTS: Statement = {
  name: 'confirm-requests',
  text: `update requests r set ${APPENDED},
      state = case when r.state = 'answered' then 'confirmed' else r.state end
    from unnest($2::text[]) as u (request_id) where r.request_id = u.request_id`,
};

export const APPEND_BLOCK: Statement = {
  name: 'append-block',
  text: `update requests r set ${APPENDED}
    from unnest($2::text[]) as u (request_id) where r.request_id = u.request_id`,
};

export const INSERT_MESSAGES: Statement = {
  name: 'insert-messages',
  text: `insert into outbox (sequence, message_id, recipient, channel, kind, request_id,
      content_type, created_at_millis, epoch, nonce, sealed)
    select * from unnest($1::int8[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
      $7::text[], $8::int8[], $9::text[], $10::int4[], $11::bytea[])
    on conflict do nothing returning message_id`,
};

export const SELECT_ALERT_WINDOWS: Statement = {
  name: 'select-alert-windows',
  text: 'select device, counters from alert_windows where device = any($1::text[])',
};

export const PUT_ALERT_WINDOWS: Statement = {
  name: 'put-alert-windows',
  text: `insert into alert_windows (device, counters)
    select * from unnest($1::text[], $2::bytea[])
    on conflict (device) do update set counters = excluded.counters`,
};

export const DELETE_MESSAGES: Statement = {
  name: 'delete-messages',
  text: `delete from outbox o using unnest($1::text[], $2::text[]) as u (message_id, recipient)
    where o.message_id = u.message_id and (o.recipient || '') = u.recipient
    returning o.message_id, o.recipient, o.request_id, o.epoch`,
};

export const NOTE_ATTEMPTS: Statement = {
  name: 'note-attempts',
  text: `update outbox o set failures = u.failures, parked_at_millis = u.parked_at_millis,
      failure_reason = case when u.failures = 0 then null else coalesce(u.reason, o.failure_reason) end
    from unnest($1::text[], $2::text[], $3::int4[], $4::text[], $5::int8[])
      as u (message_id, recipient, failures, reason, parked_at_millis)
    where o.message_id = u.message_id and (o.recipient || '') = u.recipient
    returning o.message_id, o.recipient`,
};

export const RESERVE: Statement = {
  name: 'reserve',
  text: `insert into counters as c (name, next) values ($1, 1 + $2::int8)
    on conflict (name) do update set next = c.next + $2::int8
    returning next - $2::int8 as first`,
};

export const INSERT_BLOCK: Statement = {
  name: 'insert-block',
  text: `insert into audit_blocks (sequence, entries, previous_hash, hash, from_millis, to_millis)
    values ($1, $2, $3, $4, $5, $6)`,
};

export const NEWEST_BLOCK: Statement = {
  name: 'newest-block',
  text: 'select sequence, hash from audit_blocks order by sequence desc limit 1',
};
