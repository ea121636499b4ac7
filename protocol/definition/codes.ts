/** Names with numbers: enumerations, and numbers that may be left open. */
import { SAFE, type Scalar, scalar } from './scalar.ts';

/**
 * Names with written codes. The text in XML is the name, unless `texts` gives another: a name is
 * an identifier, a text may hold blanks.
 */
export function enumeration<const C extends Readonly<Record<string, number>>>(
  codes: C,
  options: { token?: boolean; texts?: { readonly [K in keyof C]?: string } } = {},
): Scalar<keyof C & string> {
  const byCode = new Map(Object.entries(codes).map(([name, code]) => [code, name]));
  if (byCode.size !== Object.keys(codes).length || [...byCode.keys()].some((code) => code < 1))
    throw new Error('enumeration codes: unique, 1 or more');
  const texts: Readonly<Record<string, string | undefined>> = options.texts ?? {};
  const byText = new Map(Object.keys(codes).map((name) => [texts[name] ?? name, name]));
  if (byText.size !== byCode.size) throw new Error('enumeration texts: unique');
  const describe = `one of ${[...byText.keys()].join(', ')}`;
  return scalar({
    word: 'enumeration',
    describe,
    wire: 'integer',
    codes,
    collapse: options.token ?? false,
    min: Math.min(...byCode.keys()),
    max: Math.max(...byCode.keys()),
    check: (value) =>
      typeof value === 'string' && Object.hasOwn(codes, value) ? undefined : `expected ${describe}`,
    toText: (value) => texts[value as string] ?? (value as string),
    fromText: (text) => byText.get(text),
    toWire: (value) => codes[value as string],
    fromWire: (code) => byCode.get(code as number),
  });
}

/**
 * A number that may be left open. In XML one child element says which: the number in `specified`,
 * or an empty element per open name. Everywhere else it is one integer; the open codes are negative.
 */
export function wildcard<
  const N extends Readonly<Record<string, { code: number; element: string }>>,
>(specified: string, number: Scalar<number>, open: N): Scalar<number | (keyof N & string)> {
  const codes = Object.fromEntries(Object.entries(open).map(([name, o]) => [name, o.code]));
  const byCode = new Map(Object.entries(codes).map(([name, code]) => [code, name]));
  if (byCode.size !== Object.keys(open).length || [...byCode.keys()].some((code) => code >= 0))
    throw new Error('open codes: unique, negative');
  const describe = `${number.describe} or ${Object.keys(open).join(', ')}`;
  return scalar({
    word: 'wildcard',
    describe,
    wire: 'integer',
    codes,
    min: Math.min(...byCode.keys()),
    max: number.max ?? SAFE,
    children: {
      specified,
      named: Object.fromEntries(Object.entries(open).map(([name, o]) => [name, o.element])),
    },
    check: (value) =>
      typeof value === 'string' && Object.hasOwn(codes, value)
        ? undefined
        : number.check(value) && `expected ${describe}`,
    toText: (value) => number.toText(value),
    fromText: (text) => number.fromText(text),
    toWire: (value) => (typeof value === 'string' ? codes[value] : value),
    fromWire: (wire) => ((wire as number) < 0 ? byCode.get(wire as number) : wire),
  });
}
