/** Every shape of every service from its JSON form, and what is refused there. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Refused } from '../refused.ts';
import { services } from '../services/index.ts';
import { arbitrary } from './arbitrary.testing.ts';
import { fromJson } from './from-json.ts';
import { jsonSchemaDocument, toJson } from './json-schema.ts';
import { boolean, bytes, eui64, hex, integer, text, unsigned64, utcDateTime } from './scalars.ts';
import { answerType } from './service.ts';
import { type AnyType, choice, empty, list, optional, required, rows, struct } from './words.ts';

const SEED = 20_261_124;
const shapes: readonly AnyType[] = services.flatMap((s) => {
  const answer = answerType(s);
  return answer ? [s.request, answer] : [s.request];
});
const throughText = (json: unknown): unknown => JSON.parse(JSON.stringify(json));
const pathOf = (type: AnyType, json: unknown): string => {
  try {
    fromJson(type, json);
    return 'accepted';
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    assert.is(error.code, 'JSON_REFUSED');
    return error.path;
  }
};

const test = suite('from JSON');

test('a value comes back from JSON text as it was, for every service', () => {
  for (const type of shapes)
    fc.assert(
      fc.property(arbitrary(type), (value) => {
        assert.equal(fromJson(type, throughText(toJson(type, value))), value);
      }),
      { seed: SEED, numRuns: 15 },
    );
});

test('a field too many is refused with its name, here and by the schema', () => {
  const ajv = new Ajv2020({ strict: false });
  for (const type of shapes) {
    if (type.kind !== 'struct') continue;
    const conforms = ajv.compile(jsonSchemaDocument('shape', type));
    const [value] = fc.sample(arbitrary(type), { seed: SEED, numRuns: 1 });
    const more = { ...(toJson(type, value) as object), surprise: 1 };
    assert.is(pathOf(type, more), 'surprise');
    assert.not(conforms(more));
  }
});

const SHAPE = struct({
  count: required(1, integer(0, 9), 'c'),
  counter: optional(2, unsigned64, '64'),
  at: optional(3, utcDateTime, 't'),
  raw: optional(4, bytes(0, 4), 'b'),
  code: optional(5, hex(1, 2), 'h'),
  device: optional(6, eui64, 'd'),
  name: optional(7, text(1, 3), 'n'),
  is: optional(8, boolean, 'i'),
  many: optional(9, list('X', integer(0, 9), 1, 2), 'm'),
  byIndex: optional(10, rows('R', integer(0, 9), 4), 'r'),
  one: optional(
    11,
    choice({ a: required(1, empty, 'a'), b: required(2, integer(0, 9), 'b') }),
    'o',
  ),
});

const RIGHT: readonly (readonly [unknown, object])[] = [
  [
    { count: 9, counter: '18446744073709551615' },
    { count: 9, counter: 2n ** 64n - 1n },
  ],
  [
    { count: 1.0, at: '2030-01-15T00:00:00Z' },
    { count: 1, at: 1_894_665_600 },
  ],
  [
    { count: 0, raw: 'AQI=', code: 'ab01' },
    { count: 0, raw: Uint8Array.of(1, 2), code: Uint8Array.of(0xab, 1) },
  ],
  [
    { count: 0, byIndex: { 1: 2, 4: 3 } },
    { count: 0, byIndex: { 1: 2, 4: 3 } },
  ],
  [
    { count: 0, one: { a: {} } },
    { count: 0, one: { a: {} } },
  ],
];
for (const [json, value] of RIGHT)
  test(`is read: ${JSON.stringify(json)}`, () => assert.equal(fromJson(SHAPE, json), value));

test('minus zero, which JSON alone has, is zero', () => {
  const { count } = fromJson(SHAPE, JSON.parse('{"count":-0}'));
  assert.ok(Object.is(count, 0));
});

const WRONG: readonly (readonly [string, unknown])[] = [
  ['', null],
  ['', [1]],
  ['count', {}],
  ['count', { count: null }],
  ['count', { count: '1' }],
  ['count', { count: 1.5 }],
  ['count', { count: 10 }],
  ['counter', { count: 1, counter: 5 }],
  ['counter', { count: 1, counter: '18446744073709551616' }],
  ['counter', { count: 1, counter: ' 5' }],
  ['at', { count: 1, at: 1_894_665_600 }],
  ['at', { count: 1, at: '2030-02-30T00:00:00Z' }],
  ['at', { count: 1, at: '2030-01-15T00:00:00.5Z' }],
  ['raw', { count: 1, raw: 'AQI' }],
  ['raw', { count: 1, raw: 'AQ I=' }],
  ['raw', { count: 1, raw: 'AQIDBAU=' }],
  ['code', { count: 1, code: 'abc' }],
  ['device', { count: 1, device: '00-db-12-34-56-78-90-a0' }],
  ['name', { count: 1, name: 'abcd' }],
  ['name', { count: 1, name: 'a\ud800' }],
  ['is', { count: 1, is: 'true' }],
  ['many', { count: 1, many: [] }],
  ['many', { count: 1, many: { 0: 1 } }],
  ['many[1]', { count: 1, many: [1, '2'] }],
  ['byIndex', { count: 1, byIndex: { 5: 1 } }],
  ['byIndex', { count: 1, byIndex: { '01': 1 } }],
  ['byIndex[2]', { count: 1, byIndex: { 2: true } }],
  ['one', { count: 1, one: {} }],
  ['one', { count: 1, one: { a: {}, b: 1 } }],
  ['one.c', { count: 1, one: { c: 1 } }],
  ['one.a.x', { count: 1, one: { a: { x: 1 } } }],
  ['toString', { count: 1, toString: 1 }],
  ['__proto__', JSON.parse('{"count":1,"__proto__":{}}')],
];
for (const [path, json] of WRONG)
  test(`is refused at ${path || 'the top'}: ${JSON.stringify(json)}`, () =>
    assert.is(pathOf(SHAPE, json), path));

test.run();
