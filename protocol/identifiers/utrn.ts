/**
 * UTRN: the 20 digits a prepayment customer buys and may key in by hand. It is its own authority: the
 * meter believes the MAC inside it (GBCS section 14; 64 bits of 7 zero bits, 10 of the
 * counter, 2 of class, 13 of value, 32 of MAC; a fixed number added; a check digit of its own).
 */
import { concat, u64Bytes } from '../bytes.ts';
import type { Crypto } from '../cose/crypto.ts';
import { gbcsKey, gbcsMac } from '../cose/gbcs-kdf.ts';
import { assert, Refused } from '../refused.ts';
import { type Eui64, eui64Bytes } from './eui64.ts';

export type ValueClass = 'pence' | 'pounds';
export type Token = {
  readonly valueClass: ValueClass;
  /** 0 to 8191, in the unit of its class. */
  readonly value: number;
  /** Unsigned 64 bits, the low 32 zero: tokens count in the upper half. */
  readonly counter: bigint;
};

/** Added so that every UTRN starts 73, 74 or 75: no other kind of token in use does. */
const OFFSET = 7_394_156_990_786_306_048n;
/** 57 bits follow the seven zero ones. */
const PTUT_MAX = 2n ** 57n - 1n;
export const UTRN_VALUE_MAX = 8191;
const COUNTER_PERIOD = 1 << 10;
const COUNTER_END = 2n ** 64n;
const CLASSES = ['pence', 'pounds'] as const;
const MILLIPENCE: Readonly<Record<ValueClass, number>> = { pence: 1000, pounds: 100_000 };
/** How far behind the highest a keyed-in counter may be; the same as a meter remembers. */
export const COUNTER_LOOK_BACK = 100;

/** MAC header of GBCS: general-ciphering, security control 0x11, invocation counter 0. */
const MAC_HEADER = Uint8Array.of(0x11, 0, 0, 0, 0, 0);
const COMMAND = Uint8Array.of(1);

/** Twenty digits. The secret is the supplier's prepayment agreement key, the public key the device's. */
export function makeUtrn(
  crypto: Crypto,
  keys: { readonly originatorSecret: Uint8Array; readonly devicePublic: Uint8Array },
  originator: Eui64,
  device: Eui64,
  token: Token,
): string {
  const { value, valueClass, counter } = token;
  assert(
    Number.isInteger(value) && value >= 0 && value <= UTRN_VALUE_MAX,
    `a UTRN carries 0 to ${UTRN_VALUE_MAX}, not ${value}`,
  );
  assert((counter & 0xffff_ffffn) === 0n, 'the low 32 bits of a token counter are zero');
  const high = highPart(valueClass, value, Number((counter >> 32n) & BigInt(COUNTER_PERIOD - 1)));
  const shared = crypto.p256.sharedSecret(keys.originatorSecret, keys.devicePublic);
  if (!shared) refuse(`no agreement with the public key of ${device}`);
  const mac = tokenMac(crypto, shared, originator, device, counter, high);
  const ptut = (BigInt(high) << 32n) | mac;
  const digits = String(OFFSET + ptut);
  return digits + checkDigit(digits);
}

/** What anyone can read in it; throws Refused (TOKEN_REFUSED) on form, range, class and check digit. */
export function readUtrn(utrn: string): {
  readonly valueClass: ValueClass;
  readonly value: number;
  /** The low ten bits of the token counter's upper half. */
  readonly counterBits: number;
} {
  const { high } = parse(utrn);
  const valueClass = CLASSES[(high >> 13) & 3] ?? refuse('a value class that does not exist');
  return { valueClass, value: high & UTRN_VALUE_MAX, counterBits: high >> 15 };
}

/**
 * Whether the supplier made it for this device with this full counter. Throws Refused (TOKEN_REFUSED)
 * as `readUtrn` does.
 */
export function verifyUtrn(
  crypto: Crypto,
  keys: { readonly originatorPublic: Uint8Array; readonly deviceSecret: Uint8Array },
  originator: Eui64,
  device: Eui64,
  utrn: string,
  counter: bigint,
): boolean {
  const shared = crypto.p256.sharedSecret(keys.deviceSecret, keys.originatorPublic);
  return verifyAgreedUtrn(crypto, shared, originator, device, utrn, counter);
}

/** The same with the secret both keys agree on, which costs more than all else; false without one. */
export function verifyAgreedUtrn(
  crypto: Crypto,
  shared: Uint8Array | undefined,
  originator: Eui64,
  device: Eui64,
  utrn: string,
  counter: bigint,
): boolean {
  const { high, mac } = parse(utrn);
  if ((counter & 0xffff_ffffn) !== 0n || counter >= COUNTER_END) return false;
  if ((counter >> 32n) % BigInt(COUNTER_PERIOD) !== BigInt(high >> 15)) return false;
  if (!shared) return false;
  const right = tokenMac(crypto, shared, originator, device, counter, high);
  return crypto.equal(u64Bytes(right), u64Bytes(mac));
}

/**
 * The full counter behind the ten bits of a token keyed in: the one that is less than a hundred behind
 * the highest seen, or else the next ahead of it.
 */
export function inferCounter(counterBits: number, highestSeen: bigint): bigint {
  const period = BigInt(COUNTER_PERIOD);
  const lowest = (highestSeen >> 32n) - BigInt(COUNTER_LOOK_BACK - 1);
  const from = lowest > 0n ? lowest : 0n;
  const ahead = (BigInt(counterBits) - from) % period;
  return (from + (ahead < 0n ? ahead + period : ahead)) << 32n;
}

export function valueMillipence({ value, valueClass }: Omit<Token, 'counter'>): number {
  return value * MILLIPENCE[valueClass];
}

/** 25 bits: counter, class and value. */
function highPart(valueClass: ValueClass, value: number, counterBits: number): number {
  return (counterBits << 15) | (CLASSES.indexOf(valueClass) << 13) | value;
}

/** The last four bytes of the GMAC, as a number. */
function tokenMac(
  crypto: Crypto,
  sharedSecret: Uint8Array,
  originator: Eui64,
  device: Eui64,
  counter: bigint,
  high: number,
): bigint {
  const context = { originator, recipient: device, mode: 'command', counter } as const;
  const key = gbcsKey(crypto, sharedSecret, context);
  const authenticated = concat(
    MAC_HEADER,
    eui64Bytes(originator),
    eui64Bytes(device),
    COMMAND,
    u64Bytes(counter),
    u64Bytes(BigInt(high)).subarray(4),
  );
  const mac = gbcsMac(crypto, key, originator, authenticated);
  return BigInt(new DataView(mac.buffer, mac.byteOffset, mac.length).getUint32(12));
}

function parse(utrn: string): { readonly high: number; readonly mac: bigint } {
  if (!/^[0-9]{20}$/.test(utrn)) refuse('not 20 digits');
  const digits = utrn.slice(0, 19);
  if (utrn[19] !== checkDigit(digits)) refuse('the check digit is wrong');
  const ptut = BigInt(digits) - OFFSET;
  if (ptut < 0n || ptut > PTUT_MAX) refuse('outside the range of UTRNs');
  return { high: Number(ptut >> 32n), mac: ptut & 0xffff_ffffn };
}

// Multiplication in the dihedral group D5, as Verhoeff's.
const times = (a: number, b: number): number =>
  a < 5
    ? b < 5
      ? (a + b) % 5
      : 5 + ((a + b) % 5)
    : b < 5
      ? 5 + ((a - b + 5) % 5)
      : (a - b + 5) % 5;
const PERMUTATION = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4] as const;
const FIRST_ROW = 4;
const CHECK = [1, 2, 6, 7, 5, 8, 3, 0, 9, 4] as const;
/** Row k is the permutation applied k times; eight times is none at all. */
const ROWS = Array.from({ length: 8 }, (_, row) =>
  Array.from({ length: 10 }, (_, digit) => {
    let permuted = digit;
    for (let left = row; left > 0; left--) permuted = PERMUTATION[permuted as 0];
    return permuted;
  }),
);

/** GBCS tables 14.8a to c: from left to right, from the fifth row, and a table of its own at the end. */
function checkDigit(digits: string): string {
  let interim = 0;
  for (let at = 0; at < digits.length; at++) {
    const row = ROWS[(FIRST_ROW + at) % 8] as readonly number[];
    interim = times(interim, row[Number(digits[at])] as number);
  }
  return String(CHECK[interim as 0]);
}

function refuse(reason: string): never {
  throw new Refused('', reason, undefined, 'TOKEN_REFUSED');
}
