/**
 * Why the head-end says no: one table with the stable code, the response code a market message
 * carries, the HTTP status of a document that cannot be answered as a market message, and the text.
 */
import type { ResponseCode } from '../protocol/services/response-codes.ts';

type Row = { readonly response: ResponseCode; readonly status: number; readonly text: string };

export const FAULTS = {
  MESSAGE_UNREADABLE: { response: 'E48', status: 400, text: 'the message cannot be read' },
  MESSAGE_TOO_LARGE: { response: 'E48', status: 413, text: 'the message is larger than is read' },
  MESSAGE_CONTRADICTS: { response: 'E48', status: 400, text: 'header and body contradict' },
  PARTY_UNKNOWN: { response: 'E1', status: 403, text: 'the originator is not a user' },
  PARTY_NOT_SENDER: { response: 'E1', status: 403, text: 'the originator is not the sender' },
  ROLE_NOT_ELIGIBLE: { response: 'E2', status: 403, text: 'no role of the user may ask this' },
  PARTY_SUSPENDED: { response: 'E3', status: 403, text: 'the user is suspended' },
  NOT_RESPONSIBLE: {
    response: 'E4',
    status: 403,
    text: 'the user has no relation to this metering point that allows this now',
  },
  DEVICE_STATUS: { response: 'E5', status: 409, text: 'the status of the device forbids this' },
  SERVICE_NOT_FOR_DEVICE: {
    response: 'E11',
    status: 409,
    text: 'the service is not offered for this device',
  },
  COMMAND_VARIANT: { response: 'E12', status: 400, text: 'the command variant is not possible' },
  WRONG_ENDPOINT: { response: 'E13', status: 400, text: 'sent to the wrong web service' },
  LOCAL_DELIVERY: {
    response: 'E17',
    status: 409,
    text: 'local delivery of commands is not available',
  },
  DEVICE_UNKNOWN: { response: 'E19', status: 404, text: 'there is no such device' },
  DEVICE_KNOWN: { response: 'E120201', status: 409, text: 'the device is known already' },
  INVENTORY_CONTRADICTS: {
    response: 'E48',
    status: 409,
    text: 'what is said of the device contradicts what it is',
  },
  SCHEDULE_TO_READ_UNKNOWN: {
    response: 'E050201',
    status: 404,
    text: 'the user has no such schedule',
  },
  SCHEDULE_TO_DELETE_UNKNOWN: {
    response: 'E050301',
    status: 404,
    text: 'the user has no such schedule',
  },
  SCHEDULES_FULL: { response: 'E48', status: 409, text: 'there is no room for another schedule' },
  SCHEDULE_OVER: {
    response: 'E48',
    status: 400,
    text: 'the schedule ends before it begins to run',
  },
  FIRMWARE_EMPTY: { response: 'E48', status: 400, text: 'the firmware image has no content' },
  DEVICE_UNREACHABLE: { response: 'E20', status: 504, text: 'the device cannot be reached' },
  DEVICE_SILENT: { response: 'E21', status: 504, text: 'the device did not answer in time' },
  SIGNATURE_MISSING: { response: 'E48', status: 403, text: 'the message is not signed' },
  SIGNATURE_FORM: {
    response: 'E48',
    status: 400,
    text: 'the signature is not of the form that is read',
  },
  SIGNATURE_WRONG: { response: 'E48', status: 403, text: 'the signature does not verify' },
  SIGNATURE_SIGNER: {
    response: 'E48',
    status: 403,
    text: 'the message is signed by another than its originator',
  },
  SIGNATURE_CERTIFICATE: {
    response: 'E48',
    status: 403,
    text: 'the certificate of the signature is not good for it',
  },
  PRE_COMMAND_DIFFERS: {
    response: 'E48',
    status: 400,
    text: 'the signed pre-command is not what the header says',
  },
  PRE_COMMAND_SIGNATURE: {
    response: 'E48',
    status: 403,
    text: 'the signature of the pre-command does not verify',
  },
  REQUEST_ID_REUSED: {
    response: 'E48',
    status: 409,
    text: 'the RequestID is that of another request',
  },
  COUNTER_NOT_GREATER: {
    response: 'E48',
    status: 409,
    text: 'the counter of the RequestID is not greater than those used before',
  },
  PRECEDING_UNKNOWN: {
    response: 'E48',
    status: 409,
    text: 'the preceding request is not one that was accepted from this user',
  },
  PRECEDING_FAILED: { response: 'E48', status: 409, text: 'the preceding request was not done' },
  PRECEDING_NOT_DONE: {
    response: 'E48',
    status: 503,
    text: 'the preceding request is not done yet, and this one is answered at once',
  },
  LOCAL_RESPONSE: {
    response: 'E48',
    status: 400,
    text: 'this is no answer to a command that was given to this user for local delivery',
  },
  QUEUE_FULL: { response: 'E20', status: 503, text: 'too many requests wait' },
} as const satisfies Record<string, Row>;

export type FaultCode = keyof typeof FAULTS;

/** A refusal of the head-end; `detail` says what was found, never content. */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly detail: string;

  constructor(code: FaultCode, detail = '') {
    super(`${code}: ${FAULTS[code].text}${detail ? ` (${detail})` : ''}`);
    this.name = 'Fault';
    this.code = code;
    this.detail = detail;
  }

  get response(): ResponseCode {
    return FAULTS[this.code].response;
  }
}
