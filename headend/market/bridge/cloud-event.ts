/** One CloudEvents 1.0 event as the bridge knows it, whichever format it came in, and what may be in one. */
import { Refused } from '../../../protocol/refused.ts';

/** protobuf batches, or the structured JSON of CloudEvents. */
export const BRIDGE_FORMATS = ['protobuf', 'json'] as const;
export type BridgeFormat = (typeof BRIDGE_FORMATS)[number];

type Attributes = {
  /** Unique with `source`: what a receiver tells a repeated event by. */
  readonly id: string;
  /** A URI reference: who says it. */
  readonly source: string;
  readonly type: string;
  readonly timeMillis?: number;
};

/** To be written: the data is encoded already, in the format of the batch it goes in. */
export type NewEvent = Attributes & {
  readonly data: {
    readonly format: BridgeFormat;
    /** Ends in the name of the protobuf message after the last slash. */
    readonly typeUrl: string;
    readonly value: Uint8Array;
  };
};

/** As it was read. JSON data has been parsed, and is of no shape yet. */
export type CloudEvent = Attributes & {
  readonly data:
    | { readonly format: 'protobuf'; readonly typeUrl: string; readonly value: Uint8Array }
    | { readonly format: 'json'; readonly json: unknown };
};

/** One event of a batch, or why it was refused; the id when at least that could be read. */
export type ReadEvent =
  | { readonly kind: 'event'; readonly event: CloudEvent }
  | { readonly kind: 'refused'; readonly id?: string; readonly refused: Refused };

/** Limits of a batch that is read. A firmware image of 10 MB is the largest thing a request holds. */
export const BATCH_BYTES_MAX = 16 * 1024 * 1024;
export const BATCH_EVENTS_MAX = 1_000;
export const SPEC_VERSION = '1.0';

// Control characters and the replacement of bytes that are no UTF-8 may be in no attribute.
const SHORT_TEXT = /^[^\p{Cc}\p{Cs}\ufffd]{1,256}$/u;
export const EXPECTED_SHORT_TEXT = 'expected 1 to 256 printable characters';

export function isShortText(text: unknown): text is string {
  return typeof text === 'string' && SHORT_TEXT.test(text);
}

/** What the reading of one event gave, or what it was refused with; another error goes on up. */
export function readEvent(
  read: () => CloudEvent,
  idOf: () => unknown,
  placed: (error: unknown) => unknown,
): ReadEvent {
  try {
    return { kind: 'event', event: read() };
  } catch (error) {
    const refused = placed(error);
    if (!(refused instanceof Refused)) throw refused;
    const id = idOf();
    return { kind: 'refused', ...(isShortText(id) ? { id } : {}), refused };
  }
}
