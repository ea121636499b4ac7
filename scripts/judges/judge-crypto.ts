/**
 * Judges cryptography, CBOR, COSE and UTRNs: published vectors through both providers, and our messages
 * through other people's programs.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { decode, type Tag } from 'cbor2';
import { concat, toHex } from '../../protocol/bytes.ts';
import { decodeCanonical, encodeCanonical } from '../../protocol/cbor/canonical.ts';
import { byteStringHead, structureStart } from '../../protocol/cose/cose.ts';
import type { Crypto } from '../../protocol/cose/crypto.ts';
import { eui64FromBytes } from '../../protocol/identifiers/eui64.ts';
import { makeUtrn, type ValueClass } from '../../protocol/identifiers/utrn.ts';
import { judgePeers } from './crypto-peers.ts';
import { hexBytes, judgeWycheproof, PROVIDERS } from './crypto-wycheproof.ts';
import type { JudgeRow } from './judge-matrix.ts';

function readJson<T>(file: string): T {
  return JSON.parse(readFileSync(file, 'utf8')) as T;
}

type AppendixRow = {
  readonly hex: string;
  readonly decoded?: unknown;
  readonly roundtrip: boolean;
};

/** Tags, floats, undefined and simple values; text keys; the one integer below -2^63. */
const OUTSIDE = /^(?:[cd]|f[7-9abc]|f0|a2616|a5616|826161a1|3bffff)/;

/** RFC 8949 appendix A: what this protocol has goes both ways, everything else is refused. */
function judgeAppendixA(data: string): JudgeRow {
  const rows = readJson<readonly AppendixRow[]>(`${data}/vectors/cbor-appendix-a.json`);
  const failed = rows.flatMap(({ hex, roundtrip }) => {
    const wanted = roundtrip && !OUTSIDE.test(hex);
    try {
      const value = decodeCanonical(hexBytes(hex), { bytes: 1000, depth: 16 });
      return wanted && toHex(encodeCanonical(value)) === hex ? [] : [`${hex}: taken`];
    } catch (error) {
      return wanted ? [`${hex}: ${(error as Error).message}`] : [];
    }
  });
  return { name: 'RFC 8949 appendix A', checked: rows.length, failed };
}

type Key = { readonly k?: string; readonly d_hex?: string; readonly x_hex?: string };
type Part = {
  readonly alg?: string;
  readonly external?: string;
  readonly protected?: { readonly alg?: string };
  readonly unprotected?: { readonly alg?: string };
  readonly key?: Key;
  readonly recipients?: readonly { readonly key: Key }[];
};
type Example = {
  readonly title: string;
  readonly fail?: boolean;
  readonly input: {
    readonly plaintext: string;
    readonly failures?: { readonly ChangeTag?: number };
    readonly mac0?: Part;
    readonly sign0?: Part;
    readonly encrypted?: Part;
  };
  readonly intermediates: { readonly [name: string]: unknown };
  readonly output: { readonly cbor: string };
};

/** The parts of a message as another decoder finds them. */
type Parts = {
  readonly header: Uint8Array;
  readonly unprotected: ReadonlyMap<number, unknown> | object;
  readonly payload: Uint8Array;
  readonly proof: Uint8Array;
};

function partsOf({ output }: Example): Parts {
  const message = decode(hexBytes(output.cbor)) as Tag | readonly unknown[];
  // Some examples have lost their tag.
  const contents = 'contents' in message ? message.contents : message;
  const [header, unprotected, payload, proof] = contents as [
    Uint8Array,
    Parts['unprotected'],
    Uint8Array,
    Uint8Array,
  ];
  // RFC 9052 §3: an empty map is authenticated as no bytes at all.
  return { header: header.length > 1 ? header : new Uint8Array(0), unprotected, payload, proof };
}

const CHECKS = {
  mac0(crypto: Crypto, example: Example, part: Part): boolean {
    const { header, payload, proof } = partsOf(example);
    const start = structureStart('mac', header, hexBytes(part.external ?? ''));
    const toMac = concat(start, byteStringHead(payload.length), payload);
    const secret = Buffer.from(part.recipients?.[0]?.key.k ?? '', 'base64url');
    const mac = crypto.macKey(secret).mac(toMac);
    return toHex(mac.subarray(0, proof.length)) === toHex(proof);
  },
  sign0(crypto: Crypto, example: Example, part: Part): boolean {
    const { header, payload, proof } = partsOf(example);
    const start = structureStart('signed', header, hexBytes(part.external ?? ''));
    const signed = concat(start, byteStringHead(payload.length), payload);
    return crypto.ed25519.verify(hexBytes(part.key?.x_hex), signed, proof);
  },
  encrypted(crypto: Crypto, example: Example, part: Part): boolean {
    const { header, unprotected, payload } = partsOf(example);
    const iv = unprotected instanceof Map ? unprotected.get(5) : undefined;
    const aad = structureStart('encrypted', header, hexBytes(part.external ?? ''));
    const key = Buffer.from(part.recipients?.[0]?.key.k ?? '', 'base64url');
    const opened = crypto.aes128gcm.open(key, iv as Uint8Array, payload, aad);
    return opened !== undefined && Buffer.from(opened).toString() === example.input.plaintext;
  },
};
const ALGORITHMS = { mac0: /^HS256/, sign0: /^EdDSA$/, encrypted: /^A128GCM$/ } as const;
/** Wrong in their CBOR tag alone: what is authenticated is right. */
const WRONG_OUTSIDE = /^(?:mac|enc|sign)-fail-01/;

type Form = keyof typeof CHECKS;

/** Of the examples, those of a form and algorithm this protocol has. */
function formOf({ input }: Example): { readonly form: Form; readonly part: Part } | undefined {
  for (const form of Object.keys(CHECKS) as Form[]) {
    const part = input[form];
    const algorithm = part?.alg ?? part?.protected?.alg ?? part?.unprotected?.alg ?? '';
    const isEd25519 = form !== 'sign0' || part?.key?.x_hex?.length === 64;
    if (part && isEd25519 && ALGORITHMS[form].test(algorithm)) return { form, part };
  }
  return undefined;
}

function verifies(crypto: Crypto, example: Example, form: Form, part: Part): boolean {
  try {
    return CHECKS[form](crypto, example, part);
  } catch {
    return false;
  }
}

function judgeExamples(data: string, crypto: Crypto): JudgeRow {
  const folder = `${data}/vectors/cose`;
  const failed: string[] = [];
  let checked = 0;
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.json') || WRONG_OUTSIDE.test(name.split('/').at(-1) ?? '')) continue;
    const example = readJson<Example>(`${folder}/${name}`);
    const found = formOf(example);
    if (!found) continue;
    checked += 1;
    const wanted = !example.fail && !example.input.failures?.ChangeTag;
    if (verifies(crypto, example, found.form, found.part) !== wanted)
      failed.push(`${name}: ${wanted ? 'does not verify' : 'verifies'}`);
  }
  return { name: `COSE working group examples, ${crypto.name}`, checked, failed };
}

type TestKey = {
  readonly eui64: string;
  readonly use: string;
  readonly publicKey: string;
  readonly privateScalar?: string;
};
/** Digits (19 where the check digit is not published), class, value, counter's upper half. */
const TOKENS: readonly [string, ValueClass, number, bigint][] = [
  ['73948959061972833313', 'pounds', 10, 5n],
  ['73946144332040217315', 'pounds', 10, 3n],
  ['7394333345718904331', 'pounds', 100, 1n],
  ['7394725241674520163', 'pence', 1234, 4n],
];

/** The whole published tokens made again from the published keys. */
function judgeTokens(data: string, crypto: Crypto): JudgeRow {
  const { keys } = readJson<{ keys: readonly TestKey[] }>(`${data}/gbcs/test-keys.json`);
  const find = (eui64: string, use: string) =>
    keys.find((key) => key.eui64 === eui64 && key.use === use);
  const supplier = find('90B3D51F30010000', 'pp-ka');
  const device = find('00DB1234567890A0', 'ka');
  const party = (key: TestKey | undefined) => eui64FromBytes(hexBytes(key?.eui64));
  const secrets = {
    originatorSecret: hexBytes(supplier?.privateScalar),
    devicePublic: hexBytes(device?.publicKey),
  };
  const failed = TOKENS.flatMap(([digits, valueClass, value, upper]) => {
    const token = { valueClass, value, counter: upper << 32n };
    const made = makeUtrn(crypto, secrets, party(supplier), party(device), token);
    return made.startsWith(digits) ? [] : [`${made} instead of ${digits}`];
  });
  return { name: `UTRNs made from published keys, ${crypto.name}`, checked: TOKENS.length, failed };
}

/** `data` holds vectors/ and gbcs/. */
export async function judgeCrypto(data: string): Promise<readonly JudgeRow[]> {
  return [
    judgeAppendixA(data),
    ...judgeWycheproof(data),
    ...PROVIDERS.map((crypto) => judgeExamples(data, crypto)),
    ...PROVIDERS.map((crypto) => judgeTokens(data, crypto)),
    ...(await judgePeers()),
  ];
}
