/** What a message says: a canonical CBOR map, the same in a MAC, a signature or encrypted. */
import {
  type CborMap,
  type CborValue,
  decodeCanonical,
  encodeCanonical,
  isCborMap,
} from '../cbor/canonical.ts';
import { type Eui64, eui64Bytes, eui64FromBytes } from '../identifiers/eui64.ts';
import { assert, Refused } from '../refused.ts';

/**
 * Never in the message: given by topic or channel, and bound by the external AAD, so that a response
 * cannot be sent back as a command.
 */
export type Kind = 'command' | 'response' | 'alert';
export type ClockStatus = 'reliable' | 'unreliable' | 'invalid';

export type Body = {
  readonly originator: Eui64;
  readonly recipient: Eui64;
  /** Unsigned 64 bits, greater in each message of one originator and kind. */
  readonly counter: bigint;
  /** The service's number, 32 bits at most; of an alert its code. */
  readonly service: number;
  /** Arguments, result, or alert data. */
  readonly content?: CborMap;
  /** The counter of the command answered. */
  readonly responseTo?: bigint;
  /** The user the head-end asks for. */
  readonly supplementary?: { readonly party: Eui64; readonly counter: bigint };
  /** Of a response: absent or 0 is done, else a refusal code. 32 bits at most. */
  readonly status?: number;
  readonly deviceUtcSeconds?: number;
  readonly clockStatus?: ClockStatus;
  /** The supplier's Sign1 inside the head-end's Mac0; then there is no content beside it. */
  readonly signedCommand?: Uint8Array;
};

/** Limits of what is read, bytes: a command, and any message at all. */
export const COMMAND_BYTES_MAX = 16_384;
export const MESSAGE_BYTES_MAX = 524_288;

const VERSION = 1;
const DEPTH_MAX = 16;
const NUMBER_MAX = 2 ** 32 - 1;
const COUNTER_MAX = 2n ** 64n - 1n;
export const KIND_NUMBERS: Readonly<Record<Kind, number>> = { command: 1, response: 2, alert: 3 };
const CLOCK_STATUSES = ['reliable', 'unreliable', 'invalid'] as const;

/** Map keys on the wire; 7 and 13 are not used. */
const KEY = {
  version: 1,
  originator: 2,
  recipient: 3,
  counter: 4,
  service: 5,
  content: 6,
  responseTo: 8,
  supplementary: 9,
  status: 10,
  deviceUtcSeconds: 11,
  clockStatus: 12,
  signedCommand: 14,
} as const;

/** Canonical CBOR `["MW1", kind, originator, recipient]`, 24 bytes: authenticated, never sent. */
export function externalAad(kind: Kind, originator: Eui64, recipient: Eui64): Uint8Array {
  return encodeCanonical([
    'MW1',
    KIND_NUMBERS[kind],
    eui64Bytes(originator),
    eui64Bytes(recipient),
  ]);
}

export function encodeBody(body: Body): Uint8Array {
  assert(!(body.signedCommand && body.content), 'a signed command carries the content itself');
  const map = new Map<number, CborValue>([
    [KEY.version, VERSION],
    [KEY.originator, eui64Bytes(body.originator)],
    [KEY.recipient, eui64Bytes(body.recipient)],
    [KEY.counter, body.counter],
    [KEY.service, body.service],
  ]);
  const put = (key: number, value: CborValue | undefined) => {
    if (value !== undefined) map.set(key, value);
  };
  const { supplementary, clockStatus } = body;
  put(KEY.content, body.content);
  put(KEY.responseTo, body.responseTo);
  put(KEY.supplementary, supplementary && [eui64Bytes(supplementary.party), supplementary.counter]);
  put(KEY.status, body.status);
  put(KEY.deviceUtcSeconds, body.deviceUtcSeconds);
  put(KEY.clockStatus, clockStatus && CLOCK_STATUSES.indexOf(clockStatus));
  put(KEY.signedCommand, body.signedCommand);
  return encodeCanonical(map);
}

/** Throws Refused (ENVELOPE_FORM): not canonical, a key unknown or missing, a value out of range. */
export function decodeBody(bytes: Uint8Array): Body {
  const map = decodeMap(bytes);
  const version = map.get(KEY.version);
  if (version !== VERSION) refuse(`version ${version === undefined ? 'missing' : 'not known'}`);
  const body: { -readonly [K in keyof Body]: Body[K] } = {
    originator: eui64(map.get(KEY.originator), 'originator'),
    recipient: eui64(map.get(KEY.recipient), 'recipient'),
    counter: counter(map.get(KEY.counter), 'counter'),
    service: integer(map.get(KEY.service), NUMBER_MAX, 'service'),
  };
  map.forEach((value, key) => {
    if (key > KEY.service || key < KEY.version) readOptional(body, key, value);
  });
  if (body.signedCommand && body.content) refuse('content beside a signed command');
  return body;
}

function readOptional(
  body: { -readonly [K in keyof Body]: Body[K] },
  key: number,
  value: CborValue,
): void {
  switch (key) {
    case KEY.content:
      body.content = isCborMap(value) ? value : refuse('content is not a map');
      break;
    case KEY.responseTo:
      body.responseTo = counter(value, 'counter answered');
      break;
    case KEY.supplementary: {
      if (!Array.isArray(value) || value.length !== 2) refuse('supplementary is not a pair');
      const [party, number] = value as readonly CborValue[];
      body.supplementary = {
        party: eui64(party, 'supplementary party'),
        counter: counter(number, 'supplementary counter'),
      };
      break;
    }
    case KEY.status:
      body.status = integer(value, NUMBER_MAX, 'status');
      break;
    case KEY.deviceUtcSeconds:
      body.deviceUtcSeconds = integer(value, Number.MAX_SAFE_INTEGER, 'device time');
      break;
    case KEY.clockStatus:
      body.clockStatus = CLOCK_STATUSES[integer(value, 2, 'clock status')] as ClockStatus;
      break;
    case KEY.signedCommand:
      body.signedCommand = value instanceof Uint8Array ? value : refuse('signed command not bytes');
      break;
    default:
      refuse(`unknown key ${key}`);
  }
}

function decodeMap(bytes: Uint8Array): CborMap {
  try {
    const value = decodeCanonical(bytes, { bytes: MESSAGE_BYTES_MAX, depth: DEPTH_MAX });
    return isCborMap(value) ? value : refuse('the body is not a map');
  } catch (error) {
    return refuse(error instanceof Refused ? error.reason : 'not CBOR');
  }
}

function eui64(value: CborValue | undefined, what: string): Eui64 {
  return value instanceof Uint8Array && value.length === 8
    ? eui64FromBytes(value)
    : refuse(`${what} is not an EUI-64`);
}

function counter(value: CborValue | undefined, what: string): bigint {
  const found = typeof value === 'number' ? BigInt(value) : value;
  return typeof found === 'bigint' && found >= 0n && found <= COUNTER_MAX
    ? found
    : refuse(`${what} is not a counter`);
}

function integer(value: CborValue | undefined, max: number, what: string): number {
  return typeof value === 'number' && value >= 0 && value <= max
    ? value
    : refuse(`${what} is not an integer of 0 to ${max}`);
}

function refuse(reason: string): never {
  throw new Refused('', reason, undefined, 'ENVELOPE_FORM');
}
