/**
 * What a scalar word is. Each says once how its value is checked, written as text, and carried on
 * the wire; every derivation then only knows five wire shapes and four composites.
 */
import type { Type } from './words.ts';

export type Wire = 'integer' | 'big' | 'text' | 'bytes' | 'boolean';

export interface AnyScalar {
  readonly kind: 'scalar';
  readonly word: string;
  /** What a reader of an error or of the documentation is told: "integer 1 to 16". */
  readonly describe: string;
  readonly wire: Wire;
  /** Bounds of the wire integer; they pick the protobuf type and the JSON Schema. */
  readonly min?: number | bigint;
  readonly max?: number | bigint;
  readonly pattern?: string;
  readonly codes?: Readonly<Record<string, number>>;
  /** Whitespace around the text means nothing (every XSD type but xs:string). */
  readonly collapse: boolean;
  /** Set where XML says the value with one child element instead of text (a wildcard). */
  readonly children?: {
    readonly specified: string;
    readonly named: Readonly<Record<string, string>>;
  };
  /** The reason a value is refused. */
  check(value: unknown): string | undefined;
  toText(value: unknown): string;
  /** undefined: not even of the form. Limits are left to check. */
  fromText(text: string): unknown;
  toWire(value: unknown): unknown;
  fromWire(wire: unknown): unknown;
}
export type Scalar<T> = AnyScalar & Type<T>;

export const same = (value: unknown) => value;
export const SAFE = Number.MAX_SAFE_INTEGER;

export function scalar<T>(
  parts: Partial<AnyScalar> & Pick<AnyScalar, 'word' | 'describe' | 'wire' | 'check' | 'fromText'>,
): Scalar<T> {
  return { kind: 'scalar', collapse: true, toText: String, toWire: same, fromWire: same, ...parts };
}

export const range =
  (min: number | bigint, max: number | bigint, describe: string) => (value: unknown) =>
    typeof value === typeof min &&
    (value as number) >= min &&
    (value as number) <= max &&
    (typeof value === 'bigint' || Number.isInteger(value))
      ? undefined
      : `expected ${describe}`;
