/**
 * A supplier signs only what it asked for: the head-end's pre-command is taken apart and compared
 * with the request, so that a head-end that was taken over cannot have another command signed.
 */
import { equalBytes, toHex } from '../../../protocol/bytes.ts';
import { type CborValue, encodeCanonical, isCborMap } from '../../../protocol/cbor/canonical.ts';
import { toCborValue } from '../../../protocol/definition/cbor.ts';
import { type Service, serviceNumber } from '../../../protocol/definition/service.ts';
import type { AnyType } from '../../../protocol/definition/words.ts';
import { type Body, decodeBody, encodeBody } from '../../../protocol/envelope/body.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import { Refused } from '../../../protocol/refused.ts';

export type Asked = {
  readonly originator: Eui64;
  readonly device: Eui64;
  readonly counter: bigint;
  readonly service: Service;
  /** The value of `service.request`. */
  readonly value: unknown;
};

/** One field of both, as a person reads it. */
export type Difference = {
  /** Of a field of the body, or of the value: `value.mode.prepayment.disablementThreshold`. */
  readonly name: string;
  readonly asked: string;
  readonly found: string;
};

/** What differs, fields of the body first, then fields of the value. Empty: sign it. */
export function preCommandDifferences(asked: Asked, preCommand: Uint8Array): readonly Difference[] {
  const expected: Body = {
    originator: asked.originator,
    recipient: asked.device,
    counter: asked.counter,
    service: serviceNumber(asked.service.reference),
    content: toCborValue(asked.service.request, asked.value as never),
  };
  const bytes = encodeBody(expected);
  // Canonical: equal bytes and equal meaning are the same thing.
  if (equalBytes(bytes, preCommand)) return [];
  const whole = (name: string): Difference => ({
    name,
    asked: shown(bytes),
    found: shown(preCommand),
  });
  try {
    const found = decodeBody(preCommand);
    const named = [
      ...bodyDifferences(expected, found),
      ...valueDifferences(asked, expected, found),
    ];
    return named.length ? named : [whole('form')];
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return [whole(`unreadable: ${error.reason}`)];
  }
}

function bodyDifferences(expected: Body, found: Body): Difference[] {
  const { content: _asked, ...known } = expected;
  const { content: _found, ...given } = found;
  const names = new Set([...Object.keys(known), ...Object.keys(given)]) as Set<keyof typeof known>;
  return [...names]
    .filter((name) => known[name] !== given[name])
    .map((name) => ({ name, asked: shown(known[name]), found: shown(given[name]) }));
}

function valueDifferences({ service }: Asked, expected: Body, found: Body): Difference[] {
  return mapDifferences(service.request, expected.content, found.content ?? new Map(), 'value');
}

/** Walks both maps together, naming keys by the definition as deep as it has structs. */
function mapDifferences(
  type: AnyType | undefined,
  expected: CborValue | undefined,
  found: CborValue | undefined,
  name: string,
): Difference[] {
  if (!isCborMap(expected) || !isCborMap(found))
    return isSame(expected, found) ? [] : [{ name, asked: shown(expected), found: shown(found) }];
  return [...new Set([...expected.keys(), ...found.keys()])].flatMap((key) => {
    const [field, inner] = fieldOf(type, key);
    return mapDifferences(inner, expected.get(key), found.get(key), `${name}.${field}`);
  });
}

function fieldOf(type: AnyType | undefined, key: number): [string, AnyType | undefined] {
  const fields =
    type?.kind === 'struct' ? type.fields : type?.kind === 'choice' ? type.branches : {};
  const found = Object.entries(fields).find(([, field]) => field.key === key);
  return found ? [found[0], found[1].type] : [String(key), undefined];
}

function isSame(a: CborValue | undefined, b: CborValue | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return equalBytes(encodeCanonical(a), encodeCanonical(b));
}

/** As it is on the wire; what is long is cut, for a person will look at the place. */
const SHOWN_CHARACTERS_MAX = 200;
function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'bigint') return String(value);
  const text = JSON.stringify(plain(value));
  return text.length > SHOWN_CHARACTERS_MAX ? `${text.slice(0, SHOWN_CHARACTERS_MAX)}…` : text;
}

/** What JSON has no words for: bytes in hexadecimal, large numbers and keys as text. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array) return toHex(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return Object.fromEntries(entries.map(([key, part]) => [String(key), plain(part)]));
}
