/** Between a client's requests, replies and messages and the XML of DUIS. */
import { createHash } from 'node:crypto';
import { throttledOf } from '../../../protocol/alerts/alert-payloads.ts';
import { futureDatedCode } from '../../../protocol/alerts/future-dated.ts';
import { responseElement, serviceGroup } from '../../../protocol/definition/service.ts';
import { parseRequestId } from '../../../protocol/identifiers/request-id.ts';
import { Refused } from '../../../protocol/refused.ts';
import type { ResponseCode } from '../../../protocol/services/response-codes.ts';
import type { DeviceAnswer } from '../../service-request.ts';
import { readRefusalText } from '../duis/refusal-text.ts';
import type { DuisRequest } from '../duis/request.ts';
import { type DuisResponseRead, readResponse } from '../duis/response.ts';
import type { IncomingMessage, OutgoingRequest, Reply } from './transport.ts';

export function duisRequest(request: OutgoingRequest): DuisRequest {
  const { requestId, service, commandVariant, body: value, signedPreCommand } = request;
  const { precedingRequestId: preceding } = request;
  const { reference } = service;
  return {
    header: {
      requestId,
      ...(preceding === undefined ? {} : { precedingServiceRequestId: preceding }),
      commandVariant,
      serviceReference: serviceGroup(reference),
      serviceReferenceVariant: reference,
    },
    service,
    body: signedPreCommand
      ? { kind: 'signedPreCommand', value: { gbcsPayload: signedPreCommand } }
      : { kind: 'service', value },
  };
}

/** Timed out, or too many: the same request may well be taken the next time. */
const LATER: readonly number[] = [408, 429];

/** Throws when the answer is none to this request, or says only that the head-end cannot now. */
export function replyFrom(request: OutgoingRequest, status: number, text: string): Reply {
  if (status >= 400 && status < 500 && !LATER.includes(status))
    return { kind: 'refused', code: 'E48', detail: text.slice(0, 500) };
  if (status !== 200) throw new Error(`HTTP status ${status}`);
  const { header, body } = readResponse(text);
  if (header.requestId !== request.requestId) return refuse('a reply to another request');
  if ('service' in body && body.service !== request.service)
    return refuse('a reply about another service');
  const code = header.responseCode as ResponseCode;
  switch (body.kind) {
    case 'acknowledgement':
      return code.startsWith('I')
        ? { kind: 'acknowledged', ...noticeOf(text) }
        : { kind: 'refused', code, detail: '' };
    case 'preCommand':
      return { kind: 'preCommand', preCommand: body.value.gbcsPayload };
    case 'localCommand':
      return { kind: 'localCommand', command: body.value.gbcsPayload };
    case 'dccResponse':
      return { kind: 'dccResponse', result: body.value, ...noticeOf(text) };
    default:
      return refuse(`a reply with ${body.kind}`);
  }
}

/** The comment before the root, which no signature is over. */
function noticeOf(xml: string): { readonly notice?: string } {
  const [, notice] = /^<\?xml[^>]*\?><!-- ([\s\S]*?) -->/.exec(xml) ?? [];
  return notice === undefined ? {} : { notice };
}

/** A posted response or alert; throws Refused (XML_…) for anything else. */
export function incomingFrom(xml: string): IncomingMessage {
  const read = readResponse(xml);
  const { header, body } = read;
  if (body.kind === 'smets1') return deviceMessage(read, body);
  if (body.kind === 'dccAlert')
    return { messageId: digest(xml), message: { kind: 'dccAlert', ...body.value } };
  if (body.kind === 'deviceAlert') return gbcsAlert(xml, header, body.value);
  if (body.kind === 'scheduledMessage') return gbcsScheduled(xml, header, body);
  const requestId = header.requestId ?? refuse(`${body.kind} without a request`);
  return aboutRequest(requestId, read, body);
}

type Body<K extends DuisResponseRead['body']['kind']> = Extract<
  DuisResponseRead['body'],
  { readonly kind: K }
>;

function gbcsScheduled(
  xml: string,
  { requestId }: DuisResponseRead['header'],
  { service, value }: Body<'scheduledMessage'>,
): IncomingMessage {
  const { gbcsPayload: payload, scheduleId } = value;
  const of = { of: 'schedule', service, scheduleId, payload } as const;
  const named = requestId === undefined ? {} : { requestId };
  return { messageId: digest(xml), message: { kind: 'gbcs', ...of, ...named } };
}

function gbcsAlert(
  xml: string,
  { responseId }: DuisResponseRead['header'],
  alert: Body<'deviceAlert'>['value'],
): IncomingMessage {
  const { alertCode, gbcsPayload: payload } = alert;
  const throttled = throttledOf(alert.throttledAlertSequenceId, alert.throttledAlertCount);
  const named = responseId === undefined ? {} : { responseId };
  return {
    messageId: responseId === undefined ? digest(xml) : `${responseId}/alert`,
    message: { kind: 'gbcs', of: 'alert', ...named, alertCode, payload, ...throttled },
  };
}

/** It has no id of its own; a repetition is the same document to the byte, signature and all. */
const digest = (xml: string): string => createHash('sha256').update(xml).digest('hex');

type About = Exclude<
  DuisResponseRead['body'],
  { kind: 'smets1' | 'dccAlert' | 'deviceAlert' | 'scheduledMessage' }
>;

function aboutRequest(
  requestId: string,
  { header }: DuisResponseRead,
  body: About,
): IncomingMessage {
  const { service } = body;
  const code = header.responseCode as ResponseCode;
  switch (body.kind) {
    case 'acknowledgement':
      return { messageId: answerId(requestId), message: { kind: 'noAnswer', requestId, code } };
    case 'dccResponse': {
      const { target: device, counter } = parseRequestId(requestId);
      const answer = { device, counter, result: body.value };
      const message = { kind: 'response', requestId, service, code, answer } as const;
      return { messageId: answerId(requestId), message };
    }
    case 'localCommand': {
      const { gbcsPayload: command } = body.value;
      const message = { kind: 'localCommand', requestId, service, command } as const;
      return { messageId: `${requestId}/localCommand`, message };
    }
    case 'futureDatedAlert':
      return futureDated(requestId, header, body);
    case 'gbcsPayload': {
      const message = {
        kind: 'gbcs',
        of: 'answer',
        requestId,
        service,
        payload: body.value,
      } as const;
      return { messageId: answerId(requestId), message };
    }
    case 'preCommand':
      return refuse('a pre-command that is no reply');
  }
}

function futureDated(
  requestId: string,
  { responseId }: DuisResponseRead['header'],
  { service, value }: Body<'futureDatedAlert'>,
): IncomingMessage {
  const { outcome, gbcsPayload: message, ...instructions } = value;
  const device = parseRequestId(responseId ?? refuse('an alert of no device')).originator;
  const alertCode = futureDatedCode(outcome);
  const about = { requestId, service, device, alertCode, message, ...instructions } as const;
  return {
    messageId: `${requestId}/${outcome}/${instructions.instructionNumber}`,
    message: { kind: 'futureDatedAlert', ...about },
  };
}

/** There is one final answer to a request, so the request names it. */
const answerId = (requestId: string) => `${requestId}/answer`;

function deviceMessage(
  read: DuisResponseRead,
  { service, response, throttled, scheduleId }: Body<'smets1'>,
): IncomingMessage {
  const { requestId, responseId } = read.header;
  const code = read.header.responseCode as ResponseCode;
  const { header, message } = response;
  const { businessOriginatorId: device, originatorCounter: counter } = header;
  if (message.kind === 'alert') {
    const { alertCode, utcSeconds, payload } = message;
    const content = { ...(payload ? { payload } : {}), ...(throttled ? { throttled } : {}) };
    return {
      messageId: `${responseId ?? `${device}:${counter}`}/alert`,
      message: { kind: 'deviceAlert', device, alertCode, counter, utcSeconds, ...content },
    };
  }
  const { answer, errors } = message;
  if (!service || requestId === undefined) return refuse('an answer to nothing');
  if (!answer && responseElement(service) && errors.length === 0)
    return refuse('an answer without a result');
  const result = answer ? answer.value : { messageSuccess: errors.length === 0 };
  return {
    messageId: answerId(requestId),
    message: {
      kind: 'response',
      requestId,
      service,
      code,
      answer: { device, counter, result, ...details(response, errors[0]?.error) },
      ...(scheduleId === undefined ? {} : { scheduleId }),
    },
  };
}

function details(
  { header }: Body<'smets1'>['response'],
  error: string | undefined,
): Partial<DeviceAnswer> {
  const { timestamp } = header;
  return {
    ...readRefusalText(error),
    ...(timestamp ? { deviceUtcSeconds: timestamp.at } : {}),
    ...(timestamp?.clockStatus ? { clockStatus: timestamp.clockStatus } : {}),
  };
}

function refuse(reason: string): never {
  throw new Refused('', reason, undefined, 'XML_REFUSED');
}
