/**
 * A supplier signs only what it asked for: the head-end's pre-command is taken apart and compared
 * with the request, so that a head-end that was taken over cannot have another command signed.
 */
import { equalBytes } from '../../../protocol/bytes.ts';
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

/** What differs, by name: fields of the body, then fields of the value. Empty: sign it. */
export function preCommandDifferences(asked: Asked, preCommand: Uint8Array): readonly string[] {
  const expected: Body = {
    originator: asked.originator,
    recipient: asked.device,
    counter: asked.counter,
    service: serviceNumber(asked.service.reference),
    content: toCborValue(asked.service.request, asked.value as never),
  };
  // Canonical: equal bytes and equal meaning are the same thing.
  if (equalBytes(encodeBody(expected), preCommand)) return [];
  try {
    const found = decodeBody(preCommand);
    const named = [
      ...bodyDifferences(expected, found),
      ...valueDifferences(asked, expected, found),
    ];
    return named.length ? named : ['form'];
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return [`unreadable: ${error.reason}`];
  }
}

function bodyDifferences(expected: Body, found: Body): string[] {
  const { content: _asked, ...known } = expected;
  const { content: _found, ...given } = found;
  const names = new Set([...Object.keys(known), ...Object.keys(given)]) as Set<keyof typeof known>;
  return [...names].filter((name) => known[name] !== given[name]);
}

function valueDifferences({ service }: Asked, expected: Body, found: Body): string[] {
  return mapDifferences(service.request, expected.content, found.content ?? new Map(), 'value');
}

/** Walks both maps together, naming keys by the definition as deep as it has structs. */
function mapDifferences(
  type: AnyType | undefined,
  expected: CborValue | undefined,
  found: CborValue | undefined,
  path: string,
): string[] {
  if (!isCborMap(expected) || !isCborMap(found)) return isSame(expected, found) ? [] : [path];
  return [...new Set([...expected.keys(), ...found.keys()])].flatMap((key) => {
    const [name, inner] = fieldOf(type, key);
    return mapDifferences(inner, expected.get(key), found.get(key), `${path}.${name}`);
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
