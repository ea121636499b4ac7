/** An authority for tests: it makes the certificates that smart metering has, signed with Ed25519. */
import { nobleCrypto } from '../cose/noble-crypto.ts';
import type { Eui64 } from '../identifiers/eui64.ts';
import type { CertifiedKey, KeyUsage } from './certificate.ts';
import { context, der, derBits, derOid, TAG } from './der.ts';
import { OID } from './object-identifiers.ts';
import { derName, derNamePart, derPublicKey, ED25519_SIGNATURE } from './write.ts';

const crypto = nobleCrypto;
const ascii = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));
const USAGE_BITS: Readonly<Record<KeyUsage, number>> = {
  digitalSignature: 0x80,
  keyAgreement: 0x08,
  keyCertSign: 0x04,
};

export type Wanted = {
  readonly key: CertifiedKey;
  readonly usage: KeyUsage;
  /** Whose it is; an authority is known by its name. */
  readonly eui64?: Eui64;
  readonly name?: string;
  readonly isAuthority?: boolean;
  readonly notBefore?: string;
  readonly notAfter?: string;
  /** Put after the others, as it is. */
  readonly extension?: Uint8Array;
};

const nameOf = ({ eui64, name = 'test' }: Pick<Wanted, 'eui64' | 'name'>) =>
  derName(eui64, derNamePart(OID.organizationalUnit, der(TAG.utf8, ascii(name))));

const extension = (oid: string, value: Uint8Array) =>
  der(
    TAG.sequence,
    derOid(oid),
    der(TAG.boolean, Uint8Array.of(0xff)),
    der(TAG.octetString, value),
  );

/** Like 20290101000000Z, or without the century as UTCTime. */
const time = (text: string) =>
  der(text.length === 13 ? TAG.utcTime : TAG.generalizedTime, ascii(text));

function toBeSigned(issuer: Uint8Array, wanted: Wanted): Uint8Array {
  const { key, usage, isAuthority, notBefore = '200101000000Z' } = wanted;
  const { notAfter = '20991231235959Z' } = wanted;
  const constraints = der(TAG.sequence, der(TAG.boolean, Uint8Array.of(0xff)));
  return der(
    TAG.sequence,
    der(context(0), der(TAG.integer, Uint8Array.of(2))),
    der(TAG.integer, Uint8Array.of(1, 2, 3)),
    ED25519_SIGNATURE,
    issuer,
    der(TAG.sequence, time(notBefore), time(notAfter)),
    nameOf(wanted),
    derPublicKey(key),
    der(
      context(3),
      der(
        TAG.sequence,
        extension(OID.keyUsage, der(TAG.bitString, Uint8Array.of(0, USAGE_BITS[usage]))),
        ...(isAuthority ? [extension(OID.basicConstraints, constraints)] : []),
        ...(wanted.extension ? [wanted.extension] : []),
      ),
    ),
  );
}

/** An authority: its key, its name, and the certificates it makes. */
export class TestAuthority {
  readonly secret: Uint8Array;
  readonly name: string;

  constructor(name: string, secretByte: number) {
    this.name = name;
    this.secret = new Uint8Array(32).fill(secretByte);
  }

  get key(): CertifiedKey {
    return { kind: 'Ed25519', bytes: crypto.ed25519.publicKey(this.secret) };
  }

  certify(wanted: Wanted): Uint8Array {
    const signed = toBeSigned(nameOf({ name: this.name }), wanted);
    const signature = crypto.ed25519.sign(this.secret, signed);
    return der(TAG.sequence, signed, ED25519_SIGNATURE, derBits(signature));
  }

  /** The certificate of an authority below this one. */
  certifyAuthority({ key, name }: TestAuthority): Uint8Array {
    return this.certify({ key, name, usage: 'keyCertSign', isAuthority: true });
  }
}

export const unknownCritical = extension('1.2.3.4', der(TAG.null));
