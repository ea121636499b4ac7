/** What a DUIS document says, as JSON: a request, or any message of a head-end. */

import { deviceHeader, devicePart } from '../../headend/market/duis/mmc.ts';
import { readRequest } from '../../headend/market/duis/request.ts';
import { type DuisResponseRead, readResponse } from '../../headend/market/duis/response.ts';
import { messageParts } from '../../headend/market/duis/response-message.ts';
import { deviceAlert, responseHeader } from '../../headend/market/duis/response-shapes.ts';
import { dccAlert } from '../../protocol/alerts/dcc-alerts.ts';
import { toJson } from '../../protocol/definition/json-schema.ts';
import type { Service } from '../../protocol/definition/service.ts';
import { checkRequest } from '../../protocol/definition/validate.ts';
import { isResponse } from './root.ts';

/** Throws Refused (XML_…, VALUE_REFUSED). Signatures are not looked at. */
export const documentJson = (xml: string): object =>
  isResponse(xml) ? responseJson(readResponse(xml)) : requestJson(xml);

const named = ({ reference, name }: Service) => ({ service: { reference, name } });

function requestJson(xml: string): object {
  const { header, service, body } = readRequest(xml);
  const known = { header, ...named(service) };
  if (body.kind === 'signedPreCommand')
    return { ...known, signedPreCommand: Buffer.from(body.value.gbcsPayload).toString('base64') };
  checkRequest(service, body.value);
  return { ...known, body: toJson(service.request, body.value) };
}

function responseJson({ header, body }: DuisResponseRead): object {
  return { header: toJson(responseHeader, header), kind: body.kind, ...bodyJson(body) };
}

function bodyJson(body: DuisResponseRead['body']): object {
  switch (body.kind) {
    case 'acknowledgement':
      return named(body.service);
    case 'dccResponse': {
      const { service, value } = body;
      const type = service.dccResponse?.type;
      return { ...named(service), body: type && toJson(type, value) };
    }
    case 'deviceAlert':
      return { body: toJson(deviceAlert, body.value) };
    case 'dccAlert':
      return { body: toJson(dccAlert, body.value) };
    case 'smets1': {
      const { service, scheduleId, throttled, response } = body;
      const { type, value } = devicePart(response.message);
      return {
        ...(service ? named(service) : {}),
        ...(scheduleId === undefined ? {} : { scheduleId }),
        ...(throttled ? { throttled } : {}),
        device: toJson(deviceHeader, response.header),
        body: toJson(type, value),
      };
    }
    default:
      return { ...named(body.service), body: toJson(messageParts[body.kind].type, body.value) };
  }
}
