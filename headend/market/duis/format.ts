/** Messages to users as DUIS XML: what a device said becomes a signed SMETS1 response in sr:Response. */
import type { Clock } from '../../../platform/time.ts';
import { alertByCode } from '../../../protocol/alerts/device-alerts.ts';
import { outcomeOfCode } from '../../../protocol/alerts/future-dated.ts';
import { isOfMmc } from '../../../protocol/alerts/payload-shapes.ts';
import { serviceGroup } from '../../../protocol/definition/service.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import { formatRequestId, parseRequestId } from '../../../protocol/identifiers/request-id.ts';
import { dccResponseCode, refusalCode } from '../../../protocol/services/index.ts';
import type { ResponseCode } from '../../../protocol/services/response-codes.ts';
import { FAULTS } from '../../faults.ts';
import type {
  DeviceAnswer,
  MarketMessage,
  ServiceRequest,
  Submission,
} from '../../service-request.ts';
import { jsonEvent } from '../registration/json-event.ts';
import { XML_DECLARATION } from './document.ts';
import type { DeviceHeader, DeviceMessage } from './mmc.ts';
import { refusalText } from './refusal-text.ts';
import { type ResponseBody, type ResponseHeader, signedPart, writeResponse } from './response.ts';
import { signedDocument, type XmlSigner, xmlSignature } from './signature/sign.ts';
import type { Smets1Response } from './smets1.ts';

/** What stands for the version of GBCS in the pre-command of a meter that does not speak it. */
export const NATIVE_VERSION = 'MW1';
export const DUIS_CONTENT_TYPE = 'application/xml';

type Message<K extends MarketMessage['kind']> = Extract<MarketMessage, { readonly kind: K }>;
/** All but what DUIS has no words for. */
type DuisMessage = Exclude<MarketMessage, { readonly kind: 'registrationEvent' }>;
type Parts = {
  readonly header: Omit<ResponseHeader, 'responseDateTime'>;
  readonly body: ResponseBody;
};

export class DuisFormat {
  readonly #clock: Clock;
  readonly #signer: XmlSigner;

  constructor(clock: Clock, signer: XmlSigner) {
    this.#clock = clock;
    this.#signer = signer;
  }

  /** The document for the outbox, as UTF-8. */
  formatted(message: MarketMessage, recipient: { readonly eui64: Eui64 }, messageId: string) {
    if (message.kind === 'registrationEvent') return jsonEvent(message, messageId);
    const xml = this.#document(this.#parts(message, recipient.eui64));
    return { contentType: DUIS_CONTENT_TYPE, content: new TextEncoder().encode(xml) };
  }

  /** The document that answers a request in the same HTTP exchange. */
  submission(request: ServiceRequest, submission: Submission): string {
    const { requestId, originator, service } = request;
    if (submission.kind === 'answered')
      return this.#document(
        this.#parts(submission.message as DuisMessage, originator),
        submission.notice,
      );
    const code = submission.kind === 'refused' ? FAULTS[submission.fault].response : 'I99';
    const notice = submission.kind === 'acknowledged' ? submission.notice : undefined;
    const parts = withoutResult(requestId, code, { kind: 'acknowledgement', service });
    return this.#document(parts, notice);
  }

  #parts(message: DuisMessage, recipient: Eui64): Parts {
    switch (message.kind) {
      case 'response':
        return responseParts(message, recipient);
      case 'preCommand': {
        const value = { gbcsVersion: NATIVE_VERSION, gbcsPayload: message.preCommand };
        const { requestId, service } = message;
        return withoutResult(requestId, 'I0', { kind: 'preCommand', service, value });
      }
      case 'dccResponse': {
        const { requestId, service, result: value } = message;
        return withoutResult(requestId, dccResponseCode(service), {
          kind: 'dccResponse',
          service,
          value,
        });
      }
      case 'localCommand': {
        const { requestId, service, command: gbcsPayload } = message;
        return withoutResult(requestId, 'I0', {
          kind: 'localCommand',
          service,
          value: { gbcsPayload },
        });
      }
      case 'futureDatedAlert':
        return futureDatedParts(message);
      case 'dccAlert': {
        const { kind, ...value } = message;
        return { header: { responseCode: 'I0' }, body: { kind, value } };
      }
      case 'deviceAlert':
        return alertParts(message, recipient);
    }
  }

  #document({ header, body }: Parts, notice?: string): string {
    const responseDateTime = Math.floor(this.#clock.nowMillis() / 1000);
    const part = signedPart(body);
    const signature = part === undefined ? {} : { smets1: xmlSignature(this.#signer, part) };
    const response = { header: { ...header, responseDateTime }, body };
    const document = signedDocument(this.#signer, writeResponse(response, signature));
    return XML_DECLARATION + (notice === undefined ? '' : comment(notice)) + document;
  }
}

/** Before the root, where it is no part of what is signed; no text can end it before its end. */
const comment = (text: string): string =>
  `<!-- ${text.replace(/\p{C}/gu, ' ').replace(/-(?=-)/g, '- ')} -->`;

function withoutResult(requestId: string, responseCode: ResponseCode, body: ResponseBody): Parts {
  return { header: { requestId, responseCode }, body };
}

/** A response names the device first, and carries the user's own counter. */
function responseIdOf(requestId: string, device: Eui64): string {
  const { originator, counter } = parseRequestId(requestId);
  return formatRequestId({ originator: device, target: originator, counter });
}

function futureDatedParts(alert: Message<'futureDatedAlert'>): Parts {
  const { requestId, service, device, alertCode, message: gbcsPayload } = alert;
  const { instructionNumber, totalCommandInstructions } = alert;
  const value = {
    outcome: outcomeOfCode(alertCode),
    gbcsPayload,
    instructionNumber,
    totalCommandInstructions,
  };
  return {
    header: { requestId, responseId: responseIdOf(requestId, device), responseCode: 'I0' },
    body: { kind: 'futureDatedAlert', service, value },
  };
}

/** A run of a schedule has a RequestID of the head-end's own; its answer is for the owner all the same. */
function responseParts(said: Message<'response'>, recipient: Eui64): Parts {
  const { requestId, service, code, answer, scheduleId } = said;
  if (!answer) return withoutResult(requestId, code, { kind: 'acknowledgement', service });
  const { originator, counter } = parseRequestId(requestId);
  const target = scheduleId === undefined ? originator : recipient;
  const response: Smets1Response = {
    header: {
      businessOriginatorId: answer.device,
      businessTargetId: target,
      originatorCounter: counter,
      serviceReference: serviceGroup(service.reference),
      serviceReferenceVariant: service.reference,
      ...timestampOf(answer),
    },
    message: deviceMessage(service, answer),
  };
  return {
    header: {
      requestId,
      responseId: formatRequestId({ originator: answer.device, target, counter }),
      responseCode: code,
    },
    body: {
      kind: 'smets1',
      service,
      ...(scheduleId === undefined ? {} : { scheduleId }),
      response,
    },
  };
}

function timestampOf({ deviceUtcSeconds: at, clockStatus }: DeviceAnswer): Partial<DeviceHeader> {
  if (at === undefined) return {};
  return { timestamp: { at, ...(clockStatus ? { clockStatus } : {}) } };
}

function deviceMessage(
  service: Message<'response'>['service'],
  { result, refusal, refusedField }: DeviceAnswer,
): DeviceMessage {
  const errors =
    refusal === undefined
      ? []
      : [
          {
            code: refusalCode(service, refusal),
            position: 1,
            error: refusalText(refusal, refusedField),
          },
        ];
  return {
    kind: 'response',
    ...(result === undefined ? {} : { answer: { service, value: result } }),
    errors,
  };
}

function alertParts(alert: Message<'deviceAlert'>, recipient: Eui64): Parts {
  const { device, alertCode, counter, utcSeconds, payload, throttled } = alert;
  const response: Smets1Response = {
    header: {
      businessOriginatorId: device,
      businessTargetId: recipient,
      originatorCounter: counter,
    },
    message: {
      kind: 'alert',
      alertCode,
      description: descriptionOf(alert),
      utcSeconds,
      ...(payload && isOfMmc(payload) ? { payload } : {}),
    },
  };
  const responseId = formatRequestId({ originator: device, target: recipient, counter });
  const body = { kind: 'smets1', response, ...(throttled ? { throttled } : {}) } as const;
  return { header: { responseId, responseCode: 'I0' }, body };
}

/** MMC has no element for a count: it is said in words. */
function descriptionOf({ alertCode, payload }: Message<'deviceAlert'>): string {
  const doc = alertByCode(alertCode)?.doc ?? 'An alert this head-end has no text for.';
  const count = payload?.counted?.count;
  return count === undefined ? doc : `${doc} Times: ${count}.`;
}
