/** Canonical XML, judged by xmllint, which knows nothing of this reader. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { XmlCursor } from '../xml-cursor.ts';
import { type CanonicalMethod, canonicalForm } from './canonical.ts';
import { xmlDocument } from './xml-document.testing.ts';

const DOCUMENTS = 600;
const OPTION: Readonly<Record<CanonicalMethod, string>> = {
  exclusive: '--exc-c14n',
  inclusive: '--c14n',
};

function canonical(text: string, method: CanonicalMethod, omitted?: number): string {
  const c = new XmlCursor(text, 'urn:none');
  const form = canonicalForm(c, method, omitted);
  c.end();
  return form;
}

/** The canonical forms of many documents, one after another. */
function judged(documents: readonly string[], method: CanonicalMethod): string {
  const folder = mkdtempSync(join(tmpdir(), 'canonical-'));
  try {
    const files = documents.map((document, at) => {
      const file = join(folder, `${at}.xml`);
      writeFileSync(file, document);
      return file;
    });
    const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore'];
    return execFileSync('xmllint', [OPTION[method], ...files], {
      encoding: 'utf8',
      stdio,
      maxBuffer: 64 * 1024 * 1024,
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const test = suite('canonical XML');

for (const method of ['exclusive', 'inclusive'] as const)
  test(`${method}, is what xmllint makes of the same documents`, () => {
    const documents = fc.sample(xmlDocument, { numRuns: DOCUMENTS, seed: 20_261_124 });
    const ours = documents.map(({ text }) => canonical(text, method));
    const all = judged(
      documents.map(({ withoutComments }) => withoutComments),
      method,
    );
    if (ours.join('') === all) return;
    const at = documents.findIndex(
      ({ withoutComments }, index) => judged([withoutComments], method) !== ours[index],
    );
    assert.is(ours[at], judged([documents[at]?.withoutComments ?? ''], method));
    assert.unreachable(`${documents[at]?.text}`);
  });

test('is its own canonical form', () => {
  fc.assert(
    fc.property(xmlDocument, fc.constantFrom('exclusive', 'inclusive'), ({ text }, method) => {
      const once = canonical(text, method);
      assert.is(canonical(once, method), once);
    }),
  );
});

const examples: readonly (readonly [
  what: string,
  xml: string,
  exclusive: string,
  inclusive: string,
])[] = [
  ['a comment inside text leaves no seam', '<a>1<!-- 9 -->2</a>', '<a>12</a>', '<a>12</a>'],
  ['an empty element has an end tag', '<a/>', '<a></a>', '<a></a>'],
  ['a CDATA section becomes text', '<a><![CDATA[<&]]></a>', '<a>&lt;&amp;</a>', '<a>&lt;&amp;</a>'],
  [
    'line ends are one character, a reference to one stays',
    '<a>\r\n&#13;</a>',
    '<a>\n&#xD;</a>',
    '<a>\n&#xD;</a>',
  ],
  [
    'a line end in an attribute is one space',
    '<a b="1\r\n2"/>',
    '<a b="1 2"></a>',
    '<a b="1 2"></a>',
  ],
  [
    'a namespace is kept where it is used, or where it is declared',
    '<a xmlns:n="urn:n" xmlns:m="urn:m"><n:b/><n:b/></a>',
    '<a><n:b xmlns:n="urn:n"></n:b><n:b xmlns:n="urn:n"></n:b></a>',
    '<a xmlns:m="urn:m" xmlns:n="urn:n"><n:b></n:b><n:b></n:b></a>',
  ],
  [
    'a namespace is declared again for whoever uses it after the element that declared it',
    '<r xmlns:a="urn:1"><a:x><a:y/></a:x><a:z/></r>',
    '<r><a:x xmlns:a="urn:1"><a:y></a:y></a:x><a:z xmlns:a="urn:1"></a:z></r>',
    '<r xmlns:a="urn:1"><a:x><a:y></a:y></a:x><a:z></a:z></r>',
  ],
  [
    'a prefix that became another one unused is declared where it is used',
    '<a:x xmlns:a="urn:1"><a:y/><y xmlns:a="urn:2"><a:z/></y><a:y/></a:x>',
    '<a:x xmlns:a="urn:1"><a:y></a:y><y><a:z xmlns:a="urn:2"></a:z></y><a:y></a:y></a:x>',
    '<a:x xmlns:a="urn:1"><a:y></a:y><y xmlns:a="urn:2"><a:z></a:z></y><a:y></a:y></a:x>',
  ],
  [
    'a prefix that was declared further in as another is what it was, after it',
    '<r xmlns:a="urn:1"><a:x><a:y/><a:x xmlns:a="urn:2"><a:y/></a:x><a:y/></a:x></r>',
    '<r><a:x xmlns:a="urn:1"><a:y></a:y><a:x xmlns:a="urn:2"><a:y></a:y></a:x><a:y></a:y></a:x></r>',
    '<r xmlns:a="urn:1"><a:x><a:y></a:y><a:x xmlns:a="urn:2"><a:y></a:y></a:x><a:y></a:y></a:x></r>',
  ],
  [
    // By the specification; xmllint leaves this character as it is.
    'an ampersand in a namespace stays a reference',
    '<a xmlns="urn:a&amp;b"/>',
    '<a xmlns="urn:a&amp;b"></a>',
    '<a xmlns="urn:a&amp;b"></a>',
  ],
  [
    'attributes are in the order of their namespaces, not of their prefixes',
    '<a xmlns:y="urn:1" xmlns:x="urn:2" x:k="2" y:k="1" k="0"/>',
    '<a xmlns:x="urn:2" xmlns:y="urn:1" k="0" y:k="1" x:k="2"></a>',
    '<a xmlns:x="urn:2" xmlns:y="urn:1" k="0" y:k="1" x:k="2"></a>',
  ],
];
for (const [what, xml, exclusive, inclusive] of examples)
  test(what, () => {
    assert.is(canonical(xml, 'exclusive'), exclusive);
    assert.is(canonical(xml, 'inclusive'), inclusive);
  });

test('an element is left out, and the space around it is not', () => {
  const xml = '\ufeff<a> <b><c/></b> <b>2</b>\n</a>';
  assert.is(canonical(xml, 'exclusive', xml.indexOf('<b>2')), '<a> <b><c></c></b> \n</a>');
  assert.is(canonical(xml, 'exclusive', xml.indexOf('<c/>')), '<a> <b></b> <b>2</b>\n</a>');
});

test.run();
