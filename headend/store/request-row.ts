/** A row of `requests` and the record it means. */
import type { Selectable } from 'kysely';
import type { Channel } from '../service-request.ts';
import {
  isOpen,
  type NewRequest,
  type RequestRecord,
  type RequestState,
} from './request-record.ts';
import type { RequestsTable } from './tables.ts';

export type RequestRow = Selectable<RequestsTable>;

export function recordOf(row: RequestRow): RequestRecord {
  return {
    requestId: row.request_id,
    originator: row.originator,
    target: row.target,
    counter: BigInt(row.counter),
    service: row.service,
    commandVariant: row.command_variant,
    // Columns only this store writes, from values of these types.
    channel: row.channel as Channel,
    state: row.state as RequestState,
    dueUtcSeconds: Number(row.due_utc_seconds),
    deadlineUtcSeconds: Number(row.deadline_utc_seconds),
    acceptedAtMillis: Number(row.accepted_at_millis),
    auditBlocks: row.audit_blocks,
    ...present('faultCode', row.fault_code),
    ...present('faultDetail', row.fault_detail),
    ...present('body', bytesOf(row.body)),
    ...present('signedPreCommand', bytesOf(row.signed_pre_command)),
    ...present('command', bytesOf(row.command)),
    ...present('commandCounter', row.command_counter === null ? null : BigInt(row.command_counter)),
    ...present('responseCode', row.response_code),
    ...present('precedingRequestId', row.preceding_request_id),
    ...present('isDone', row.is_done),
    ...present('result', bytesOf(row.result)),
    ...present('notice', row.notice),
    ...present('fingerprint', bytesOf(row.fingerprint)),
  };
}

/** The parameters of INSERT_REQUESTS but for the first two. Of a request that is over, nothing is kept of what was asked. */
export function requestColumns(requests: readonly NewRequest[]): unknown[][] {
  const open = requests.map((request) => (isOpen(request.state) ? request : undefined));
  return [
    requests.map((request) => request.requestId),
    requests.map((request) => request.originator),
    requests.map((request) => request.target),
    requests.map((request) => request.counter),
    requests.map((request) => request.service),
    requests.map((request) => request.commandVariant),
    requests.map((request) => request.channel),
    requests.map((request) => request.state),
    requests.map((request) => request.faultCode),
    requests.map((request) => request.faultDetail),
    open.map((request) => request?.body),
    open.map((request) => request?.signedPreCommand),
    requests.map((request) => request.dueUtcSeconds),
    requests.map((request) => request.deadlineUtcSeconds),
    requests.map((request) => request.acceptedAtMillis),
    open.map((request) => request?.command),
    requests.map((request) => request.commandCounter),
    requests.map((request) => isOpen(request.state)),
    requests.map((request) => request.precedingRequestId),
    requests.map((request) => request.isDone),
    requests.map((request) => request.result),
    requests.map((request) => request.notice),
    requests.map((request) => request.fingerprint),
  ];
}

function bytesOf(bytes: Uint8Array | null): Uint8Array | null {
  return bytes && new Uint8Array(bytes);
}

function present<K extends string, V>(key: K, value: V | null): { [key in K]?: V } {
  return value === null ? {} : ({ [key]: value } as { [key in K]?: V });
}
