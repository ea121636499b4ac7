/** sr:Response: every message the DCC sends to a user. */
import type { Throttled } from '../../../protocol/alerts/alert-payloads.ts';
import { dccAlert } from '../../../protocol/alerts/dcc-alerts.ts';
import {
  bytes,
  integer,
  text,
  unsigned32,
  utcDateTime,
} from '../../../protocol/definition/scalars.ts';
import { type Service, serviceGroup } from '../../../protocol/definition/service.ts';
import {
  type AnyType,
  optional,
  required,
  struct,
  type ValueOf,
} from '../../../protocol/definition/words.ts';
import { serviceByReference, services } from '../../../protocol/services/index.ts';
import {
  requestId,
  responseCode,
  scheduleId,
  serviceReference,
} from '../../../protocol/services/shared.ts';
import { DUIS, expectElement, expectVersion, root, SR, skipSignature } from './document.ts';
import {
  readSignedResponse,
  type Smets1Response,
  type Smets1Spans,
  writeSignedResponseInside,
} from './smets1.ts';
import { type Span, XmlCursor } from './xml-cursor.ts';
import { contentReader, elementReader } from './xml-read.ts';
import { contentWriter, elementWriter } from './xml-write.ts';

export const responseHeader = struct({
  requestId: optional(1, requestId, 'Of the request.', { element: 'RequestID' }),
  responseId: optional(2, requestId, 'Of this message.', { element: 'ResponseID' }),
  responseCode: required(3, responseCode, 'How it went.'),
  responseDateTime: required(4, utcDateTime, 'When the DCC made it.'),
});
export type ResponseHeader = ValueOf<typeof responseHeader>;

const payload = bytes(0, 65_536);
/** sr:PreCommand: what the supplier checks against its request, signs and sends back. */
export const preCommand = struct({
  gbcsVersion: required(1, text(0, 20), 'Of GBCS, or of the native protocol.', {
    element: 'GBCSVersion',
  }),
  gbcsPayload: required(2, payload, 'The command, not signed yet.', { element: 'GBCSPayload' }),
});
const smets1Head = struct({
  serviceReference: optional(1, serviceReference, 'The service, without its variant.'),
  serviceReferenceVariant: optional(2, serviceReference, 'The service; of an alert, none.'),
  scheduleId: optional(3, scheduleId, 'Of the schedule it came from.', {
    element: 'DSPScheduleID',
  }),
  throttledAlertSequenceId: optional(4, unsigned32, 'Of a series that is held back.'),
  throttledAlertCount: optional(5, integer(0, 2 ** 32 - 1), 'How many of it were.'),
});
const messageHead = struct({
  serviceReference: required(1, serviceReference, 'The service, without its variant.'),
  serviceReferenceVariant: required(2, serviceReference, 'The service.'),
});

export type ResponseBody =
  /** Only the service is named: an acknowledgement, or an error. */
  | { readonly kind: 'acknowledgement'; readonly service: Service }
  | {
      readonly kind: 'preCommand';
      readonly service: Service;
      readonly value: ValueOf<typeof preCommand>;
    }
  /** `value` is one of the service's `dccResponse`. */
  | { readonly kind: 'dccResponse'; readonly service: Service; readonly value: unknown }
  | { readonly kind: 'dccAlert'; readonly value: ValueOf<typeof dccAlert> }
  | {
      readonly kind: 'smets1';
      /** undefined: an alert of the device. */
      readonly service?: Service;
      readonly scheduleId?: number;
      readonly throttled?: Throttled;
      readonly response: Smets1Response;
    };
export type DuisResponse = { readonly header: ResponseHeader; readonly body: ResponseBody };
export type DuisResponseRead = DuisResponse & {
  readonly signature: Span | undefined;
  /** Set where the body is `smets1`. */
  readonly smets1: Smets1Spans | undefined;
};

const references = (service: Service) => ({
  serviceReference: serviceGroup(service.reference),
  serviceReferenceVariant: service.reference,
});

const writeHeader = elementWriter(responseHeader, 'Header', SR);
const writeMessageHead = contentWriter(messageHead, SR);
const writeSmets1Head = contentWriter(smets1Head, SR);
const writePreCommand = elementWriter(preCommand, 'PreCommand', SR);
const writeAlert = elementWriter(dccAlert, 'DCCAlertMessage', SR);
const message = (service: Service, content: string) =>
  `<sr:ResponseMessage>${writeMessageHead(references(service))}${content}</sr:ResponseMessage>`;

function writeBody(body: ResponseBody, smets1Signature: string): string {
  switch (body.kind) {
    case 'acknowledgement':
      return message(body.service, '');
    case 'preCommand':
      return message(body.service, writePreCommand(body.value));
    case 'dccResponse': {
      const { element, type } = dccResponseOf(body.service);
      return message(body.service, elementWriter(type, element, SR)(body.value));
    }
    case 'dccAlert':
      return writeAlert(body.value);
    case 'smets1': {
      const head = writeSmets1Head({
        ...(body.service ? references(body.service) : {}),
        ...(body.scheduleId === undefined ? {} : { scheduleId: body.scheduleId }),
        ...(body.throttled
          ? {
              throttledAlertSequenceId: body.throttled.sequenceId,
              throttledAlertCount: body.throttled.count,
            }
          : {}),
      });
      const signed = writeSignedResponseInside(body.response, smets1Signature);
      return `<sr:SMETS1ResponseMessage>${head}${signed}</sr:SMETS1ResponseMessage>`;
    }
  }
}

function dccResponseOf(service: Service): { readonly element: string; readonly type: AnyType } {
  if (!service.dccResponse) throw new Error(`${service.name} has no response of the DCC`);
  return service.dccResponse;
}

/**
 * The document in canonical form. `signatures.response` is the ds:Signature over the whole,
 * `signatures.smets1` the one over the device's part (`writeSignedResponse`), which must be there.
 */
export function writeResponse(
  { header, body }: DuisResponse,
  signatures: { readonly response?: string; readonly smets1?: string } = {},
): string {
  const content = `<sr:Body>${writeBody(body, signatures.smets1 ?? '')}</sr:Body>`;
  return root(
    'sr',
    'Response',
    DUIS,
    `${writeHeader(header)}${content}${signatures.response ?? ''}`,
  );
}

const readHeader = elementReader(responseHeader);
const readMessageHead = contentReader(messageHead);
const readSmets1Head = contentReader(smets1Head);
const readPreCommand = elementReader(preCommand);
const readAlert = elementReader(dccAlert);
const byDccElement = new Map(
  services.flatMap((s) => (s.dccResponse ? [[s.dccResponse.element, s] as const] : [])),
);

type BodyRead = { readonly body: ResponseBody; readonly smets1?: Smets1Spans };

function knownService(c: XmlCursor, reference: string, variant: string): Service {
  const service = serviceByReference.get(variant) ?? c.refuse(`no service ${variant}`);
  if (serviceGroup(variant) !== reference)
    c.refuse(`service reference ${reference} is not that of ${variant}`);
  return service;
}

function readMessage(c: XmlCursor): ResponseBody {
  const head = readMessageHead(c) as ValueOf<typeof messageHead>;
  const service = knownService(c, head.serviceReference, head.serviceReferenceVariant);
  if (!c.open) return { kind: 'acknowledgement', service };
  if (c.name === 'PreCommand')
    return { kind: 'preCommand', service, value: readPreCommand(c) as never };
  if (byDccElement.get(c.name) !== service)
    c.refuse(`<${c.name}> is not a response to ${service.reference}`);
  return { kind: 'dccResponse', service, value: elementReader(dccResponseOf(service).type)(c) };
}

function readSmets1(c: XmlCursor): BodyRead {
  const head = readSmets1Head(c) as ValueOf<typeof smets1Head>;
  const at = c.mark();
  const variant = head.serviceReferenceVariant;
  const service =
    variant === undefined
      ? undefined
      : knownService(c, head.serviceReference ?? serviceGroup(variant), variant);
  const { response, spans } = readSignedResponse(c);
  const answered = response.message.kind === 'response' ? response.message.answer : undefined;
  if (service && answered && answered.service !== service)
    c.refuse(`a response to ${answered.service.reference} in one to ${service.reference}`, at);
  const { scheduleId, throttledAlertSequenceId: sequenceId, throttledAlertCount: count } = head;
  const isThrottled = sequenceId !== undefined && count !== undefined;
  const body: ResponseBody = {
    kind: 'smets1',
    ...(service ? { service } : {}),
    ...(scheduleId === undefined ? {} : { scheduleId }),
    ...(isThrottled ? { throttled: { sequenceId, count } } : {}),
    response,
  };
  return { body, smets1: spans };
}

function readBody(c: XmlCursor): BodyRead {
  const name = expectElement(c, 'ResponseMessage', 'DCCAlertMessage', 'SMETS1ResponseMessage');
  if (name === 'DCCAlertMessage')
    return { body: { kind: 'dccAlert', value: readAlert(c) as never } };
  return c.inside(() => (name === 'ResponseMessage' ? { body: readMessage(c) } : readSmets1(c)));
}

/** Throws Refused (XML_…) with path and line. Signatures are left out; it says where they stand. */
export function readResponse(xml: string, maximumLength?: number): DuisResponseRead {
  const c = new XmlCursor(xml, DUIS, maximumLength);
  expectElement(c, 'Response');
  expectVersion(c);
  const response = c.inside((): DuisResponseRead => {
    expectElement(c, 'Header');
    const header = readHeader(c) as ResponseHeader;
    expectElement(c, 'Body');
    const { body, smets1 } = c.inside(() => readBody(c));
    return { header, body, signature: skipSignature(c), smets1 };
  });
  c.end();
  return response;
}
