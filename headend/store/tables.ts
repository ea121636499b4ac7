/**
 * The tables as Kysely sees them. A part with tables of its own adds them here from its own file:
 * `declare module '../store/tables.ts' { interface Database { … } }`, with a migration for them.
 */
import type { Generated, JSONColumnType } from 'kysely';

/** int8 is read as bigint, numeric as text (session.ts); both are written as either. */
export interface Database {
  requests: RequestsTable;
  outbox: OutboxTable;
  counters: { name: string; next: bigint };
  audit_blocks: AuditBlocksTable;
  alert_windows: { device: string; counters: Uint8Array };
  request_counters: { scope: string; counter: string };
  parties: { eui64: string; record: JSONColumnType<object> };
  devices: { eui64: string; record: JSONColumnType<object> };
}

export interface RequestsTable {
  request_id: string;
  /** Order of acceptance. */
  sequence: bigint;
  originator: string;
  target: string;
  /** Unsigned 64 bits do not fit an int8. */
  counter: string;
  service: number;
  command_variant: number;
  channel: string;
  state: string;
  /** Its answer is still to come. */
  is_open: boolean;
  fault_code: string | null;
  fault_detail: string | null;
  body: Uint8Array | null;
  signed_pre_command: Uint8Array | null;
  due_utc_seconds: bigint;
  deadline_utc_seconds: bigint;
  accepted_at_millis: bigint;
  command: Uint8Array | null;
  command_counter: string | null;
  response_code: Generated<string | null>;
  audit_blocks: bigint[];
  preceding_request_id: string | null;
  is_done: boolean | null;
  result: Uint8Array | null;
  notice: string | null;
  fingerprint: Uint8Array | null;
}

export interface OutboxTable {
  message_id: string;
  /** Order of creation. */
  sequence: bigint;
  recipient: string;
  channel: string;
  kind: string;
  request_id: string | null;
  content_type: string;
  created_at_millis: bigint;
  epoch: string;
  nonce: number;
  sealed: Uint8Array;
  /** How often its recipient could not use it, or let it lie while it confirmed others. */
  failures: Generated<number>;
  /** What the recipient said last of why. */
  failure_reason: Generated<string | null>;
  /** It is not sent by itself any more. */
  parked_at_millis: Generated<bigint | null>;
}

export interface AuditBlocksTable {
  sequence: bigint;
  entries: string;
  previous_hash: Uint8Array;
  hash: Uint8Array;
  from_millis: bigint;
  to_millis: bigint;
}
