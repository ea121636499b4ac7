/** Who the head-end is, and the secrets it keeps in one file beside its data, readable by its user alone. */
import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { existsSync, linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { fromHex, toHex } from '../protocol/bytes.ts';
import type { Crypto } from '../protocol/cose/crypto.ts';
import type { TrustAnchors } from '../protocol/credentials.ts';
import { type Eui64, eui64FromBytes, parseEui64 } from '../protocol/identifiers/eui64.ts';
import { Refused } from '../protocol/refused.ts';

export type HeadEndIdentity = {
  readonly eui64: Eui64;
  /** X25519, 32 bytes: message keys shared with every meter. */
  readonly agreementSecret: Uint8Array;
  /** P-256: signs what goes to users as XML. */
  readonly xmlSigningKey: KeyObject;
};

/** A new identity with a locally administered EUI-64. */
export function makeIdentity(): HeadEndIdentity {
  const id = randomBytes(8);
  id[0] = ((id[0] as number) & 0xfc) | 0x02;
  return {
    eui64: eui64FromBytes(id),
    agreementSecret: new Uint8Array(randomBytes(32)),
    xmlSigningKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  };
}

/** The identity in a file, made and written there the first time. Throws Refused when it is damaged. */
export function loadIdentity(path: string): HeadEndIdentity {
  if (existsSync(path)) return identityIn(path);
  const identity = makeIdentity();
  const text = JSON.stringify(
    {
      eui64: identity.eui64,
      agreementSecret: toHex(identity.agreementSecret),
      xmlSigningKey: identity.xmlSigningKey.export({ type: 'pkcs8', format: 'pem' }),
    },
    null,
    2,
  );
  // Linked into place: what is not whole would be refused at every start from then on.
  const whole = `${path}.${process.pid}`;
  writeFileSync(whole, `${text}\n`, { mode: 0o600, flag: 'wx', flush: true });
  linkSync(whole, path);
  unlinkSync(whole);
  return identity;
}

/** Throws Refused when the file is another's: the meters enrolled with it would obey nobody. */
export function expectIdentity(path: string, eui64: Eui64): void {
  if (!existsSync(path)) return;
  const { eui64: before } = identityIn(path);
  if (before !== eui64)
    throw new Refused(path, `is of ${before}, the certificates are of ${eui64}`);
}

function identityIn(path: string): HeadEndIdentity {
  const json = jsonIn(path);
  try {
    const agreementSecret = fromHex(String(json['agreementSecret']));
    if (agreementSecret?.length !== 32) throw new Refused('agreementSecret', 'expected 32 bytes');
    return {
      eui64: parseEui64(String(json['eui64'])),
      agreementSecret,
      xmlSigningKey: createPrivateKey(String(json['xmlSigningKey'])),
    };
  } catch (error) {
    throw new Refused(path, `cannot be read: ${(error as Error).message}`);
  }
}

/** The parser's own message would quote the file, which is secret. */
function jsonIn(path: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new Refused(path, 'is no JSON');
  }
}

/** What meters are given of the head-end at the factory. */
export function headEndAnchor(
  crypto: Crypto,
  { eui64, agreementSecret }: HeadEndIdentity,
): TrustAnchors['headEnd'] {
  return { eui64, agreementPublic: crypto.x25519.publicKey(agreementSecret) };
}
