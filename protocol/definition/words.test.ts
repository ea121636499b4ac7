import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeCbor, encodeCbor } from './cbor.ts';
import { decodeProtobuf, encodeProtobuf, protobufRoot, protoText } from './protobuf.ts';
import { enumeration, integer, text } from './scalars.ts';
import { choice, inline, list, partial, required, struct } from './words.ts';

const words = suite('words');
const small = integer(0, 9);

words('a key is used once, is not 0, and is a number protobuf can have', () => {
  const fields = (key: number) => ({ a: required(key, small, 'A.') });
  assert.throws(() => struct({ ...fields(1), b: required(1, small, 'B.') }), /used twice/);
  for (const key of [0, -1, 1.5, 19_000, 19_999, 2 ** 29])
    assert.throws(() => struct(fields(key)), `key ${key}`);
  for (const key of [1, 18_999, 20_000, 45_088, 2 ** 29 - 1])
    assert.is(struct(fields(key)).fields['a']?.key, key);
  assert.throws(() => choice({ ...fields(1), b: required(1, small, 'B.') }), /used twice/);
});

words('a retired key may not be used again', () => {
  assert.throws(
    () => struct({ a: required(3, small, 'A.') }, 'Old', { retired: [3] }),
    /key 3 is retired/,
  );
});

words('a retired key is refused by every reader, and reserved in the .proto', () => {
  const before = struct({ a: required(1, small, 'A.'), b: required(3, small, 'B.') }, 'Thing');
  const after = struct({ a: required(1, small, 'A.') }, 'Thing', { retired: [3] });
  const value = { a: 1, b: 2 };
  assert.throws(() => decodeCbor(after, encodeCbor(before, value)), /retired key 3/);

  const old = protobufRoot([['Thing', before]]).lookupType('Thing');
  const root = protobufRoot([['Thing', after]]);
  assert.throws(
    () => decodeProtobuf(root.lookupType('Thing'), after, encodeProtobuf(old, before, value)),
    /field 3/,
  );
  assert.match(protoText(root), /reserved 3;/);
});

words('two shapes under one name are a mistake', () => {
  const one = struct({ a: required(1, small, 'A.') }, 'Same');
  const two = struct({ a: required(1, text(0, 9), 'A.') }, 'Same');
  const both = struct({ one: required(1, one, 'One.'), two: required(2, two, 'Two.') });
  assert.throws(() => protobufRoot([['Both', both]]), /two shapes are named Same/);
});

words('a partial shape may leave out every element, and has the same keys', () => {
  const whole = struct({ a: required(1, small, 'A.'), b: required(2, small, 'B.') }, 'Whole');
  const part = partial(whole);
  for (const value of [{}, { b: 2 }, { a: 1, b: 2 }])
    assert.equal(decodeCbor(part, encodeCbor(part, value)), value);
  assert.equal(encodeCbor(part, { a: 1, b: 2 }), encodeCbor(whole, { a: 1, b: 2 }));
  assert.is(part.name, undefined);
  assert.throws(() => decodeCbor(whole, encodeCbor(part, { b: 2 })));
  const bare = struct({ c: inline(1, list('C', small, 0, 2), 'C.') });
  assert.throws(() => partial(bare), /c is no element/);
});

words('enumeration codes and texts are unique, and codes are not 0', () => {
  assert.throws(() => enumeration({ a: 1, b: 1 }), /unique/);
  assert.throws(() => enumeration({ a: 0 }), /1 or more/);
  assert.throws(() => enumeration({ a: 1, b: 2 }, { texts: { a: 'b' } }), /texts: unique/);
});

words.run();
