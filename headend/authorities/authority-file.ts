/**
 * The keys of the parties beside the head-end, in a file of their own, readable by its user alone. Kept away from the
 * head-end's folder and its backups they are of use: who has the one has not the other.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fromHex, toHex } from '../../protocol/bytes.ts';
import { eui64FromBytes, parseEui64 } from '../../protocol/identifiers/eui64.ts';
import { Refused } from '../../protocol/refused.ts';
import type { Authorities, Signer } from './authorities.ts';

const NAMES = ['changeOfSupplier', 'handover'] as const;
const SECRET_BYTES = 32;

/**
 * The parties in a file; where there is none it is written with a new change-of-supplier party, which meters have to
 * be given as an anchor. Throws Refused when it is damaged or names no party.
 */
export function loadAuthorities(path: string): Authorities {
  if (!existsSync(path)) return makeAuthorities(path);
  const json = jsonIn(path);
  const unknown = Object.keys(json).find((name) => !NAMES.some((known) => known === name));
  if (unknown !== undefined) throw new Refused(path, `no such party: ${unknown.slice(0, 40)}`);
  const named = NAMES.filter((name) => json[name] !== undefined);
  if (named.length === 0) throw new Refused(path, `names none of ${NAMES.join(', ')}`);
  return Object.fromEntries(named.map((name) => [name, signerOf(path, name, json[name])]));
}

function makeAuthorities(path: string): Authorities {
  const id = randomBytes(8);
  // Locally administered: nobody has assigned it.
  id[0] = ((id[0] as number) & 0xfc) | 0x02;
  const eui64 = eui64FromBytes(id);
  const signingSecret = new Uint8Array(randomBytes(SECRET_BYTES));
  const json = { changeOfSupplier: { eui64, signingSecret: toHex(signingSecret) } };
  writeFileSync(path, `${JSON.stringify(json, null, 2)}\n`, {
    mode: 0o600,
    flag: 'wx',
    flush: true,
  });
  return { changeOfSupplier: { eui64, signingSecret } };
}

function signerOf(path: string, name: string, value: unknown): Signer {
  const { eui64, signingSecret } = Object(value);
  const bytes = fromHex(String(signingSecret));
  if (bytes?.length !== SECRET_BYTES)
    throw new Refused(path, `${name}.signingSecret: expected 32 bytes in hexadecimal`);
  try {
    return { eui64: parseEui64(String(eui64)), signingSecret: bytes };
  } catch {
    throw new Refused(path, `${name}.eui64: expected an EUI-64`);
  }
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
