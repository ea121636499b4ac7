/** sr:Response: every message the DCC sends to a user. */
import type { DccAlert } from '../../../protocol/alerts/dcc-alerts.ts';
import type { ValueOf } from '../../../protocol/definition/words.ts';
import {
  readDccAlertMessage,
  writeDccAlertMessage,
  writeProviderAlert,
} from './dcc-alert-message.ts';
import { DUIS, expectElement, expectVersion, root, SR, skipSignature } from './document.ts';
import {
  type ResponseMessage,
  readResponseMessage,
  writeResponseMessage,
} from './response-message.ts';
import { deviceAlert, type ResponseHeader, responseHeader } from './response-shapes.ts';
import { type Smets1Spans, writeSignedResponse } from './smets1.ts';
import { readSmets1Message, type Smets1Message, writeSmets1Message } from './smets1-message.ts';
import { type Span, XmlCursor } from './xml-cursor.ts';
import { elementReader } from './xml-read.ts';
import { elementWriter } from './xml-write.ts';

export type { ResponseHeader } from './response-shapes.ts';

export type ResponseBody =
  | ResponseMessage
  | { readonly kind: 'deviceAlert'; readonly value: ValueOf<typeof deviceAlert> }
  | { readonly kind: 'dccAlert'; readonly value: DccAlert }
  | Smets1Message;
export type DuisResponse = { readonly header: ResponseHeader; readonly body: ResponseBody };
export type DuisResponseRead = DuisResponse & {
  readonly signature: Span | undefined;
  /** Of the part that is signed by itself: what a device said, or a provider of SMETS1. */
  readonly smets1: Smets1Spans | undefined;
};

const writeHeader = elementWriter(responseHeader, 'Header', SR);
const writeDeviceAlert = elementWriter(deviceAlert, 'DeviceAlertMessage', SR);

function writeBody(body: ResponseBody, signature: string): string {
  switch (body.kind) {
    case 'deviceAlert':
      return writeDeviceAlert(body.value);
    case 'dccAlert':
      return writeDccAlertMessage(body.value, signature);
    case 'smets1':
      return writeSmets1Message(body, signature);
    default:
      return writeResponseMessage(body);
  }
}

/** The part of a body that must be signed by itself, as a canonical document of its own. */
export function signedPart(body: ResponseBody): string | undefined {
  if (body.kind === 'smets1') return writeSignedResponse(body.response);
  const passed = body.kind === 'dccAlert' ? body.value.alert.smets1ProviderAlert : undefined;
  return passed && writeProviderAlert(passed.alert);
}

/**
 * The document in canonical form. `signatures.response` is the ds:Signature over the whole,
 * `signatures.smets1` the one over `signedPart`, which must be there where there is such a part.
 */
export function writeResponse(
  { header, body }: DuisResponse,
  signatures: { readonly response?: string; readonly smets1?: string } = {},
): string {
  const content = `<sr:Body>${writeBody(body, signatures.smets1 ?? '')}</sr:Body>`;
  return root(
    'sr',
    'Response',
    DUIS,
    `${writeHeader(header)}${content}${signatures.response ?? ''}`,
  );
}

const readHeader = elementReader(responseHeader);
const readDeviceAlert = elementReader(deviceAlert);

type BodyRead = { readonly body: ResponseBody; readonly smets1?: Smets1Spans };

const BODIES = [
  'ResponseMessage',
  'DeviceAlertMessage',
  'DCCAlertMessage',
  'SMETS1ResponseMessage',
] as const;

function readBody(c: XmlCursor): BodyRead {
  switch (expectElement(c, ...BODIES) as (typeof BODIES)[number]) {
    case 'ResponseMessage':
      return { body: c.inside(() => readResponseMessage(c)) };
    case 'DeviceAlertMessage': {
      const value = readDeviceAlert(c) as ValueOf<typeof deviceAlert>;
      return { body: { kind: 'deviceAlert', value } };
    }
    case 'DCCAlertMessage': {
      const { value, ...spans } = c.inside(() => readDccAlertMessage(c));
      return { body: { kind: 'dccAlert', value }, ...spans };
    }
    case 'SMETS1ResponseMessage':
      return c.inside(() => readSmets1Message(c));
  }
}

/** Throws Refused (XML_…) with path and line. Signatures are left out; it says where they stand. */
export function readResponse(xml: string, maximumLength?: number): DuisResponseRead {
  const c = new XmlCursor(xml, DUIS, maximumLength);
  expectElement(c, 'Response');
  expectVersion(c);
  const response = c.inside((): DuisResponseRead => {
    expectElement(c, 'Header');
    const header = readHeader(c) as ResponseHeader;
    expectElement(c, 'Body');
    const { body, smets1 } = c.inside(() => readBody(c));
    return { header, body, signature: skipSignature(c), smets1 };
  });
  c.end();
  return response;
}
