/**
 * The messages of the market bridge: what a user and the head-end say to each other over MQTT, in
 * the same words as the services they carry. One branch per service; its key is the service's number.
 */
import { alertPayload } from '../alerts/payload-shapes.ts';
import { protoText } from '../definition/protobuf-text.ts';
import { named, protobufRoot } from '../definition/protobuf-types.ts';
import {
  bytes,
  eui64,
  integer,
  text,
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
import { services } from './index.ts';
import { refusedField } from './refusals.ts';
import { requestId, responseCode } from './shared.ts';
import { clockStatus } from './synchronise-clock.ts';

const MESSAGE_BYTES_MAX = 65_536;
const MESSAGE_ID_CHARACTERS_MAX = 100;

/** Exactly one service's value under the service's `serviceField`. */
export type ServiceBranch = Readonly<Record<string, unknown>>;

function branches(part: (s: Service) => { name: string; type: AnyType } | undefined) {
  const found = services.flatMap((s) => {
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
  },
  'ServiceResponseMessage',
);
const throttledAlerts = struct(
  {
    sequenceId: required(1, unsigned32, 'Of the series, by the device.'),
    count: required(2, unsigned32, 'How many this one stands for.'),
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
/** From the head-end at once: the request is durable, its answer follows. */
export const acknowledgementMessage = struct(
  { requestId: required(1, requestId, 'Of the request that was accepted.') },
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
    negative: optional(2, text(1, 200), 'Why they could not be used.'),
  },
  'ConfirmationMessage',
);

export const marketMessages = [
  serviceRequestMessage,
  serviceResponseMessage,
  deviceAlertMessage,
  acknowledgementMessage,
  refusalMessage,
  confirmationMessage,
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
const byField = new Map(services.map((s) => [serviceField(s), s]));
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
