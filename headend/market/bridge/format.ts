/** Messages to users as the bridge's data, protobuf or JSON; the event around them is made when they are sent. */
import { alertByCode } from '../../../protocol/alerts/device-alerts.ts';
import { outcomeOfCode } from '../../../protocol/alerts/future-dated.ts';
import { answerType } from '../../../protocol/definition/service.ts';
import { formatRequestId, parseRequestId } from '../../../protocol/identifiers/request-id.ts';
import { dccResponseCode } from '../../../protocol/services/index.ts';
import { serviceBranch } from '../../../protocol/services/messages.ts';
import type { MarketMessage } from '../../service-request.ts';
import type { BridgeFormat } from './cloud-event.ts';
import { type DataOf, encodeData } from './messages.ts';

type Message<K extends MarketMessage['kind']> = Extract<MarketMessage, { readonly kind: K }>;

/** The data of the event that carries the message; a `notice` goes beside an answer of the DCC alone. */
export function marketData(
  message: MarketMessage,
  format: BridgeFormat = 'protobuf',
  notice?: string,
): Uint8Array {
  switch (message.kind) {
    case 'response':
      return encodeData('response', response(message), format);
    case 'preCommand': {
      const { requestId, preCommand } = message;
      return encodeData('preCommand', { requestId, responseCode: 'I0', preCommand }, format);
    }
    case 'dccResponse': {
      const { requestId, service, result } = message;
      const data = {
        requestId,
        responseCode: dccResponseCode(service),
        body: serviceBranch(service, result),
        ...(notice === undefined ? {} : { notice }),
      };
      return encodeData('dccResponse', data, format);
    }
    case 'localCommand': {
      const { requestId, service, command } = message;
      const serviceReferenceVariant = service.reference;
      return encodeData('localCommand', { requestId, serviceReferenceVariant, command }, format);
    }
    case 'futureDatedAlert':
      return encodeData('futureDatedAlert', futureDated(message), format);
    case 'dccAlert': {
      const { kind: _kind, ...alert } = message;
      return encodeData('dccAlert', alert, format);
    }
    case 'registrationEvent': {
      const { kind: _kind, ...event } = message;
      return encodeData('registrationEvent', event, format);
    }
    case 'deviceAlert': {
      const { device, alertCode, counter, utcSeconds } = message;
      const name = alertByCode(alertCode)?.name ?? 'unknown';
      const { payload, throttled } = message;
      const data = {
        ...{ device, alertCode, counter, utcSeconds, name },
        ...(payload ? { payload } : {}),
        ...(throttled ? { throttled } : {}),
      };
      return encodeData('deviceAlert', data, format);
    }
  }
}

function futureDated(alert: Message<'futureDatedAlert'>): DataOf<'futureDatedAlert'> {
  const { kind: _kind, service, alertCode, ...same } = alert;
  return {
    ...same,
    serviceReferenceVariant: service.reference,
    outcome: outcomeOfCode(alertCode),
  };
}

function response(message: Message<'response'>): DataOf<'response'> {
  const { requestId, service, code, answer, scheduleId } = message;
  const scheduled = scheduleId === undefined ? {} : { scheduleId };
  if (!answer) return { requestId, responseCode: code, ...scheduled };
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
    ...scheduled,
  };
}
