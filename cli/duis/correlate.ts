/** Is this pre-command what was asked for? And if so, the request that sends it back signed. */

import {
  type Asked,
  type Difference,
  preCommandDifferences,
} from '../../headend/market/client/check-pre-command.ts';
import { type Delivery, SIGNED_VARIANTS } from '../../headend/market/client/transport.ts';
import { XML_DECLARATION } from '../../headend/market/duis/document.ts';
import { type DuisRequest, readRequest, writeRequest } from '../../headend/market/duis/request.ts';
import { readResponse } from '../../headend/market/duis/response.ts';
import { rawSecret } from '../../pki/credentials.ts';
import { nodeCrypto } from '../../platform/node-crypto.ts';
import { checkRequest } from '../../protocol/definition/validate.ts';
import { signBody } from '../../protocol/envelope/seal.ts';
import { parseRequestId } from '../../protocol/identifiers/request-id.ts';
import { Refused } from '../../protocol/refused.ts';
import { inDocument } from './read-document.ts';
import { privateKeyFrom } from './sign.ts';

export type Correlated = {
  readonly request: DuisRequest;
  readonly preCommand: Uint8Array;
  readonly differences: readonly Difference[];
};

/** Throws Refused for files that are not a critical request and a pre-command. */
export function correlate(requestFile: string, answerFile: string): Correlated {
  const { asked, request } = inDocument(requestFile, askedBy);
  return inDocument(answerFile, (xml) => {
    const { header, body } = readResponse(xml);
    if (body.kind !== 'preCommand')
      refuse(`is no pre-command but ${body.kind}, ${header.responseCode}`);
    const differences: Difference[] = [...preCommandDifferences(asked, body.value.gbcsPayload)];
    const { requestId } = header;
    if (requestId !== request.header.requestId)
      differences.unshift({
        name: 'RequestID',
        asked: request.header.requestId,
        found: requestId ?? 'nothing',
      });
    return { request, preCommand: body.value.gbcsPayload, differences };
  });
}

function askedBy(xml: string): { readonly asked: Asked; readonly request: DuisRequest } {
  const request = readRequest(xml);
  const { header, service, body } = request;
  if (body.kind !== 'service') return refuse('is signed already');
  if (!service.critical) return refuse(`${service.reference} is not critical: it is not signed`);
  checkRequest(service, body.value);
  const { originator, target: device, counter } = parseRequestId(header.requestId);
  return { request, asked: { originator, device, counter, service, value: body.value } };
}

/** The request that sends the pre-command back; `keyFile` is of an Ed25519 key, as PEM. */
export function signedPreCommandRequest(
  { request, preCommand }: Correlated,
  keyFile: string,
  delivery: Delivery,
): string {
  const key = privateKeyFrom(keyFile);
  if (key.asymmetricKeyType !== 'ed25519')
    throw new Refused(keyFile, 'commands are signed with a key of Ed25519');
  const gbcsPayload = signBody(nodeCrypto, rawSecret(key), 'command', preCommand);
  const header = { ...request.header, commandVariant: SIGNED_VARIANTS[delivery] };
  const body = { kind: 'signedPreCommand', value: { gbcsPayload } } as const;
  return XML_DECLARATION + writeRequest({ ...request, header, body });
}

function refuse(reason: string): never {
  throw new Refused('', reason);
}
