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
  SWITCH_UNKNOWN: {
    response: 'E4',
    status: 404,
    text: 'there is no such switch that the user has to do with',
  },
  SWITCH_STATE: { response: 'E48', status: 409, text: 'the switch is past, or not yet at, this' },
  SWITCH_REASON: { response: 'E48', status: 409, text: 'the reason is not open to the user here' },
  SWITCH_POINT_UNKNOWN: { response: 'E48', status: 404, text: 'there is no such metering point' },
  SWITCH_POINT_STATUS: {
    response: 'E48',
    status: 409,
    text: 'the metering point is not one that can be supplied',
  },
  SWITCH_SAME_SUPPLIER: {
    response: 'E48',
    status: 409,
    text: 'the user is the supplier already',
  },
  SWITCH_ROLE: {
    response: 'E2',
    status: 403,
    text: 'the user has not the role of a supplier of this metering point',
  },
  SWITCH_DATE: { response: 'E48', status: 409, text: 'supply cannot begin on that day' },
  SWITCH_OPEN: { response: 'E48', status: 409, text: 'another switch of it is under way' },
  SWITCH_STANDSTILL: { response: 'E48', status: 409, text: 'it has been switched too lately' },
  SWITCH_SITES_DIFFER: {
    response: 'E48',
    status: 409,
    text: 'the metering points are not known to be at one property',
  },
  SWITCH_RELATED: {
    response: 'E48',
    status: 409,
    text: 'a metering point that is switched together with these is not among them',
  },
  SWITCH_CUSTOMER_TYPE: {
    response: 'E48',
    status: 409,
    text: 'the type of the customer is another in the register',
  },
  CONNECTION_UNKNOWN: {
    response: 'E4',
    status: 404,
    text: 'there is no such connection that the user has to do with',
  },
  CONNECTION_STATE: {
    response: 'E48',
    status: 409,
    text: 'the connection is past, or not yet at, this',
  },
  CONNECTION_DATE: { response: 'E48', status: 409, text: 'the date cannot be so' },
  CONNECTION_NUMBERS: {
    response: 'E48',
    status: 409,
    text: 'the user has no numbers to give to metering points',
  },
  CONNECTION_LEGACY: {
    response: 'E48',
    status: 409,
    text: 'the register has smart sites alone: numbers are issued by the legacy procedure',
  },
  SWITCH_LEGACY: {
    response: 'E48',
    status: 409,
    text: 'no smart meter is in use there: the legacy process is the one for it',
  },
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
  AGENT_UNKNOWN: {
    response: 'E48',
    status: 404,
    text: 'the agent is no user in the role of an agent',
  },
  SCOPE_REFUSED: { response: 'E48', status: 400, text: 'the scope has a service it may not have' },
  DATE_REFUSED: { response: 'E48', status: 400, text: 'the date is not possible' },
  GRANTS_FULL: { response: 'E48', status: 409, text: 'there is no room for another grant' },
  GRANT_UNKNOWN: { response: 'E48', status: 404, text: 'the user has no such grant' },
  CONSENT_NOT_PROVEN: {
    response: 'E4',
    status: 403,
    text: 'the number does not prove that the customer consents',
  },
  TENANCY_REFUSED: { response: 'E48', status: 409, text: 'the change of tenancy is not possible' },
  DETAILS_REFUSED: {
    response: 'E48',
    status: 409,
    text: 'the master data cannot be, or do not go together',
  },
  DETAILS_NOT_YOURS: {
    response: 'E4',
    status: 403,
    text: 'this part of the master data is not the user’s to give',
  },
  DETAILS_UNKNOWN: {
    response: 'E48',
    status: 404,
    text: 'the user has given no such master data for a later date',
  },
  LEAD_SUPPLIER_TAKEN: {
    response: 'E48',
    status: 409,
    text: 'the supplier of the other fuel leads at this site',
  },
  POINT_STATUS: {
    response: 'E48',
    status: 409,
    text: 'the metering point cannot come from its status to this one',
  },
  METER_EXCHANGE: { response: 'E48', status: 409, text: 'the meters cannot be exchanged' },
  QUEUE_FULL: { response: 'E20', status: 503, text: 'too many requests wait' },
} as const satisfies Record<string, Row>;

export type FaultCode = keyof typeof FAULTS;

/** A refusal of the head-end; `detail` says what was found, never content. */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly detail: string;
  /** The true reason, where the user is told less: for the audit alone. */
  readonly because: string | undefined;

  constructor(code: FaultCode, detail = '', because?: string) {
    super(`${code}: ${FAULTS[code].text}${detail ? ` (${detail})` : ''}`);
    this.name = 'Fault';
    this.code = code;
    this.detail = detail;
    this.because = because;
  }

  get response(): ResponseCode {
    return FAULTS[this.code].response;
  }
}
