/** Both crypto providers against Wycheproof: the mistakes implementations are known to make. */
import { readFileSync } from 'node:fs';
import { nodeCrypto } from '../../platform/node-crypto.ts';
import { fromHex, toHex } from '../../protocol/bytes.ts';
import type { Crypto } from '../../protocol/cose/crypto.ts';
import { hkdfExpand, hkdfExtract } from '../../protocol/cose/hkdf.ts';
import { nobleCrypto } from '../../protocol/cose/noble-crypto.ts';
import type { JudgeRow } from './judge-matrix.ts';

type Test = { readonly tcId: number; readonly result: string; readonly [part: string]: unknown };
type Group = {
  readonly tests: readonly Test[];
  readonly ivSize?: number;
  readonly keySize?: number;
  readonly tagSize?: number;
  readonly publicKey?: { readonly pk: string };
};
/** What is wrong, or undefined when the provider does as the vector says. */
type Check = (crypto: Crypto, test: Test, group: Group) => string | undefined;

export const PROVIDERS: readonly Crypto[] = [nobleCrypto, nodeCrypto];

export function hexBytes(text: unknown): Uint8Array {
  return fromHex(String(text)) ?? new Uint8Array(0);
}

function expectHex(found: Uint8Array | undefined, wanted: unknown): string | undefined {
  const text = found && toHex(found);
  return text === wanted ? undefined : `${text} instead of ${wanted}`;
}

const ed25519: Check = (crypto, { result, msg, sig }, { publicKey }) => {
  const verified = crypto.ed25519.verify(hexBytes(publicKey?.pk), hexBytes(msg), hexBytes(sig));
  return verified === (result === 'valid') ? undefined : `${result}, verified ${verified}`;
};

const x25519: Check = (crypto, test) => {
  const found = crypto.x25519.sharedSecret(hexBytes(test['private']), hexBytes(test['public']));
  return expectHex(found, /^0+$/.test(String(test['shared'])) ? undefined : test['shared']);
};

const hmac: Check = (crypto, { key, msg, tag, result }, { tagSize = 256 }) => {
  const mac = toHex(
    crypto
      .macKey(hexBytes(key))
      .mac(hexBytes(msg))
      .subarray(0, tagSize / 8),
  );
  return (mac === tag) === (result === 'valid') ? undefined : `${result}, ${mac}`;
};

/** A provider takes uncompressed points alone, so a compressed one is refused though valid. */
const p256: Check = (crypto, test) => {
  const publicKey = hexBytes(test['public']);
  const secret = hexBytes(String(test['private']).replace(/^0+/, '').padStart(64, '0'));
  const accepted = test.result !== 'invalid' && publicKey.length === 65;
  const found = crypto.p256.sharedSecret(secret, publicKey);
  return expectHex(found, accepted ? test['shared'] : undefined);
};

const hkdf: Check = (crypto, { ikm, salt, info, size, okm, result }) => {
  const prk = hkdfExtract(crypto, hexBytes(salt), hexBytes(ikm));
  try {
    return expectHex(hkdfExpand(crypto, prk, hexBytes(info), Number(size)), okm);
  } catch (error) {
    return result === 'invalid' ? undefined : (error as Error).message;
  }
};

const gcm: Check = (crypto, { key, iv, aad, msg, ct, tag, result }) => {
  const [k, nonce, extra] = [hexBytes(key), hexBytes(iv), hexBytes(aad)];
  const opened = crypto.aes128gcm.open(k, nonce, hexBytes(`${ct}${tag}`), extra);
  if (result !== 'valid') return expectHex(opened, undefined);
  const sealed = crypto.aes128gcm.seal(k, nonce, hexBytes(msg), extra);
  return expectHex(opened, msg) ?? expectHex(sealed, `${ct}${tag}`);
};

/** Other nonces and keys than AES-128-GCM's of 12 and 16 bytes are not used. */
function isOurs({ ivSize = 96, keySize }: Group): boolean {
  return ivSize === 96 && (keySize === 128 || keySize === undefined);
}

const FILES: Readonly<Record<string, Check>> = {
  ed25519_test: ed25519,
  x25519_test: x25519,
  hmac_sha256_test: hmac,
  ecdh_secp256r1_ecpoint_test: p256,
  hkdf_sha256_test: hkdf,
  aes_gcm_test: gcm,
};

/** `data` holds vectors/wycheproof. */
export function judgeWycheproof(data: string): readonly JudgeRow[] {
  return Object.entries(FILES).flatMap(([file, check]) => {
    const text = readFileSync(`${data}/vectors/wycheproof/${file}.json`, 'utf8');
    const { testGroups } = JSON.parse(text) as { testGroups: readonly Group[] };
    return PROVIDERS.map((crypto) => {
      const groups = check === gcm ? testGroups.filter(isOurs) : testGroups;
      const cases = groups.flatMap((group) => group.tests.map((test) => ({ group, test })));
      const failed = cases.flatMap(({ group, test }) => {
        const wrong = check(crypto, test, group);
        return wrong === undefined ? [] : [`${test.tcId}: ${wrong}`];
      });
      return { name: `Wycheproof ${file}, ${crypto.name}`, checked: cases.length, failed };
    });
  });
}
