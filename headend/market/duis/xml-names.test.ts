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

const elementsOf = (text: string) => {
  const c = new XmlCursor(text, 'urn:a');
  return c.inside(() => {
    const found: string[] = [];
    while (c.open) {
      found.push(c.raw);
      c.skip();
    }
    return found;
  });
};

names('that begin alike are not taken for each other', () => {
  for (const other of ['ab', 'a:b', 'a.b', 'b'])
    for (const usual of ['<a/>', '<a/><a/>'])
      for (let round = 0; round < 2; round += 1) {
        // First what is then likely to follow, then what follows.
        assert.equal(elementsOf(`<r>${usual}${usual}</r>`).length, usual.length / 2);
        assert.equal(elementsOf(`<r xmlns:a="u"><a/><${other}/><a/></r>`), ['a', other, 'a']);
      }
  assert.throws(() => elementsOf('<r><ab></a></r>'));
  assert.throws(() => elementsOf('<r><a></ab></r>'));
});

names.run();
