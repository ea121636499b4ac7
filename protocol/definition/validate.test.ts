import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Refused } from '../refused.ts';
import { readActiveImportProfileData } from '../services/read-active-import-profile-data.ts';
import { topUpDevice } from '../services/top-up-device.ts';
import { integer, text } from './scalars.ts';
import { checkRequest, validate } from './validate.ts';
import { choice, list, optional, required, rows, struct } from './words.ts';

const type = struct({
  name: required(1, text(1, 3), 'Name.'),
  days: optional(2, rows('Day', integer(1, 9), 7), 'Days.'),
  parts: optional(3, list('Part', struct({ n: required(1, integer(0, 1), 'N.') }), 1, 2), 'Parts.'),
  either: optional(
    4,
    choice({ a: required(1, integer(0, 1), 'A.'), b: required(2, text(0, 1), 'B.') }),
    'One.',
  ),
});
const refusal = (value: unknown): string => {
  try {
    validate(type, value);
    return 'valid';
  } catch (error) {
    assert.instance(error, Refused);
    return `${(error as Refused).path}: ${(error as Refused).reason}`;
  }
};
const validation = suite('validation');

validation('what the definition says is valid', () => {
  const good = { name: 'abc', days: { 1: 9, 7: 1 }, parts: [{ n: 0 }], either: { b: 'x' } };
  assert.is(refusal(good), 'valid');
});

validation('the first thing wrong is said, with its path', () => {
  const cases: readonly (readonly [unknown, string])[] = [
    [{}, 'name: is missing'],
    [null, ': expected an object, found null'],
    [[], ': expected an object, found an object'],
    [{ name: 'abcd' }, 'name: expected text of 1 to 3 characters, found "abcd"'],
    [{ name: 'a', colour: 1 }, 'colour: no such field'],
    [{ name: 'a', toString: 1 }, 'toString: no such field'],
    [{ name: 'a', days: { 8: 1 } }, 'days: expected index 1 to 7, found 8'],
    [{ name: 'a', days: { '01': 1 } }, 'days: expected index 1 to 7, found 01'],
    [{ name: 'a', days: {} }, 'days: expected 1 to 7 items, found 0'],
    [{ name: 'a', days: { 2: 10 } }, 'days[2]: expected integer 1 to 9, found 10'],
    [{ name: 'a', parts: [{ n: 0 }, { n: 2 }] }, 'parts[1].n: expected integer 0 to 1, found 2'],
    [{ name: 'a', parts: [] }, 'parts: expected 1 to 2 items, found 0'],
    [{ name: 'a', parts: 'x' }, 'parts: expected a list, found "x"'],
    [{ name: 'a', either: {} }, 'either: expected exactly one of a, b, found none'],
    [{ name: 'a', either: { a: 0, b: '' } }, 'either: expected exactly one of a, b, found a, b'],
    [{ name: 'a', either: { a: 0.5 } }, 'either.a: expected integer 0 to 1, found 0.5'],
  ];
  for (const [value, wanted] of cases) assert.is(refusal(value), wanted);
});

validation('a request is checked for its rules too', () => {
  const ask = (startDateTime: number, endDateTime: number) =>
    checkRequest(readActiveImportProfileData, { readLogPeriod: { startDateTime, endDateTime } });
  ask(0, 0);
  assert.throws(
    () => ask(1, 0),
    (error: unknown) => error instanceof Refused && error.path === 'readLogPeriod.endDateTime',
  );
  checkRequest(topUpDevice, { utrn: '73946144332040217315' });
  assert.throws(() => checkRequest(topUpDevice, { utrn: '1' }), /20 to 20 characters/);
});

validation.run();
