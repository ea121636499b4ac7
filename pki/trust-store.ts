/**
 * The certificates on record, each led back to a root of the folder, and those revoked. What is not whole is
 * named and nothing is loaded: a store that left out a file would be one that trusts by accident.
 */
import { createHash } from 'node:crypto';
import type { Eui64 } from '../protocol/identifiers/eui64.ts';
import { Refused } from '../protocol/refused.ts';
import { type Authority, authoritiesIn, problemInChain } from './chain.ts';
import { fileIn, inFile, namesIn, pemBytes, stateOf } from './directory.ts';
import { nameKey } from './names.ts';
import { judge, type TrustedCertificate } from './trusted-certificate.ts';
import type { CertificateUse } from './uses.ts';

export type { TrustedCertificate } from './trusted-certificate.ts';
export type { CertificateUse } from './uses.ts';
export type CertificateProblem = 'unknown' | 'notYetValid' | 'expired' | 'revoked' | 'wrongUse';

type Contents = {
  readonly authorities: readonly Authority[];
  readonly byName: ReadonlyMap<string, TrustedCertificate>;
  readonly byFingerprint: ReadonlyMap<string, TrustedCertificate>;
  readonly holders: ReadonlySet<string>;
  readonly state: string;
};

/** Issuer names come from outside, in as many spellings as somebody likes to send. */
const SPELLINGS_MAX = 10_000;

export class TrustStore {
  readonly directory: string;
  readonly #spellings = new Map<string, string>();
  #contents: Contents;

  private constructor(directory: string) {
    this.directory = directory;
    this.#contents = contentsOf(directory);
  }

  /** Throws Refused with the name of the first file that is damaged, or leads to no root. */
  static load(directory: string): TrustStore {
    return new TrustStore(directory);
  }

  /** As the folder is now. When it throws, what was loaded before stands. */
  reload(): void {
    this.#contents = contentsOf(this.directory, this.#contents);
  }

  /** True when there was something new. Throws like `reload`. */
  reloadIfChanged(): boolean {
    if (stateOf(this.directory) === this.#contents.state) return false;
    this.reload();
    return true;
  }

  /** `issuerName` as any software writes it: see `nameKey`. */
  find(issuerName: string, serialNumber: bigint): TrustedCertificate | undefined {
    return this.#contents.byName.get(`${this.#keyOf(issuerName)}/${serialNumber}`);
  }

  byFingerprint(sha256Hex: string): TrustedCertificate | undefined {
    return this.#contents.byFingerprint.get(sha256Hex);
  }

  problemOf(
    certificate: TrustedCertificate,
    use: CertificateUse,
    atUtcSeconds: number,
  ): CertificateProblem | undefined {
    const held = this.byFingerprint(certificate.fingerprint);
    return held ? this.#problem(held, use, atUtcSeconds) : 'unknown';
  }

  /** A certificate on record, whatever its state. */
  has(eui64: Eui64, use: CertificateUse): boolean {
    return this.#contents.holders.has(`${eui64}/${use}`);
  }

  all(): Iterable<TrustedCertificate> {
    return this.#contents.byFingerprint.values();
  }

  /** The authority whose list should have been signed anew by then; undefined when all are in date. */
  staleList(atUtcSeconds: number): string | undefined {
    const stale = this.authorities.find(({ list }) => list.nextUpdateUtcSeconds < atUtcSeconds);
    return stale?.file;
  }

  get authorities(): readonly Authority[] {
    return this.#contents.authorities;
  }

  /**
   * A certificate that somebody shows, on record or not: it counts when it leads to a root here. Throws Refused
   * when it does not, or is none; `problemOf` would call it unknown.
   */
  examine(certificate: Uint8Array): TrustedCertificate {
    return judge(certificate, this.#contents.authorities);
  }

  /** What is wrong with one that `examine` gave. */
  problemOfShown(
    certificate: TrustedCertificate,
    use: CertificateUse,
    atUtcSeconds: number,
  ): CertificateProblem | undefined {
    return this.#problem(certificate, use, atUtcSeconds);
  }

  #problem(
    certificate: TrustedCertificate,
    use: CertificateUse,
    atUtcSeconds: number,
  ): CertificateProblem | undefined {
    if (certificate.use !== use) return 'wrongUse';
    const { authorities } = this.#contents;
    const issuer = authorities.find(({ name }) => name === certificate.issuerName);
    return issuer ? problemInChain(certificate, issuer, authorities, atUtcSeconds) : 'unknown';
  }

  #keyOf(issuerName: string): string {
    const known = this.#spellings.get(issuerName);
    if (known !== undefined) return known;
    if (this.#spellings.size >= SPELLINGS_MAX) this.#spellings.clear();
    const key = nameKey(issuerName);
    this.#spellings.set(issuerName, key);
    return key;
  }
}

const NOTHING: Contents['byFingerprint'] = new Map();
const sha256Hex = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Then a certificate that was judged is what it was; its list is looked at when it is asked for. */
const isSame = (some: readonly Authority[], others: readonly Authority[]): boolean =>
  some.map(({ pem }) => pem).join() === others.map(({ pem }) => pem).join();

function contentsOf(directory: string, before?: Contents): Contents {
  // Before the files are read: what changes meanwhile is seen the next time.
  const state = stateOf(directory);
  const authorities = authoritiesIn(directory);
  const judged = before && isSame(before.authorities, authorities) ? before.byFingerprint : NOTHING;
  const byName = new Map<string, TrustedCertificate>();
  const byFingerprint = new Map<string, TrustedCertificate>();
  const holders = new Set<string>();
  for (const name of namesIn(directory, 'certificates')) {
    const one = inFile(directory, 'certificates', name, (text) => {
      const bytes = pemBytes(text, 'CERTIFICATE');
      return judged.get(sha256Hex(bytes)) ?? judge(bytes, authorities);
    });
    const key = `${nameKey(one.issuerName)}/${one.serialNumber}`;
    const same = byName.get(key);
    if (same && same.fingerprint !== one.fingerprint)
      throw new Refused(
        fileIn(directory, 'certificates', name),
        'has the issuer and serial number of another',
      );
    byName.set(key, one);
    byFingerprint.set(one.fingerprint, one);
    holders.add(`${one.eui64}/${one.use}`);
  }
  return { authorities, byName, byFingerprint, holders, state };
}
