/** What is thrown when something from outside is refused: a stable code, where, and why. */

/** Every code a part of `protocol/` refuses with. The codes are stable: tests, audits and peers rely on them. */
export const REFUSALS = {
  VALUE_REFUSED: 'a value is not what its definition says',
  XML_MALFORMED: 'not well-formed XML',
  XML_FORBIDDEN: 'a construct that is never accepted: DTD, entity, processing instruction',
  XML_TOO_LARGE: 'the document is longer, or nested deeper, than is read',
  XML_REFUSED: 'an element, attribute or text the definition does not have here',
  CBOR_REFUSED: 'not canonical CBOR, or not of the shape wanted',
  PROTOBUF_REFUSED: 'not protobuf of the shape wanted',
  JSON_REFUSED: 'not JSON of the shape wanted',
  IDENTIFIER_REFUSED: 'not an identifier of its kind',
  TOKEN_REFUSED: 'not a UTRN, or not a valid one',
  CERTIFICATE_REFUSED: 'not a certificate of the kind that is read',
  ENVELOPE_FORM: 'not a message of this protocol',
  ENVELOPE_PROTECTION: 'protected in another way than its service and kind ask for',
  ENVELOPE_AUTHENTICATION: 'the MAC, tag or signature does not verify',
  ENVELOPE_ORIGINATOR: 'the originator is not known, or may not say this',
  ENVELOPE_RECIPIENT: 'meant for somebody else',
  ENVELOPE_REPLAY: 'the counter may not follow the last one accepted',
  LINK_FRAME: 'not a whole frame of the serial link',
  LINK_TOO_LARGE: 'more than the receiver said it takes',
} as const;

export type RefusalCode = keyof typeof REFUSALS;

export class Refused extends Error {
  readonly code: RefusalCode;
  /** Where in the value or document; empty when it is the whole. */
  readonly path: string;
  readonly reason: string;
  /** 1 is the first; only documents of text have lines. */
  readonly line: number | undefined;

  constructor(path: string, reason: string, line?: number, code: RefusalCode = 'VALUE_REFUSED') {
    super(`${path}${path ? ': ' : ''}${reason}${line === undefined ? '' : ` (line ${line})`}`);
    this.name = 'Refused';
    this.code = code;
    this.path = path;
    this.reason = reason;
    this.line = line;
  }
}

/** A programmer's mistake, not the world's: stops. */
export function assert(condition: boolean, why: string): asserts condition {
  if (!condition) throw new Error(why);
}
