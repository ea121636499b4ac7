/** The hello of channel 0: who is at this end of the line, what it takes, and in which session it is. */
import { putU16, putU32, u16, u32 } from '../bytes.ts';
import { type Eui64, eui64Bytes, eui64FromBytes } from '../identifiers/eui64.ts';
import { FRAGMENT_MAX, WINDOW_MAX } from './limits.ts';

/** What one end takes; the other keeps to it. */
export type Limits = {
  /** Bytes of the longest message. */
  readonly largestMessage: number;
  /** Bytes of a fragment, 1 to 224. */
  readonly fragmentPayload: number;
  /** Fragments it holds before it has acknowledged them, 1 to 8. */
  readonly window: number;
};

/** Who says hello. */
export type Identity = Limits & {
  readonly eui64: Eui64;
  /** Of the messages carried, not of the link: 0 to 255. */
  readonly protocolVersion: number;
};

export type Hello = Identity & {
  /** Another at every start and at every session given up; never 0. */
  readonly nonce: number;
  /** The nonce last heard from the peer; 0 for none. */
  readonly peerNonce: number;
  /** True until the sender has heard its own nonce back: it wants an answer. */
  readonly asking: boolean;
};

export const HELLO_LENGTH = 25;

/** 25 bytes: flags, protocol version, EUI-64, nonce, peer's nonce, largest message, fragment, window. */
export function encodeHello(hello: Hello): Uint8Array {
  const bytes = new Uint8Array(HELLO_LENGTH);
  bytes[0] = hello.asking ? 1 : 0;
  bytes[1] = hello.protocolVersion;
  bytes.set(eui64Bytes(hello.eui64), 2);
  putU32(bytes, 10, hello.nonce);
  putU32(bytes, 14, hello.peerNonce);
  putU32(bytes, 18, hello.largestMessage);
  putU16(bytes, 22, hello.fragmentPayload);
  bytes[24] = hello.window;
  return bytes;
}

/** Undefined for another length, an unknown flag, or a limit no end may state. */
export function decodeHello(bytes: Uint8Array): Hello | undefined {
  const flags = bytes[0] as number;
  if (bytes.length !== HELLO_LENGTH || flags > 1) return undefined;
  const hello: Hello = {
    asking: flags === 1,
    protocolVersion: bytes[1] as number,
    eui64: eui64FromBytes(bytes.subarray(2, 10)),
    nonce: u32(bytes, 10),
    peerNonce: u32(bytes, 14),
    largestMessage: u32(bytes, 18),
    fragmentPayload: u16(bytes, 22),
    window: bytes[24] as number,
  };
  const sane = hello.nonce !== 0 && hello.largestMessage > 0 && limitsKept(hello);
  return sane ? hello : undefined;
}

/** True when fragment and window are what a frame and an acknowledgement can carry. */
export function limitsKept({ fragmentPayload, window }: Limits): boolean {
  return (
    fragmentPayload >= 1 && fragmentPayload <= FRAGMENT_MAX && window >= 1 && window <= WINDOW_MAX
  );
}
