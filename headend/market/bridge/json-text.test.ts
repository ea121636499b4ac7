/** JSON from outside: what JSON.parse would let through. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Refused } from '../../../protocol/refused.ts';
import { DEPTH_MAX, parseJson } from './json-text.ts';

const utf8 = new TextEncoder();
const parsed = (text: string) => parseJson(utf8.encode(text));
const refusal = (bytes: Uint8Array) => {
  try {
    parseJson(bytes);
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return error;
    throw error;
  }
};

const test = suite('JSON text');

test('any JSON is read as JSON.parse reads it, and no name in it stands twice', () => {
  const property = fc.property(fc.json({ maxDepth: 6 }), fc.boolean(), (text, isWide) => {
    const written = isWide ? JSON.stringify(JSON.parse(text), undefined, 2) : text;
    assert.equal(parsed(written).value, JSON.parse(written));
    assert.equal(parsed(written).twice, []);
  });
  fc.assert(property, { seed: 20_261_124, numRuns: 500 });
});

const TWICE: readonly (readonly [string, readonly (string | number)[]])[] = [
  ['{"a":1,"b":2,"a":3}', ['a']],
  ['{"a":1,"\\u0061":3}', ['a']],
  ['[{"a":1},{"b":{"c":[1,{"d":0,"e":{},"d":1}]}}]', [1, 'b', 'c', 1, 'd']],
  ['{"a":"},{\\"a\\":","b":[],"b":0}', ['b']],
  ['{"__proto__":1,"__proto__":2}', ['__proto__']],
  ['{"":1,"":2}', ['']],
];
for (const [text, path] of TWICE)
  test(`a name that stands twice is found: ${text}`, () => {
    assert.equal(parsed(text).twice, [path]);
  });

test('of millions of names that stand twice one is kept, of each event', () => {
  const doubles = '"a":0,'.repeat(1_000_000);
  assert.equal(parsed(`{${doubles}"b":0}`).twice, [['a']]);
  assert.equal(parsed(`[{${doubles}"b":0},{${doubles}"b":0}]`).twice, [
    [0, 'a'],
    [1, 'a'],
  ]);
});

test('what is no JSON is refused with its place and without its content', () => {
  for (const text of [
    '',
    '{',
    '{"a":}',
    '[1,]',
    '{"utrn":7394x}',
    "{'a':1}",
    '\ufeff{}',
    '"',
    '{"a',
  ]) {
    const refused = refusal(utf8.encode(text));
    assert.is(refused?.code, 'JSON_REFUSED', text);
    assert.not.match(refused?.reason ?? '', /7394/);
  }
});

test('bytes that are no UTF-8 are refused', () => {
  assert.is(refusal(Uint8Array.of(0x22, 0xc3, 0x22))?.reason, 'not UTF-8');
});

test('nothing is read deeper than a definition could be, and a deep one costs nothing', () => {
  assert.is(parsed(`${'['.repeat(DEPTH_MAX)}${']'.repeat(DEPTH_MAX)}`).twice.length, 0);
  assert.match(refusal(utf8.encode('['.repeat(10_000_000)))?.reason ?? '', 'nested deeper');
  assert.match(refusal(utf8.encode('{"a":'.repeat(1_000_000)))?.reason ?? '', 'nested deeper');
});

test.run();
