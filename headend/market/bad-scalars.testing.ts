/** For tests: what no value of a scalar is, by its definition: another kind of thing, and one beyond each limit. */
import type { AnyScalar } from '../../protocol/definition/scalars.ts';

const NO_FORM: Readonly<Record<string, string>> = {
  integer: 'twelve',
  big: '1.5',
  decimal: '1,5',
  boolean: 'maybe',
  enumeration: 'NoSuchWord',
  bytes: '*',
  eui64: '00-DB',
  utcDateTime: 'yesterday',
  utcTime: 'noon',
  date: '28/03/2015',
};
const NO_MOMENT: Readonly<Record<string, readonly string[]>> = {
  utcDateTime: ['1969-12-31T23:59:59Z', '2015-02-30T00:00:00Z', '10000-01-01T00:00:00Z'],
  utcTime: ['24:00:00Z', '23:60:00Z'],
  date: ['1969-12-31', '2015-02-29'],
};
/** Of a pattern: what few have. */
const ODD_TEXTS = ['§', '§§§', '§'.repeat(20)];

const isRefused = (type: AnyScalar, text: string): boolean => {
  const value = type.fromText(text);
  return value === undefined || type.check(value) !== undefined;
};

/** Text that is not of the form; undefined where every text is (a text without a pattern). */
export function wrongForm(type: AnyScalar): string | undefined {
  const { word, pattern } = type;
  const texts = word === 'text' ? (pattern ? ODD_TEXTS : []) : [NO_FORM[word] ?? ''];
  return texts.find((text) => isRefused(type, text));
}

/** Texts of the form, one beyond a limit; an enumeration and a boolean have none. */
export function beyond(type: AnyScalar): readonly string[] {
  const { word, min, max, pattern } = type;
  switch (word) {
    case 'integer':
    case 'big':
      return [String(BigInt(min ?? 0) - 1n), String(BigInt(max ?? 0) + 1n)];
    case 'decimal':
      return [type.toText(Number(min) - 1), type.toText(Number(max) + 1)];
    case 'bytes':
      return sizes(type).map((size) => type.toText(new Uint8Array(size)));
    case 'text':
      return pattern ? [] : sizes(type).map((size) => 'x'.repeat(size));
    default:
      return NO_MOMENT[word] ?? [];
  }
}

const sizes = ({ min, max }: AnyScalar): readonly number[] => [
  ...(Number(min) > 0 ? [Number(min) - 1] : []),
  Number(max) + 1,
];
