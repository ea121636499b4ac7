/** sr:Request: what a user asks for, or the signed pre-command that goes on with a critical one. */
import { boolean, bytes, integer } from '../../../protocol/definition/scalars.ts';
import { type Service, serviceGroup } from '../../../protocol/definition/service.ts';
import { optional, required, struct, type ValueOf } from '../../../protocol/definition/words.ts';
import { serviceByName, serviceByReference } from '../../../protocol/services/index.ts';
import { futureDated, requestId, serviceReference } from '../../../protocol/services/shared.ts';
import { DUIS, expectElement, expectVersion, root, SR, skipSignature } from './document.ts';
import { type Span, XmlCursor } from './xml-cursor.ts';
import { elementReader } from './xml-read.ts';
import { elementWriter } from './xml-write.ts';

export const requestHeader = struct({
  requestId: required(1, requestId, 'Originator, target and counter.', { element: 'RequestID' }),
  firstInSequence: optional(2, boolean, 'Starts a sequence.'),
  precedingServiceRequestId: optional(3, requestId, 'Runs after that one.', {
    element: 'PrecedingServiceRequestID',
  }),
  commandVariant: required(4, integer(1, 9), 'What is done with the command.'),
  serviceReference: required(5, serviceReference, 'The service, without its variant.'),
  serviceReferenceVariant: required(6, serviceReference, 'The service.'),
});
export type RequestHeader = ValueOf<typeof requestHeader>;

/** The most a message of a meter is, and much more. */
const PAYLOAD_BYTES_MAX = 65_536;
/** sr:SignedPreCommand; in `gbcsPayload` a native meter's own message stands. */
export const signedPreCommand = struct({
  ...futureDated,
  gbcsPayload: required(2, bytes(0, PAYLOAD_BYTES_MAX), 'The command, signed by the supplier.', {
    element: 'GBCSPayload',
  }),
});

export type RequestBody =
  | { readonly kind: 'service'; readonly value: unknown }
  | { readonly kind: 'signedPreCommand'; readonly value: ValueOf<typeof signedPreCommand> };
export type DuisRequest = {
  readonly header: RequestHeader;
  readonly service: Service;
  readonly body: RequestBody;
};
export type DuisRequestRead = DuisRequest & {
  /** Where ds:Signature stands in the document; the rest is what it signs. */
  readonly signature: Span | undefined;
};

const readHeader = elementReader(requestHeader);
const readSigned = elementReader(signedPreCommand);
const SIGNED = 'SignedPreCommand';

/**
 * Reads a request in either form. Throws Refused (XML_…) with path and line. The shape is checked;
 * the service's `rules` are not: `checkRequest` does that.
 */
export function readRequest(xml: string, maximumLength?: number): DuisRequestRead {
  const c = new XmlCursor(xml, DUIS, maximumLength);
  expectElement(c, 'Request');
  expectVersion(c);
  const request = c.inside((): DuisRequestRead => {
    expectElement(c, 'Header');
    const header = readHeader(c) as RequestHeader;
    expectElement(c, 'Body');
    const found = c.inside(() => readBody(c, header));
    return { header, ...found, signature: skipSignature(c) };
  });
  c.end();
  return request;
}

function readBody(c: XmlCursor, header: RequestHeader): Pick<DuisRequest, 'service' | 'body'> {
  const variant = header.serviceReferenceVariant;
  if (header.serviceReference !== serviceGroup(variant))
    c.refuse(`service reference ${header.serviceReference} is not that of ${variant}`);
  if (c.open && c.name === SIGNED) {
    const service = serviceByReference.get(variant) ?? c.refuse(`no service ${variant}`);
    return { service, body: { kind: 'signedPreCommand', value: readSigned(c) as never } };
  }
  const name = c.open ? c.name : '';
  const service = serviceByName.get(name) ?? c.refuse(`no service <${name}>`);
  if (service.reference !== variant)
    c.refuse(`<${name}> is service ${service.reference}, the header says ${variant}`);
  return { service, body: { kind: 'service', value: elementReader(service.request)(c) } };
}

const writeHeader = elementWriter(requestHeader, 'Header', SR);
const writeSigned = elementWriter(signedPreCommand, SIGNED, SR);

/** The document in canonical form; `signature` is the ds:Signature element over it without one. */
export function writeRequest(request: DuisRequest, signature = ''): string {
  const { header, service, body } = request;
  const content =
    body.kind === 'service'
      ? elementWriter(service.request, service.name, SR)(body.value)
      : writeSigned(body.value);
  return root(
    'sr',
    'Request',
    DUIS,
    `${writeHeader(header)}<sr:Body>${content}</sr:Body>${signature}`,
  );
}
