/** EUI-64, RequestID, MPAN and MPRN: real ones, and what is none. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { toHex } from '../bytes.ts';
import { Refused } from '../refused.ts';
import { eui64Bytes, eui64Compact, eui64FromBytes, parseEui64 } from './eui64.ts';
import { formatMpan, mpanCheckDigit, mpanDistributor, parseMpan } from './mpan.ts';
import { mprnCheckDigits, parseMprn } from './mprn.ts';
import { formatRequestId, parseRequestId } from './request-id.ts';

const test = suite('identifiers');
const METER = '00-DB-12-34-56-78-90-A0';
const SUPPLIER = '90-B3-D5-1F-30-01-00-00';

function refuses(operation: () => unknown): void {
  assert.throws(
    operation,
    (error: unknown) => error instanceof Refused && error.code === 'IDENTIFIER_REFUSED',
  );
}

test('an EUI-64 is upper case with hyphens, eight bytes, or compact', () => {
  assert.is(parseEui64('00-db-12-34-56-78-90-a0'), METER);
  assert.is(toHex(eui64Bytes(METER)), '00db1234567890a0');
  assert.is(eui64FromBytes(eui64Bytes(METER)), METER);
  assert.is(eui64Compact(METER), '00db1234567890a0');
});

test('another form is no EUI-64', () => {
  for (const text of ['', '00db1234567890a0', '00-DB-12-34-56-78-90', `${METER}-00`, `${METER}\n`])
    refuses(() => parseEui64(text));
});

test('a RequestID has originator, target and counter', () => {
  const parts = { originator: SUPPLIER, target: METER, counter: 2n ** 64n - 1n };
  const text = `${SUPPLIER}:${METER}:18446744073709551615`;
  assert.is(formatRequestId(parts), text);
  assert.equal(parseRequestId(text), parts);
  assert.equal(parseRequestId(text.toLowerCase()), parts);
});

test('a RequestID has a counter of 64 bits without leading zeros', () => {
  for (const counter of ['', '01', '-1', '18446744073709551616', '1.0', '99999999999999999999999'])
    refuses(() => parseRequestId(`${SUPPLIER}:${METER}:${counter}`));
  refuses(() => parseRequestId(`${SUPPLIER}:1000`));
});

const MPANS = ['2012345678385', '1312345678907', '1200023305967', '1900001059816'];

test('an MPAN ends in its check digit', () => {
  for (const mpan of MPANS) {
    assert.is(parseMpan(mpan), mpan);
    assert.is(mpanCheckDigit(mpan), Number(mpan[12]));
  }
  assert.is(parseMpan('1000123456050'), '1000123456050', 'a sum of 10 modulo 11 is taken for 0');
});

test('an MPAN is read and written in groups, and names its distributor', () => {
  assert.is(parseMpan('20 1234 5678 385'), '2012345678385');
  assert.is(formatMpan('2012345678385'), '20 1234 5678 385');
  assert.is(mpanDistributor('2012345678385'), 20);
});

test('an MPAN with any one digit changed is refused, but for the sums of 10 taken for 0', () => {
  let missed = 0;
  for (const mpan of MPANS)
    for (let at = 0; at < 13; at++)
      for (let digit = 0; digit < 10; digit++) {
        const changed = mpan.slice(0, at) + digit + mpan.slice(at + 1);
        if (changed === mpan) continue;
        try {
          parseMpan(changed);
          missed += 1;
        } catch (error) {
          assert.is((error as Refused).code, 'IDENTIFIER_REFUSED');
        }
      }
  assert.ok(missed < 4 * 13 * 9 * 0.02, `${missed} missed`);
});

test('another form is no MPAN', () => {
  for (const text of ['', '201234567838', '20123456783850', '20-1234-5678-385', '２012345678385'])
    refuses(() => parseMpan(text));
});

test('an MPRN ends in two check digits', () => {
  assert.is(mprnCheckDigits('39384244'), '03');
  assert.equal(parseMprn('3938424403'), { mprn: '3938424403' });
  assert.equal(parseMprn('39 3842 4403'), { mprn: '3938424403' });
});

test('an MPRN with other check digits is kept, with a warning', () => {
  const { mprn, warning = '' } = parseMprn('7438424403');
  assert.is(mprn, '7438424403');
  assert.match(warning, /check digits/);
});

test('another form is no MPRN', () => {
  for (const text of ['', '12345', '12345678901', 'M938424403']) refuses(() => parseMprn(text));
});

test.run();
