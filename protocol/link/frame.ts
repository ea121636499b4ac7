/** One frame of the serial link: ten bytes of header, a payload, CRC-32C, all COBS-encoded between zeros. */
import { crc32c, putU16, putU32, u16, u32 } from '../bytes.ts';
import { Refused } from '../refused.ts';
import { cobsDecode, cobsEncode, cobsLengthMax } from './cobs.ts';
import { decodeHello, encodeHello, type Hello } from './hello.ts';
import { FRAGMENT_MAX, LINK_VERSION } from './limits.ts';

/** The number of each channel on the wire. Channel 0, control, carries hello and acknowledgements. */
export const CHANNELS = { command: 1, response: 2, alert: 3, log: 4 } as const;
export type MessageChannel = 'command' | 'response' | 'alert';
export type Channel = keyof typeof CHANNELS;

/** One fragment of a message, in its place in the sender's sequence. */
export type DataFrame = {
  readonly kind: 'data';
  readonly channel: MessageChannel;
  /** 0 for the first fragment of a session, one more for each, modulo 65536. */
  readonly sequence: number;
  readonly messageId: number;
  /** 0 for the first of the message. */
  readonly fragmentIndex: number;
  readonly fragmentTotal: number;
  readonly payload: Uint8Array;
};

export type Acknowledgement = {
  readonly kind: 'acknowledgement';
  /** Everything before this sequence number has been taken. */
  readonly nextSequence: number;
  /** Bit n: the fragment `nextSequence + 1 + n` is held already. */
  readonly heldBitmap: number;
};

export type Frame =
  | DataFrame
  | Acknowledgement
  | { readonly kind: 'hello'; readonly hello: Hello }
  | { readonly kind: 'log'; readonly text: Uint8Array };

/** The low half of the first byte: not acknowledged, in sequence, acknowledgement. */
const TYPES = { datagram: 0, data: 1, acknowledgement: 2 } as const;
const HEADER_LENGTH = 10;
const CRC_LENGTH = 4;
const CONTROL = 0;

/** Bytes between two delimiters at most. */
export const ENCODED_LENGTH_MAX = cobsLengthMax(HEADER_LENGTH + FRAGMENT_MAX + CRC_LENGTH);

type Header = Omit<DataFrame, 'kind' | 'channel' | 'payload'>;
/** What a frame that stands alone says in the fields it does not use. */
const ALONE: Header = { sequence: 0, messageId: 0, fragmentIndex: 0, fragmentTotal: 1 };

function pack(type: number, channel: number, header: Header, payload: Uint8Array): Uint8Array {
  const end = HEADER_LENGTH + payload.length;
  const bytes = new Uint8Array(end + CRC_LENGTH);
  bytes[0] = (LINK_VERSION << 4) | type;
  bytes[1] = channel;
  putU16(bytes, 2, header.sequence);
  putU16(bytes, 4, header.messageId);
  putU16(bytes, 6, header.fragmentIndex);
  putU16(bytes, 8, header.fragmentTotal);
  bytes.set(payload, HEADER_LENGTH);
  putU32(bytes, end, crc32c(bytes, 0, end));
  return bytes;
}

function packFrame(frame: Frame): Uint8Array {
  switch (frame.kind) {
    case 'hello':
      return pack(TYPES.datagram, CONTROL, ALONE, encodeHello(frame.hello));
    case 'log':
      return pack(TYPES.datagram, CHANNELS.log, ALONE, frame.text);
    case 'acknowledgement': {
      const header = { ...ALONE, sequence: frame.nextSequence };
      return pack(TYPES.acknowledgement, CONTROL, header, Uint8Array.of(frame.heldBitmap));
    }
    case 'data':
      return pack(TYPES.data, CHANNELS[frame.channel], frame, frame.payload);
  }
}

/** The bytes to write, a zero before and after: the first ends whatever noise came before. */
export function encodeFrame(frame: Frame): Uint8Array {
  const encoded = cobsEncode(packFrame(frame));
  const written = new Uint8Array(encoded.length + 2);
  written.set(encoded, 1);
  return written;
}

/** A refusal's path is one word: `cobs`, `length`, `checksum`, `version`, `header`, `hello`, …; counters use it. */
export function refusedFrame(path: string, reason: string): Refused {
  return new Refused(path, reason, undefined, 'LINK_FRAME');
}

/** What stood between two zeros, or why it is no frame (Refused LINK_FRAME, as a value: noise is usual). */
export function decodeFrame(encoded: Uint8Array): Frame | Refused {
  if (encoded.length > ENCODED_LENGTH_MAX) return refusedFrame('length', 'longer than any frame');
  const bytes = cobsDecode(encoded);
  if (!bytes) return refusedFrame('cobs', 'not COBS-encoded');
  const end = bytes.length - CRC_LENGTH;
  if (end < HEADER_LENGTH) return refusedFrame('length', 'shorter than any frame');
  if (end > HEADER_LENGTH + FRAGMENT_MAX) return refusedFrame('length', 'longer than any frame');
  if (crc32c(bytes, 0, end) !== u32(bytes, end))
    return refusedFrame('checksum', 'the CRC-32C does not agree');
  const [first, channel] = [bytes[0] as number, bytes[1] as number];
  if (first >>> 4 !== LINK_VERSION)
    return refusedFrame('version', `link version ${first >>> 4} is not spoken`);
  const header: Header = {
    sequence: u16(bytes, 2),
    messageId: u16(bytes, 4),
    fragmentIndex: u16(bytes, 6),
    fragmentTotal: u16(bytes, 8),
  };
  return (
    frameOf(first & 15, channel, header, bytes.slice(HEADER_LENGTH, end)) ??
    refusedFrame('header', 'fields that do not go together')
  );
}

function frameOf(
  type: number,
  channel: number,
  header: Header,
  payload: Uint8Array,
): Frame | Refused | undefined {
  if (type === TYPES.data) return dataFrame(channel, header, payload);
  const { messageId, fragmentIndex, fragmentTotal, sequence } = header;
  if (messageId !== 0 || fragmentIndex !== 0 || fragmentTotal !== 1) return undefined;
  if (type === TYPES.acknowledgement && channel === CONTROL && payload.length === 1)
    return {
      kind: 'acknowledgement',
      nextSequence: sequence,
      heldBitmap: payload[0] as number,
    };
  if (type !== TYPES.datagram || sequence !== 0) return undefined;
  if (channel === CHANNELS.log) return { kind: 'log', text: payload };
  if (channel !== CONTROL) return undefined;
  const hello = decodeHello(payload);
  return hello ? { kind: 'hello', hello } : refusedFrame('hello', 'not a hello of this version');
}

const MESSAGE_CHANNELS: readonly MessageChannel[] = ['command', 'response', 'alert'];

function dataFrame(number: number, header: Header, payload: Uint8Array): DataFrame | undefined {
  const channel = MESSAGE_CHANNELS.find((name) => CHANNELS[name] === number);
  const { messageId, fragmentIndex, fragmentTotal } = header;
  if (!channel || messageId === 0 || fragmentIndex >= fragmentTotal) return undefined;
  // Only a message without content has an empty fragment: one that adds nothing could go on for ever.
  if (payload.length === 0 && fragmentTotal > 1) return undefined;
  return { kind: 'data', channel, ...header, payload };
}
