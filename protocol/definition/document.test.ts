/** The words of the documentation: limits, names, numbers, and links that lead somewhere. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { servicesDocument } from '../services/reference.ts';
import { describe, row, valueTable } from './document-types.ts';
import { enumeration, eui64, integer, wildcard } from './scalars.ts';
import { joined, list, rows } from './words.ts';

const words = suite('documentation');

words('says the limits and the unit of a number', () => {
  assert.is(describe(integer(0, 100, { unit: 'Wh' })), 'integer 0 to 100 (Wh)');
  assert.is(describe(list('Day', eui64, 1, 16)), 'list of 1 to 16');
  assert.is(describe(rows('Day', eui64, 7, 7)), 'rows by index, 7');
  assert.match(describe(joined(',', eui64, 1, 9)), /list of 1 to 9, in XML with `,` between; each/);
});

words('says the number of a name, and its text where that is another', () => {
  const type = enumeration({ Daily: 1, HalfYearly: 5 }, { texts: { HalfYearly: 'Half-Yearly' } });
  assert.is(describe(type), 'one of `Daily` 1, `HalfYearly` 5 (`Half-Yearly`)');
  const month = wildcard('Is', integer(1, 12), { any: { code: -1, element: 'IsOpen' } });
  assert.is(describe(month), 'integer 1 to 12 or any; in XML `<Is>`, or `any` -1 (`<IsOpen>`)');
});

words('keeps a bar in a text from ending the cell', () => {
  assert.is(row('a|b', 'c'), '| a\\|b | c |');
});

words('shows each kind of value as each format writes it', () => {
  const table = valueTable();
  assert.match(table, /\| decimal with 3 places \| `1\.250` \| `1250` \| `1250` \|/);
  assert.match(table, /\| bytes \| `AQL\/` \| `"AQL\/"` \| `h'0102ff'` \|/);
  assert.match(
    table,
    /\| integer or an open name \| `<NonSpecifiedMonth\/>` \| `"any"` \| `-1` \|/,
  );
});

/** As Markdown makes an anchor of a heading. */
const anchor = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');

words('links within the reference lead to a heading that is there once', () => {
  const text = servicesDocument();
  const anchors = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchor(heading));
  const links = new Set([...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, to = '']) => to));
  assert.ok(links.size > 129);
  for (const link of links) assert.is(anchors.filter((one) => one === link).length, 1, link);
});

words.run();
