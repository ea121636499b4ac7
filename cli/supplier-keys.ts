/** A supplier's keys in one file: who it is, what it signs with, and what makes its UTRNs. */

import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { nodeCrypto } from '../platform/node-crypto.ts';
import { fromHex, toHex } from '../protocol/bytes.ts';
import type { TrustAnchors } from '../protocol/credentials.ts';
import { type Eui64, parseEui64 } from '../protocol/identifiers/eui64.ts';
import { Refused } from '../protocol/refused.ts';

export type SupplierKeys = {
  readonly eui64: Eui64;
  /** Ed25519, 32 bytes. */
  readonly signingSecret: Uint8Array;
  /** P-256, 32 bytes. */
  readonly prepaymentSecret: Uint8Array;
  /** Where this supplier takes DUIS answers. */
  readonly receiveUrl: string;
};

export function makeSupplierKeys(eui64: Eui64, receiveUrl: string): SupplierKeys {
  const prepaymentSecret = new Uint8Array(randomBytes(32));
  // Below the order of the curve, and not zero.
  prepaymentSecret[0] = (prepaymentSecret[0] as number) & 0x7f;
  prepaymentSecret[31] = (prepaymentSecret[31] as number) | 1;
  return { eui64, signingSecret: new Uint8Array(randomBytes(32)), prepaymentSecret, receiveUrl };
}

/** Never writes over a file: keys that meters trust are not made twice. */
export function saveSupplierKeys(path: string, keys: SupplierKeys): void {
  const { eui64, signingSecret, prepaymentSecret, receiveUrl } = keys;
  const json = {
    eui64,
    receiveUrl,
    signingSecret: toHex(signingSecret),
    prepaymentSecret: toHex(prepaymentSecret),
  };
  writeFileSync(path, `${JSON.stringify(json, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
}

/** Throws Refused with what is wrong. */
export function loadSupplierKeys(path: string): SupplierKeys {
  const json = jsonIn(path);
  const secret = (name: string): Uint8Array => {
    const bytes = fromHex(String(json[name]));
    if (bytes?.length !== 32) throw new Refused(name, 'expected 32 bytes in hexadecimal');
    return bytes;
  };
  return {
    eui64: parseEui64(String(json['eui64'])),
    receiveUrl: String(json['receiveUrl']),
    signingSecret: secret('signingSecret'),
    prepaymentSecret: secret('prepaymentSecret'),
  };
}

/** The parser's own message would quote the file, which is secret. */
function jsonIn(path: string): Readonly<Record<string, unknown>> {
  const text = readFileSync(path, 'utf8');
  try {
    return Object(JSON.parse(text));
  } catch {
    throw new Refused(path, 'is no JSON');
  }
}

/** What a meter is given of a supplier at the factory. */
export function supplierAnchor(keys: SupplierKeys): TrustAnchors['supplier'] {
  return {
    eui64: keys.eui64,
    signingPublic: nodeCrypto.ed25519.publicKey(keys.signingSecret),
    prepaymentPublic: nodeCrypto.p256.publicKey(keys.prepaymentSecret),
  };
}
