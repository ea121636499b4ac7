/**
 * sr:SMETS1SignedResponse: how the DCC passes on what a device said that does not speak GBCS. It
 * is signed by itself and stands inside sr:Response; both forms of the text are written here.
 */
import { assert } from '../../../protocol/refused.ts';
import { DUIS, expectElement, expectVersion, RA_IN_SR, requireSignature } from './document.ts';
import {
  type DeviceHeader,
  type DeviceMessage,
  deviceHeader,
  devicePart,
  readDeviceHeader,
  readDeviceMessage,
} from './mmc.ts';
import type { Span, XmlCursor } from './xml-cursor.ts';
import type { Namespaces } from './xml-tags.ts';
import { contentWriter, declaration } from './xml-write.ts';

export type Smets1Response = { readonly header: DeviceHeader; readonly message: DeviceMessage };
/** Where the signed element and its signature stand in the document, and what is declared there. */
export type Smets1Spans = {
  readonly signedResponse: Span;
  readonly signature: Span;
  readonly namespaces: Namespaces;
};

const NAME = 'SMETS1SignedResponse';
const writeHeader = contentWriter(deviceHeader, RA_IN_SR);

function signedResponse(response: Smets1Response, signature: string, namespaces: string): string {
  const { name, type, value } = devicePart(response.message);
  const body = `<sr:${name}>${contentWriter(type, RA_IN_SR)(value)}</sr:${name}>`;
  const unsigned = `<sr:SMETS1Response><sr:Header>${writeHeader(response.header)}</sr:Header><sr:Body>${body}</sr:Body></sr:SMETS1Response>`;
  return `<sr:${NAME}${namespaces} schemaVersion="5.4">${unsigned}${signature}</sr:${NAME}>`;
}

/**
 * The element as a canonical document of its own. Without a signature it is what the signature is
 * over; with one it is the whole.
 */
export const writeSignedResponse = (response: Smets1Response, signature = ''): string =>
  signedResponse(response, signature, declaration('sr', DUIS));

/** The element as it stands inside sr:Response, which has declared the namespace. */
export function writeSignedResponseInside(response: Smets1Response, signature: string): string {
  assert(signature !== '', 'a SMETS1 response must be signed');
  return signedResponse(response, signature, '');
}

/** Reads the element the cursor is at. */
export function readSignedResponse(c: XmlCursor): {
  readonly response: Smets1Response;
  readonly spans: Smets1Spans;
} {
  expectElement(c, NAME);
  expectVersion(c);
  const { namespaces } = c;
  const { value, span } = c.spanned(() =>
    c.inside(() => {
      expectElement(c, 'SMETS1Response');
      const response = c.inside(() => {
        const header = readDeviceHeader(c);
        expectElement(c, 'Body');
        return { header, message: c.inside(() => readDeviceMessage(c)) };
      });
      return { response, signature: requireSignature(c) };
    }),
  );
  return {
    response: value.response,
    spans: { signedResponse: span, signature: value.signature, namespaces },
  };
}
