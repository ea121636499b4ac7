import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type AnyScalar,
  big,
  bytes,
  civil,
  date,
  dayNumber,
  decimal,
  enumeration,
  eui64,
  hex,
  integer,
  text,
  utcDateTime,
  utcTime,
  wildcard,
} from './scalars.ts';

const scalars = suite('scalars');
/** The value of a text, or why it is refused. */
const read = (type: AnyScalar, from: string): unknown => {
  const value = type.fromText(from);
  return value === undefined || type.check(value) ? 'refused' : value;
};
const refuses = (type: AnyScalar, ...texts: readonly string[]) => {
  for (const from of texts) assert.is(read(type, from), 'refused', from);
};

scalars('integers are exact, within bounds, with any leading zeros', () => {
  const type = integer(-5, 16);
  assert.is(read(type, '+016'), 16);
  assert.is(read(type, '-5'), -5);
  assert.ok(Object.is(read(type, '-0'), 0));
  refuses(type, '17', '-6', '1.0', '', '1e1', '0x1', '٣', '9'.repeat(400));
  assert.throws(() => integer(0, 2 ** 53), /not exact/);
  assert.is(integer(1, 12, { digits: 2 }).toText(1), '01');
});

scalars('64-bit numbers stay exact past 2^53', () => {
  const type = big(0n, 2n ** 64n - 1n);
  assert.is(read(type, '18446744073709551615'), 18446744073709551615n);
  refuses(type, '18446744073709551616', '-1', '1'.repeat(50));
  assert.ok(type.check(1), 'a number is not a bigint');
});

scalars('decimals are whole numbers of their smallest place', () => {
  const type = decimal(3, -10_000, 20_000);
  assert.equal(
    ['1.25', '.5', '-1.2', '7', '1.2500', '-0'].map((t) => read(type, t)),
    [1250, 500, -1200, 7000, 1250, 0],
  );
  refuses(type, '1.2345', '', '.', '20.001', '1e3');
  assert.equal(
    [1250, -5, 0].map((n) => type.toText(n)),
    ['1.250', '-0.005', '0.000'],
  );
  assert.throws(() => decimal(0, 0, 1));
});

scalars('text is measured in characters, and holds no control or half pair', () => {
  const type = text(2, 4);
  assert.is(read(type, '😀😀😀😀'), '😀😀😀😀');
  refuses(type, '😀', '😀😀😀😀😀', 'a', 'abcde', 'a\u0001', 'a\n', '\ud800b', 'a\ufffe');
  refuses(text(20, 20, { pattern: /[0-9]{20}/ }), '7394614433204021731', '7394614433204021731x');
});

scalars('base64 is whole groups, padded, with nothing left over', () => {
  const type = bytes(0, 10);
  assert.equal(read(type, 'AA EC\nAw=='), Uint8Array.of(0, 1, 2, 3));
  refuses(type, 'AAA', 'AA=', 'AB==', 'AAB=', 'A===', 'AA==AAAA', 'AA-_', 'A'.repeat(40));
  const long = 'A'.repeat(13_653_336);
  assert.is((read(bytes(0, 10_240_002), long) as Uint8Array).length, 10_240_002);
});

scalars('hexadecimal and EUI-64 are read in any case and written in upper case', () => {
  assert.equal(read(hex(1, 2), '8f6A'), Uint8Array.of(0x8f, 0x6a));
  assert.is(hex(1, 2).toText(Uint8Array.of(0x8f, 0x66)), '8F66');
  refuses(hex(1, 2), '8', '8G', '', '010203');
  assert.is(hex(1, 2).fromText('010203'), undefined, 'nothing is made of what is too long');
  assert.is(read(eui64, '00-db-12-34-56-78-90-a0'), '00-DB-12-34-56-78-90-A0');
  assert.equal(
    eui64.toWire('00-DB-12-34-56-78-90-A0'),
    Uint8Array.of(0, 0xdb, 18, 52, 86, 120, 144, 160),
  );
  refuses(eui64, '00DB1234567890A0', '00-DB-12-34-56-78-90', '00-DB-12-34-56-78-90-AG');
});

scalars('an enumeration keeps its name apart from its text', () => {
  const type = enumeration({ Daily: 1, HalfYearly: 5 }, { texts: { HalfYearly: 'Half-Yearly' } });
  assert.is(read(type, 'Half-Yearly'), 'HalfYearly');
  assert.is(type.toText('HalfYearly'), 'Half-Yearly');
  assert.is(type.toWire('HalfYearly'), 5);
  refuses(type, 'HalfYearly', 'daily', 'toString', '__proto__');
  assert.ok(type.check('constructor'));
});

scalars('a wildcard is a number, or open', () => {
  const type = wildcard('SpecifiedMonth', integer(1, 12), {
    any: { code: -1, element: 'NonSpecifiedMonth' },
  });
  assert.equal(
    [12, 'any'].map((v) => type.check(v)),
    [undefined, undefined],
  );
  assert.ok(type.check(0) && type.check(13) && type.check('every'));
  assert.equal([type.toWire('any'), type.fromWire(-1), type.fromWire(3)], [-1, 'any', 3]);
  assert.is(type.fromWire(-2), undefined);
});

scalars('instants are whole seconds in UTC, and days are real', () => {
  assert.is(read(utcDateTime, '1970-01-01T00:00:00Z'), 0);
  assert.is(read(utcDateTime, '3000-12-31T00:00:00.00Z'), 32_535_129_600);
  assert.is(utcDateTime.toText(951_782_400), '2000-02-29T00:00:00.00Z');
  refuses(
    utcDateTime,
    '2026-02-29T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:00:00+01:00',
    '2026-01-01T00:00:00.5Z',
    '2026-01-01T00:00:00',
    '1969-12-31T23:59:59Z',
  );
  assert.is(read(utcTime, '23:59:59.00Z'), 86_399);
  refuses(utcTime, '24:00:00Z', '12:60:00Z', '7:00:00Z');
  assert.is(read(date('Z'), '65535-12-31Z'), 65535_1231);
  refuses(date(''), '2026-13-01', '2026-04-31', '1969-12-31');
});

scalars('the calendar agrees with the one JavaScript has', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2_900_000 }), (days) => {
      const theirs = new Date(days * 86_400_000);
      const [year, month, day] = civil(days);
      assert.equal(
        [year, month, day],
        [theirs.getUTCFullYear(), theirs.getUTCMonth() + 1, theirs.getUTCDate()],
      );
      assert.is(dayNumber(year, month, day), days);
    }),
    { seed: 1, numRuns: 2000 },
  );
});

scalars.run();
