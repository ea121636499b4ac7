/**
 * Our messages read by programs that share no line with ours: keys derived again with node:crypto, Mac0
 * and Encrypt0 opened by cose-js, Sign1 by @auth0/cose, and every byte held to be canonical by cbor2.
 */
import { createPrivateKey, createPublicKey, diffieHellman, hkdfSync } from 'node:crypto';
import { createRequire } from 'node:module';
import { Sign1 } from '@auth0/cose';
import { cdeDecodeOptions, decode, encode } from 'cbor2';
import fc from 'fast-check';
import { toHex } from '../../protocol/bytes.ts';
import { type CborValue, decodeCanonical, encodeCanonical } from '../../protocol/cbor/canonical.ts';
import type { Crypto } from '../../protocol/cose/crypto.ts';
import { type Body, encodeBody } from '../../protocol/envelope/body.ts';
import { Pair } from '../../protocol/envelope/pair.ts';
import { sealEncrypted, sealMac, sealSigned } from '../../protocol/envelope/seal.ts';
import { eui64Bytes } from '../../protocol/identifiers/eui64.ts';
import { PROVIDERS } from './crypto-wycheproof.ts';
import type { JudgeRow } from './judge-matrix.ts';

type CoseJs = {
  readonly mac: {
    read(message: Uint8Array, key: Uint8Array, externalAad: Uint8Array): Promise<Uint8Array>;
  };
  readonly encrypt: {
    read(
      message: Uint8Array,
      key: Uint8Array,
      options: { readonly externalAAD: Uint8Array; readonly contextIv: Uint8Array },
    ): Promise<Uint8Array>;
  };
};
const coseJs = createRequire(import.meta.url)('cose-js') as CoseJs;

const KINDS = { command: 1, response: 2, alert: 3 } as const;
type Kind = keyof typeof KINDS;
const OWN = '90-B3-D5-1F-30-02-00-00';
const PEER = '00-DB-12-34-56-78-90-A0';
const OWN_SECRET = new Uint8Array(32).fill(0x11);
const PEER_SECRET = new Uint8Array(32).fill(0x22);
const SEED = 20_261_124;
const LIMITS = { bytes: 100_000, depth: 16 };

const anyValue = fc.letrec<{ value: CborValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.maxSafeInteger(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
    fc.boolean(),
    fc.constant(null),
    fc.string({ unit: 'grapheme' }),
    fc.uint8Array(),
    fc.array(tie('value')),
    fc.array(fc.tuple(fc.integer(), tie('value'))).map((pairs) => new Map(pairs)),
  ),
})).value;

const anyBody: fc.Arbitrary<Body> = fc.record({
  originator: fc.constant(OWN),
  recipient: fc.constant(PEER),
  counter: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  service: fc.nat(0xffff),
  content: fc.array(fc.tuple(fc.integer(), anyValue)).map((pairs) => new Map(pairs)),
});

/** HKDF of the agreement, as docs/protocol.md states it. */
function derive(label: string, algorithm: number, kind: Kind, length: number, counter?: bigint) {
  const key = (d: Uint8Array) =>
    createPrivateKey({
      key: { kty: 'OKP', crv: 'X25519', x: '', d: Buffer.from(d).toString('base64url') },
      format: 'jwk',
    });
  const shared = diffieHellman({
    privateKey: key(PEER_SECRET),
    publicKey: createPublicKey(key(OWN_SECRET)),
  });
  const parts = [label, algorithm, eui64Bytes(OWN), eui64Bytes(PEER), KINDS[kind]];
  const info = encode(counter === undefined ? parts : [...parts, counter]);
  return new Uint8Array(hkdfSync('sha256', shared, new Uint8Array(0), info, length));
}

function aadOf(kind: Kind): Uint8Array {
  return encode(['MW1', KINDS[kind], eui64Bytes(OWN), eui64Bytes(PEER)]);
}

async function payloadByMac(pair: Pair, kind: Kind, body: Body): Promise<Uint8Array> {
  const key = derive('MW1-MAC', 4, kind, 32);
  return coseJs.mac.read(sealMac(pair, kind, body), key, Buffer.from(aadOf(kind)));
}

async function payloadByDecryption(pair: Pair, kind: Kind, body: Body): Promise<Uint8Array> {
  const derived = derive('MW1-ENC', 1, kind, 28, body.counter);
  return coseJs.encrypt.read(sealEncrypted(pair, kind, body), derived.subarray(0, 16), {
    externalAAD: Buffer.from(aadOf(kind)),
    contextIv: Buffer.from(derived.subarray(16)),
  });
}

async function payloadBySignature(pair: Pair, kind: Kind, body: Body): Promise<Uint8Array> {
  const x = Buffer.from(pair.crypto.ed25519.publicKey(OWN_SECRET)).toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  const message = Sign1.decode(sealSigned(pair.crypto, OWN_SECRET, kind, body));
  await message.verify(key, { externalAAD: aadOf(kind) });
  return message.payload;
}

const READERS = {
  'Mac0 opened by cose-js': payloadByMac,
  'Encrypt0 opened by cose-js': payloadByDecryption,
  'Sign1 opened by @auth0/cose': payloadBySignature,
} as const;

async function judgeReader(name: keyof typeof READERS, crypto: Crypto): Promise<JudgeRow> {
  const own = { eui64: OWN, agreementSecret: OWN_SECRET };
  const peer = { eui64: PEER, agreementPublic: crypto.x25519.publicKey(PEER_SECRET) };
  const pair = new Pair(crypto, own, peer);
  const bodies = fc.sample(anyBody, { numRuns: 40, seed: SEED });
  const failed: string[] = [];
  for (const kind of Object.keys(KINDS) as Kind[])
    for (const body of bodies)
      try {
        const payload = await READERS[name](pair, kind, body);
        if (toHex(payload) !== toHex(encodeBody(body))) failed.push(`${kind}: another payload`);
      } catch (error) {
        failed.push(`${kind}: ${(error as Error).message}`);
      }
  return { name: `${name}, ${crypto.name}`, checked: bodies.length * 3, failed };
}

function judgeCanonical(): JudgeRow {
  const values = fc.sample(anyValue, { numRuns: 1000, seed: SEED });
  const failed = values.flatMap((value) => {
    const bytes = encodeCanonical(value);
    try {
      decode(bytes, cdeDecodeOptions);
      return [];
    } catch (error) {
      return [`${toHex(bytes).slice(0, 200)}: ${(error as Error).message}`];
    }
  });
  return { name: 'what we encode is deterministic to cbor2', checked: values.length, failed };
}

/** Changed encodings: what we take, cbor2 must take too. The reverse does not hold: we take fewer types. */
function judgeStrict(): JudgeRow {
  const changes = fc.tuple(anyValue, fc.nat(), fc.nat(255));
  const samples = fc.sample(changes, { numRuns: 5000, seed: SEED });
  const failed = samples.flatMap(([value, at, byte]) => {
    const bytes = encodeCanonical(value);
    bytes[at % bytes.length] = byte;
    try {
      decodeCanonical(bytes, LIMITS);
    } catch {
      return [];
    }
    try {
      decode(bytes, cdeDecodeOptions);
      return [];
    } catch (error) {
      return [`${toHex(bytes).slice(0, 200)}: ${(error as Error).message}`];
    }
  });
  return { name: 'changed encodings we take, cbor2 takes', checked: samples.length, failed };
}

export async function judgePeers(): Promise<readonly JudgeRow[]> {
  const rows: JudgeRow[] = [judgeCanonical(), judgeStrict()];
  for (const name of Object.keys(READERS) as (keyof typeof READERS)[])
    for (const crypto of PROVIDERS) rows.push(await judgeReader(name, crypto));
  return rows;
}
