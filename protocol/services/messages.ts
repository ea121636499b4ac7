/**
 * The messages of the market bridge: what a user and the head-end say to each other over MQTT, in
 * the same words as the services they carry. One branch per service; its key is the service's number.
 */
import { dccAlert } from '../alerts/dcc-alerts.ts';
import { futureDatedOutcome } from '../alerts/future-dated.ts';
import { alertPayload } from '../alerts/payload-shapes.ts';
import { protoText } from '../definition/protobuf-text.ts';
import { named, protobufRoot } from '../definition/protobuf-types.ts';
import {
  boolean,
  bytes,
  eui64,
  integer,
  text,
  unsigned16,
  unsigned32,
  unsigned64,
  utcDateTime,
} from '../definition/scalars.ts';
import { answerType, type Service, serviceField, serviceNumber } from '../definition/service.ts';
import {
  type AnyChoice,
  type AnyType,
  choice,
  list,
  optional,
  required,
  struct,
  type Type,
  type ValueOf,
} from '../definition/words.ts';
import { marketServices } from '../market-services.ts';
import { registrationEventMessage } from '../registration/events.ts';
import { refusedField } from './refusals.ts';
import { requestId, responseCode, scheduleId, serviceReference } from './shared.ts';
import { clockStatus } from './synchronise-clock.ts';

const MESSAGE_BYTES_MAX = 65_536;
const notice = text(1, 1_000);
export const MESSAGE_ID_CHARACTERS_MAX = 100;
/** Of what a user says of why it could not use a message. */
export const REASON_CHARACTERS_MAX = 200;
/** The largest answer, and what the seal adds. */
const SEALED_BYTES_MAX = 16 * 1024 * 1024;

/** Exactly one service's value under the service's `serviceField`. */
export type ServiceBranch = Readonly<Record<string, unknown>>;

function branches(part: (s: Service) => { name: string; type: AnyType } | undefined) {
  const found = marketServices.flatMap((s) => {
    const { name, type } = part(s) ?? {};
    if (!name || !type) return [];
    const field = required(serviceNumber(s.reference), named(name, type), s.summary);
    return [[serviceField(s), field] as const];
  });
  return Object.fromEntries(found);
}
const ofServices = (type: AnyChoice) => type as AnyChoice & Type<ServiceBranch>;

const requestBody = ofServices(
  choice(
    {
      signedPreCommand: required(
        1,
        bytes(1, MESSAGE_BYTES_MAX),
        'The command of a critical service, signed by the supplier.',
      ),
      ...branches((s) => ({ name: s.name, type: s.request })),
    },
    'ServiceRequestBody',
  ),
);
const responseBody = ofServices(
  choice(
    branches((s) => {
      const type = answerType(s);
      return type && { name: `${s.name}Rsp`, type };
    }),
    'ServiceResponseBody',
  ),
);

/** From a user to the head-end. */
export const serviceRequestMessage = struct(
  {
    requestId: required(1, requestId, 'Originator, target and counter.'),
    commandVariant: required(2, integer(1, 9), 'What is done with the command.'),
    serviceReferenceVariant: optional(3, text(3, 6), 'The service of a signed pre-command.'),
    body: required(4, requestBody, 'What is asked.'),
    firstInSequence: optional(5, boolean, 'Starts a sequence.'),
    precedingRequestId: optional(6, requestId, 'Goes only when that one is done.'),
  },
  'ServiceRequestMessage',
);
/** From the head-end to a user: an acknowledgement, a pre-command, an answer or an error. */
export const serviceResponseMessage = struct(
  {
    requestId: required(1, requestId, 'Of the request.'),
    responseCode: required(2, responseCode, 'How it went, as in DUIS.'),
    responseId: optional(3, requestId, 'Of this message.'),
    deviceTime: optional(4, utcDateTime, 'When the device made the answer.'),
    clockStatus: optional(5, clockStatus, 'What the device thinks of its clock.'),
    refusal: optional(6, text(1, 60), 'Why the device said no, by name.'),
    body: optional(7, responseBody, 'The answer.'),
    preCommand: optional(8, bytes(1, MESSAGE_BYTES_MAX), 'For the supplier to check and sign.'),
    refusedField: optional(9, refusedField, 'The field that the device refuses, by its path.'),
    scheduleId: optional(10, scheduleId, 'Of the schedule it was run for.'),
    notice: optional(11, notice, 'What the answer does not mean, for a person to read.'),
  },
  'ServiceResponseMessage',
);
const throttledAlerts = struct(
  {
    sequenceId: optional(1, unsigned32, 'Of the series, by the device.'),
    count: optional(2, unsigned32, 'How many this one stands for.'),
  },
  'ThrottledAlerts',
);
/** From a device, passed on. */
export const deviceAlertMessage = struct(
  {
    device: required(1, eui64, 'The device.'),
    alertCode: required(2, integer(0, 0xffff), 'See the table of alerts.'),
    counter: required(3, unsigned64, 'Of the device.'),
    utcSeconds: required(4, utcDateTime, 'When it happened.'),
    name: required(5, text(1, 60), 'The code in a word.'),
    payload: optional(6, alertPayload, 'What the code does not say.'),
    throttled: optional(7, throttledAlerts, 'Many came, and were held back.'),
  },
  'DeviceAlertMessage',
);
/** From the head-end itself; which of the codes comes with which body is in the table of codes. */
export const dccAlertMessage = dccAlert;
/** From the head-end: the command, for the user to bring to the device. */
export const localCommandMessage = struct(
  {
    requestId: required(1, requestId, 'Of the request.'),
    serviceReferenceVariant: required(2, serviceReference, 'The service.'),
    command: required(3, bytes(1, MESSAGE_BYTES_MAX), 'As the device’s own link takes it.'),
  },
  'LocalCommandMessage',
);
/** From a device: what it held for its date is done, or was not possible. */
export const futureDatedAlertMessage = struct(
  {
    requestId: required(1, requestId, 'Of the request that was dated.'),
    serviceReferenceVariant: required(2, serviceReference, 'The service.'),
    device: required(3, eui64, 'The device.'),
    outcome: required(4, futureDatedOutcome, '8F66: done; 8F67: not possible.'),
    message: required(5, bytes(1, MESSAGE_BYTES_MAX), 'The device’s signed message.'),
    instructionNumber: required(6, unsigned16, 'Which part of the command.'),
    totalCommandInstructions: required(7, unsigned16, 'Of how many.'),
  },
  'FutureDatedAlertMessage',
);
/** From the head-end at once: the request is durable, its answer follows. */
export const acknowledgementMessage = struct(
  {
    requestId: required(1, requestId, 'Of the request that was accepted.'),
    notice: optional(2, notice, 'What it does not mean, for a person to read.'),
  },
  'AcknowledgementMessage',
);
/** From the head-end at once: the request, or whatever it was, is not accepted. */
export const refusalMessage = struct(
  {
    eventId: optional(1, text(1, 256), 'Of the event that was refused, where it could be read.'),
    requestId: optional(2, requestId, 'Of the request, where it could be read.'),
    responseCode: required(3, responseCode, 'As DUIS has it.'),
    code: required(4, text(1, 64), 'The stable code of the refusal.'),
    detail: required(5, text(0, 1_000), 'Where and why.'),
  },
  'RefusalMessage',
);
/** From a user: these messages are here for good, and may be deleted; or could not be used. */
export const confirmationMessage = struct(
  {
    messageIds: required(
      1,
      list('MessageId', text(1, MESSAGE_ID_CHARACTERS_MAX), 1, 1000),
      'As they were sent.',
    ),
    negative: optional(2, text(1, REASON_CHARACTERS_MAX), 'Why they could not be used.'),
  },
  'ConfirmationMessage',
);
/**
 * From the head-end to a user with a sealing key: a message that only the holder of that key can read
 * (docs/head-end.md). Inside is the data of an event of the type that is named.
 */
export const sealedMessage = struct(
  {
    type: required(1, text(1, 64), 'Of the event inside.'),
    sealed: required(2, bytes(1, SEALED_BYTES_MAX), 'COSE_Encrypt for the key of the user.'),
  },
  'SealedMessage',
);

export const marketMessages = [
  serviceRequestMessage,
  serviceResponseMessage,
  deviceAlertMessage,
  dccAlertMessage,
  localCommandMessage,
  futureDatedAlertMessage,
  acknowledgementMessage,
  refusalMessage,
  confirmationMessage,
  sealedMessage,
  registrationEventMessage,
] as const;

/** The protobuf types of all messages; each is looked up by its name. */
export const marketRoot = protobufRoot(
  marketMessages.map((message) => [message.name ?? '', message] as const),
);
/** The .proto file of the bridge. */
export const marketProto = (): string => protoText(marketRoot);

/** A service's value as a branch of a request or response body. */
export const serviceBranch = (service: Service, value: unknown): ServiceBranch => ({
  [serviceField(service)]: value,
});
const byField = new Map(marketServices.map((s) => [serviceField(s), s]));
/** Which service a body is of, with its value; undefined for a signed pre-command. */
export function serviceOfBranch(
  branch: ServiceBranch,
): { readonly service: Service; readonly value: unknown } | undefined {
  const [field = '', value] = Object.entries(branch)[0] ?? [];
  const service = byField.get(field);
  return service && { service, value };
}

export type ServiceRequestMessage = ValueOf<typeof serviceRequestMessage>;
export type ServiceResponseMessage = ValueOf<typeof serviceResponseMessage>;
