/** A DUIS request from values in JSON, in the form that `duis parse` prints as `body`. */
import { VARIANT } from '../../headend/market/client/transport.ts';
import { XML_DECLARATION } from '../../headend/market/duis/document.ts';
import { type RequestHeader, writeRequest } from '../../headend/market/duis/request.ts';
import { type Service, serviceGroup } from '../../protocol/definition/service.ts';
import { formatRequestId, parseRequestId } from '../../protocol/identifiers/request-id.ts';
import { Refused } from '../../protocol/refused.ts';
import { serviceByName, serviceByReference } from '../../protocol/services/index.ts';
import { valueFromJson } from '../request-value.ts';

export type Place = {
  readonly requestId: string;
  /** Absent: as the service is sent when nothing else is wanted. */
  readonly commandVariant?: number;
  readonly isFirst?: boolean;
  readonly after?: string;
};

/** Throws Refused (JSON_REFUSED, VALUE_REFUSED, IDENTIFIER_REFUSED). */
export function requestFromJson(service: Service, json: Uint8Array, place: Place): string {
  const value = valueFromJson(service, json);
  const request = { header: headerOf(service, place), service };
  return XML_DECLARATION + writeRequest({ ...request, body: { kind: 'service', value } });
}

function headerOf(service: Service, { requestId, commandVariant, isFirst, after }: Place) {
  const header: RequestHeader = {
    requestId: formatRequestId(parseRequestId(requestId)),
    ...(isFirst ? { firstInSequence: true } : {}),
    ...(after === undefined
      ? {}
      : { precedingServiceRequestId: formatRequestId(parseRequestId(after)) }),
    commandVariant: commandVariant ?? usualVariant(service),
    serviceReference: serviceGroup(service.reference),
    serviceReferenceVariant: service.reference,
  };
  return header;
}

function usualVariant({ modes, critical }: Service): number {
  if (modes.includes('nonDevice')) return VARIANT.nonDevice;
  return critical ? VARIANT.transform : VARIANT.command;
}

/** By its number, like 4.1.1, or by the name of its element. Throws Refused. */
export function serviceCalled(text: string): Service {
  const service = serviceByReference.get(text) ?? serviceByName.get(text);
  if (!service) throw new Refused('', `there is no service ${text}`);
  return service;
}
