/** The value of a request out of JSON, in the form that `duis parse` prints as `body`. */
import { parseJson } from '../headend/market/bridge/json-text.ts';
import { fromJson } from '../protocol/definition/from-json.ts';
import type { Service } from '../protocol/definition/service.ts';
import { checkRequest } from '../protocol/definition/validate.ts';
import { Refused } from '../protocol/refused.ts';

/** Throws Refused (JSON_REFUSED, VALUE_REFUSED, IDENTIFIER_REFUSED). */
export function valueFromJson(service: Service, json: Uint8Array): unknown {
  const { value, twice } = parseJson(json);
  const [first] = twice;
  if (first) throw new Refused(first.join('.'), 'stands twice', undefined, 'JSON_REFUSED');
  const body = fromJson(service.request, value);
  checkRequest(service, body);
  return body;
}
