/** The table of names: whatever is in it, a name is the one that stands in the document. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { XmlCursor } from './xml-cursor.ts';
import { nameBetween } from './xml-names.ts';

const names = suite('names of XML');

names('of one place in the table are told apart, and a table that is full forgets', () => {
  for (let round = 0; round < 2; round += 1)
    for (let at = 0; at < 10_000; at += 1) {
      const raw = `p${at % 7}:n${at}`;
      const found = nameBetween(Buffer.from(` ${raw} `), 1, raw.length + 1, 4095);
      assert.equal([found.raw, found.prefix, found.local], [raw, `p${at % 7}`, `n${at}`]);
    }
});

names('are read as they stand, in whatever order they came before', () => {
  const name = fc.stringMatching(/^[A-Za-z_][\w.-]{0,6}(:[A-Za-z_][\w.-]{0,6})?$/);
  const declared = (raw: string) => {
    const [prefix, local] = raw.split(':');
    return local && !/^xml/i.test(prefix ?? '') ? ` xmlns:${prefix}="urn:a"` : '';
  };
  const usable = name.filter((raw) => !/^xml(ns)?:/.test(raw));
  fc.assert(
    fc.property(fc.array(usable, { minLength: 1, maxLength: 30 }), (written) => {
      const inside = written.map((raw) => `<${raw}${declared(raw)}></${raw}>`).join('');
      const c = new XmlCursor(`<r>${inside}</r>`, 'urn:a');
      const read = c.inside(() => {
        const found: string[] = [];
        while (c.open) {
          found.push(c.raw);
          c.skip();
        }
        return found;
      });
      assert.equal(read, written);
    }),
  );
});

names('that begin alike are not taken for each other', () => {
  // The second time, each is what was likely after the one before.
  for (const text of [
    '<r><a/><ab/><a/></r>',
    '<r><ab/><a/><ab/></r>',
    '<r><a/><a:b xmlns:a="u"/></r>',
  ])
    for (let round = 0; round < 2; round += 1) {
      const c = new XmlCursor(text, 'urn:a');
      const found: string[] = [];
      c.inside(() => {
        while (c.open) {
          found.push(c.raw);
          c.skip();
        }
      });
      assert.equal(
        found,
        [...text.matchAll(/<([\w:]+)(?: [^>]*)?\/>/g)].map(([, raw]) => raw),
      );
    }
  assert.throws(() => new XmlCursor('<r><ab></a></r>', 'urn:a').skip());
  assert.throws(() => new XmlCursor('<r><a></ab></r>', 'urn:a').skip());
});

names.run();
