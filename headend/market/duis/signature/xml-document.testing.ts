/** Well-formed documents with everything canonical form has to level: namespaces, quotes, references, CDATA, comments. */
import fc from 'fast-check';

/** The same document twice; xmllint's canonical form keeps comments, so that it is given one without. */
export type Document = { readonly text: string; readonly withoutComments: string };
type Namespaces = Readonly<Record<string, string>>;
type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'comment'; readonly text: string }
  | { readonly kind: 'element'; readonly element: Element };
type Element = {
  readonly prefix: string;
  readonly local: string;
  readonly declared: Namespaces;
  readonly attributes: readonly (readonly [prefix: string, local: string, value: string])[];
  readonly isSingleQuoted: boolean;
  readonly blank: string;
  readonly isClosedAtOnce: boolean;
  readonly isDeclaredLast: boolean;
  readonly content: readonly Piece[];
};

const PREFIXES = ['', 'a', 'b', 'zz'];
const URIS = ['urn:a', 'urn:b', 'http://www.w3.org/2000/09/xmldsig#'];
const LOCALS = ['x', 'Y', 'long-name.1', '_z'];

const texts = fc.constantFrom(
  ...['plain', ' ', '\n  ', '\r\n', '\r', '\t', '>', '"', "'", '&amp;', '&lt;', '&gt;', '&quot;'],
  ...['&apos;', '&#13;', '&#xD;', '&#10;', '&#x9;', '&#60;', '£', '€', '\u{1f50c}', '&#x1f50c;'],
);
const text = fc.array(texts, { maxLength: 4 }).map((parts) => parts.join(''));
const section = fc
  .constantFrom('', 'a<b', '&amp;', ' ]] > ', '\r\n', '"')
  .map((inside) => `<![CDATA[${inside}]]>`);
const comment = fc.constantFrom('', ' <x> &y; ', '\r\n', ' - ').map((inside) => `<!--${inside}-->`);

const declarations = fc
  .dictionary(fc.constantFrom(...PREFIXES), fc.constantFrom('', ...URIS), { maxKeys: 3 })
  .map((found) =>
    // Only the default namespace can be declared as nothing.
    Object.fromEntries(Object.entries(found).filter(([prefix, uri]) => prefix === '' || uri)),
  );
const attributes = fc.uniqueArray(
  fc.tuple(fc.constantFrom('', 'xml', ...PREFIXES.slice(1)), fc.constantFrom(...LOCALS), text),
  { maxLength: 4, selector: ([, local]) => local },
);

const { element } = fc.letrec<{ element: Element; piece: Piece }>((tie) => ({
  element: fc.record({
    prefix: fc.constantFrom(...PREFIXES),
    local: fc.constantFrom(...LOCALS),
    declared: declarations,
    attributes,
    isSingleQuoted: fc.boolean(),
    blank: fc.constantFrom(' ', '\n', '\r\n  ', '\t'),
    isClosedAtOnce: fc.boolean(),
    isDeclaredLast: fc.boolean(),
    content: fc.array(tie('piece'), { maxLength: 5 }),
  }),
  piece: fc.oneof(
    { depthSize: 'small' },
    fc.oneof(text, section).map((written): Piece => ({ kind: 'text', text: written })),
    comment.map((written): Piece => ({ kind: 'comment', text: written })),
    tie('element').map((one): Piece => ({ kind: 'element', element: one })),
  ),
}));

/** What is used and nowhere declared is declared on the spot. */
function completed(
  { prefix, declared, attributes: found }: Element,
  outer: Namespaces,
): Namespaces {
  const used = [prefix, ...found.map(([of]) => of)].filter((of) => of !== '' && of !== 'xml');
  const missing = used.filter((of) => !(of in outer) && !(of in declared));
  return { ...declared, ...Object.fromEntries(missing.map((of) => [of, 'urn:missing'])) };
}

const named = (prefix: string, local: string) => (prefix === '' ? local : `${prefix}:${local}`);

function written(one: Element, outer: Namespaces, hasComments: boolean): string {
  const declared = completed(one, outer);
  const quote = one.isSingleQuoted ? "'" : '"';
  const attribute = (name: string, value: string) =>
    `${one.blank}${name}${quote === "'" ? ' = ' : '='}${quote}${value.replaceAll(quote, '-')}${quote}`;
  const namespaces = Object.entries(declared).map(([prefix, uri]) =>
    attribute(prefix === '' ? 'xmlns' : `xmlns:${prefix}`, uri),
  );
  const others = one.attributes.map(([prefix, local, value]) =>
    attribute(named(prefix, local), value),
  );
  const parts = one.isDeclaredLast ? [...others, ...namespaces] : [...namespaces, ...others];
  const name = named(one.prefix, one.local);
  const scope = { ...outer, ...declared };
  const content = one.content.map((piece) => pieceText(piece, scope, hasComments)).join('');
  if (one.content.length === 0 && one.isClosedAtOnce) return `<${name}${parts.join('')} />`;
  return `<${name}${parts.join('')}>${content}</${name}${one.isClosedAtOnce ? one.blank : ''}>`;
}

function pieceText(piece: Piece, scope: Namespaces, hasComments: boolean): string {
  if (piece.kind === 'element') return written(piece.element, scope, hasComments);
  return piece.kind === 'text' || hasComments ? piece.text : '';
}

/** Documents in which every prefix is declared and no attribute is given twice. */
export const xmlDocument: fc.Arbitrary<Document> = element.map((root) => ({
  text: `<?xml version="1.0"?>\n<!-- before -->${written(root, {}, true)}\n<!-- after -->`,
  withoutComments: `<?xml version="1.0"?>\n${written(root, {}, false)}\n`,
}));
