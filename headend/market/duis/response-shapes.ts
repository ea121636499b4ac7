/** Shapes of sr:Response that are of no single service: header, heads of messages, messages of devices. */
import { futureDatedOutcome } from '../../../protocol/alerts/future-dated.ts';
import {
  bytes,
  hex,
  text,
  unsigned16,
  unsigned32,
  utcDateTime,
} from '../../../protocol/definition/scalars.ts';
import { type Service, serviceGroup } from '../../../protocol/definition/service.ts';
import { optional, required, struct, type ValueOf } from '../../../protocol/definition/words.ts';
import {
  requestId,
  responseCode,
  scheduleId,
  serviceReference,
} from '../../../protocol/services/shared.ts';

export const responseHeader = struct({
  requestId: optional(1, requestId, 'Of the request.', { element: 'RequestID' }),
  responseId: optional(2, requestId, 'Of this message.', { element: 'ResponseID' }),
  responseCode: required(3, responseCode, 'How it went.'),
  responseDateTime: required(4, utcDateTime, 'When the DCC made it.'),
});
export type ResponseHeader = ValueOf<typeof responseHeader>;

/** sr:ResponseMessage, before what it holds. */
export const messageHead = struct({
  serviceReference: required(1, serviceReference, 'The service, without its variant.'),
  serviceReferenceVariant: required(2, serviceReference, 'The service.'),
});
/** sr:SMETS1ResponseMessage, before the signed response; of an alert, no service is named. */
export const smets1Head = struct({
  serviceReference: optional(1, serviceReference, 'The service, without its variant.'),
  serviceReferenceVariant: optional(2, serviceReference, 'The service.'),
  scheduleId: optional(3, scheduleId, 'Of the schedule it came from.', {
    element: 'DSPScheduleID',
  }),
  throttledAlertSequenceId: optional(4, unsigned32, 'Of a series that is held back.'),
  throttledAlertCount: optional(5, unsigned32, 'How many of it were.'),
});
export const references = (service: Service): ValueOf<typeof messageHead> => ({
  serviceReference: serviceGroup(service.reference),
  serviceReferenceVariant: service.reference,
});

/** A message of a device, or for one, as it came: xs:base64Binary has no length. */
export const payload = bytes(0, 65_536);
const gbcsPayload = (key: number, doc: string) =>
  required(key, payload, doc, { element: 'GBCSPayload' });

/** sr:PreCommand: what the supplier checks against its request, signs and sends back. */
export const preCommand = struct({
  gbcsVersion: required(1, text(0, 20), 'Of GBCS, or of the native protocol.', {
    element: 'GBCSVersion',
  }),
  gbcsPayload: gbcsPayload(2, 'The command, not signed yet.'),
});
/** sr:LocalCommand: for the user to bring to the device. */
export const localCommand = struct({ gbcsPayload: gbcsPayload(1, 'The command, complete.') });
/** sr:DSPScheduledMessage: what a GBCS device answered to a schedule. */
export const scheduledMessage = struct({
  gbcsPayload: gbcsPayload(1, 'The answer.'),
  scheduleId: required(2, scheduleId, 'Of the schedule it came from.', {
    element: 'DSPScheduleID',
  }),
});
/** sr:FutureDatedDeviceAlertMessage. */
export const futureDatedAlert = struct({
  outcome: required(1, futureDatedOutcome, 'Done, or not possible.', {
    element: 'FutureDatedAlertCode',
  }),
  gbcsPayload: gbcsPayload(2, 'The alert, as the device signed it.'),
  instructionNumber: required(3, unsigned16, 'Which part of the command.'),
  totalCommandInstructions: required(4, unsigned16, 'Of how many.'),
});
/** sr:DeviceAlertMessage: an alert of a GBCS device. */
export const deviceAlert = struct({
  alertCode: required(1, hex(0, 8), 'See protocol/alerts.'),
  throttledAlertSequenceId: optional(2, unsigned32, 'Of a series that is held back.'),
  throttledAlertCount: optional(3, unsigned32, 'How many of it were.'),
  gbcsPayload: gbcsPayload(4, 'The alert, as the device signed it.'),
});
