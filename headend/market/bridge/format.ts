/** Messages to users as the bridge's protobuf; the event around them is made when they are sent. */
import { alertByCode } from '../../../protocol/alerts/device-alerts.ts';
import { answerType } from '../../../protocol/definition/service.ts';
import { formatRequestId, parseRequestId } from '../../../protocol/identifiers/request-id.ts';
import { serviceBranch } from '../../../protocol/services/messages.ts';
import type { MarketMessage } from '../../service-request.ts';
import { type DataOf, encodeData } from './messages.ts';

export const DATA_CONTENT_TYPE = 'application/protobuf';

type Message<K extends MarketMessage['kind']> = Extract<MarketMessage, { readonly kind: K }>;

export function bridgeFormatted(message: MarketMessage): {
  readonly contentType: string;
  readonly content: Uint8Array;
} {
  return { contentType: DATA_CONTENT_TYPE, content: marketData(message) };
}

/** The data of the event that carries the message. */
export function marketData(message: MarketMessage): Uint8Array {
  switch (message.kind) {
    case 'response':
      return encodeData('response', response(message));
    case 'preCommand': {
      const { requestId, preCommand } = message;
      return encodeData('preCommand', { requestId, responseCode: 'I0', preCommand });
    }
    case 'dccResponse': {
      const { requestId, service, result } = message;
      const body = serviceBranch(service, result);
      return encodeData('dccResponse', { requestId, responseCode: 'I0', body });
    }
    case 'deviceAlert': {
      const { device, alertCode, counter, utcSeconds } = message;
      const name = alertByCode(alertCode)?.name ?? 'unknown';
      const { payload, throttled } = message;
      return encodeData('deviceAlert', {
        ...{ device, alertCode, counter, utcSeconds, name },
        ...(payload ? { payload } : {}),
        ...(throttled ? { throttled } : {}),
      });
    }
  }
}

function response({ requestId, service, code, answer }: Message<'response'>): DataOf<'response'> {
  if (!answer) return { requestId, responseCode: code };
  const { originator, counter } = parseRequestId(requestId);
  const { device, refusal, refusedField, deviceUtcSeconds, clockStatus, result } = answer;
  // Where the DCC has words of its own for success, a refusal has its name alone.
  const hasBody = result !== undefined && answerType(service) === service.response;
  return {
    requestId,
    responseCode: code,
    responseId: formatRequestId({ originator: device, target: originator, counter }),
    ...(deviceUtcSeconds === undefined ? {} : { deviceTime: deviceUtcSeconds }),
    ...(clockStatus === undefined ? {} : { clockStatus }),
    ...(refusal === undefined ? {} : { refusal }),
    ...(refusedField === undefined ? {} : { refusedField }),
    ...(hasBody ? { body: serviceBranch(service, result) } : {}),
  };
}
