/** UTRNs: published ones, made and verified ones, and every way to mistype them. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nodeCrypto } from '../../platform/node-crypto.ts';
import { nobleCrypto } from '../cose/noble-crypto.ts';
import { Refused } from '../refused.ts';
import {
  inferCounter,
  makeUtrn,
  readUtrn,
  type Token,
  UTRN_VALUE_MAX,
  valueMillipence,
  verifyUtrn,
} from './utrn.ts';

const test = suite('UTRN');
const SUPPLIER = '90-B3-D5-1F-30-01-00-00';
const METER = '00-DB-12-34-56-78-90-A0';
const SUPPLIER_SECRET = new Uint8Array(32).fill(0x51);
const METER_SECRET = new Uint8Array(32).fill(0x52);

/** Of the public test messages of GBCS: digits, value, class, counter. */
const PUBLISHED = [
  ['73942983744751930738', 150, 'pence', 1],
  ['73948959061972833313', 10, 'pounds', 5],
  ['73946144332040217315', 10, 'pounds', 3],
] as const;

test('reads the published tokens', () => {
  for (const [utrn, value, valueClass, counterBits] of PUBLISHED)
    assert.equal(readUtrn(utrn), { value, valueClass, counterBits });
});

const keysFor = (crypto: typeof nodeCrypto) => ({
  supplier: {
    originatorSecret: SUPPLIER_SECRET,
    devicePublic: crypto.p256.publicKey(METER_SECRET),
  },
  meter: { originatorPublic: crypto.p256.publicKey(SUPPLIER_SECRET), deviceSecret: METER_SECRET },
});

function make(token: Token, crypto = nodeCrypto): string {
  return makeUtrn(crypto, keysFor(crypto).supplier, SUPPLIER, METER, token);
}
function verify(utrn: string, counter: bigint, crypto = nodeCrypto, device = METER): boolean {
  return verifyUtrn(crypto, keysFor(crypto).meter, SUPPLIER, device, utrn, counter);
}

const TEN_POUNDS: Token = { valueClass: 'pounds', value: 10, counter: 3n << 32n };

test('is made and verified with either provider', () => {
  const utrn = make(TEN_POUNDS);
  assert.is(make(TEN_POUNDS, nobleCrypto), utrn);
  assert.equal(readUtrn(utrn), { valueClass: 'pounds', value: 10, counterBits: 3 });
  assert.ok(verify(utrn, TEN_POUNDS.counter));
  assert.ok(verify(utrn, TEN_POUNDS.counter, nobleCrypto));
});

const anyToken = fc.record<Token>({
  valueClass: fc.constantFrom('pence', 'pounds'),
  value: fc.nat(UTRN_VALUE_MAX),
  counter: fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }).map((upper) => upper << 32n),
});

test('carries any value, class and counter, and starts 73, 74 or 75', () => {
  fc.assert(
    fc.property(anyToken, (token) => {
      const utrn = make(token);
      assert.match(utrn, /^7[345][0-9]{18}$/);
      const { value, valueClass } = token;
      const counterBits = Number((token.counter >> 32n) % 1024n);
      assert.equal(readUtrn(utrn), { value, valueClass, counterBits });
      assert.ok(verify(utrn, token.counter));
      assert.not(verify(utrn, token.counter + (1024n << 32n)), 'the whole counter is in the MAC');
      assert.not(verify(utrn, token.counter + (1n << 32n)));
      assert.not(verify(utrn, token.counter + 1n));
    }),
    { seed: 2000, numRuns: 100 },
  );
});

test('is for one meter, from one supplier', () => {
  const utrn = make(TEN_POUNDS);
  const { meter } = keysFor(nodeCrypto);
  assert.not(verify(utrn, TEN_POUNDS.counter, nodeCrypto, '00-DB-12-34-56-78-90-A1'));
  assert.not(verifyUtrn(nodeCrypto, meter, METER, METER, utrn, TEN_POUNDS.counter));
  const otherMeter = { ...meter, deviceSecret: new Uint8Array(32).fill(0x53) };
  assert.not(verifyUtrn(nodeCrypto, otherMeter, SUPPLIER, METER, utrn, TEN_POUNDS.counter));
  const noPoint = { ...meter, originatorPublic: new Uint8Array(65) };
  assert.not(verifyUtrn(nodeCrypto, noPoint, SUPPLIER, METER, utrn, TEN_POUNDS.counter));
});

function refuses(utrn: string): void {
  assert.throws(
    () => readUtrn(utrn),
    (error: unknown) => error instanceof Refused && error.code === 'TOKEN_REFUSED',
    utrn,
  );
}

const TOKENS = [
  ...PUBLISHED.map(([utrn]) => utrn as string),
  make(TEN_POUNDS),
  make({ valueClass: 'pence', value: 1, counter: 999n << 32n }),
];

test('with any one digit mistyped is refused', () => {
  for (const utrn of TOKENS)
    for (let at = 0; at < 20; at++)
      for (let digit = 0; digit < 10; digit++)
        if (String(digit) !== utrn[at]) refuses(utrn.slice(0, at) + digit + utrn.slice(at + 1));
});

test('with any two neighbours swapped is refused', () => {
  for (const utrn of TOKENS)
    for (let at = 0; at < 19; at++) {
      const swapped = utrn.slice(0, at) + utrn[at + 1] + utrn[at] + utrn.slice(at + 2);
      if (swapped !== utrn) refuses(swapped);
    }
});

test('of another form, range or class is refused', () => {
  for (const utrn of ['', '7394614433204021731', `${PUBLISHED[0][0]}0`, '7394 2983 7447 5193 0738'])
    refuses(utrn);
  // Check digits found by trial, so that only the range or the class is wrong.
  for (const start of [
    '0000000000000000000',
    '7394156990786306047',
    '7538272178862161920',
    '7394227359530483712',
  ]) {
    for (let digit = 0; digit < 10; digit++) refuses(start + digit);
  }
});

test('cannot be made of a value, counter or key out of range', () => {
  for (const wrong of [{ value: 8192 }, { value: -1 }, { value: 0.5 }, { counter: 1n }])
    assert.throws(() => make({ ...TEN_POUNDS, ...wrong }));
  const keys = { originatorSecret: SUPPLIER_SECRET, devicePublic: new Uint8Array(65) };
  assert.throws(() => makeUtrn(nodeCrypto, keys, SUPPLIER, METER, TEN_POUNDS), /no agreement/);
});

test('does not verify with a counter past 64 bits, which would be another begun anew', () => {
  const counter = 3n << 32n;
  const utrn = make({ ...TEN_POUNDS, counter });
  assert.ok(verify(utrn, counter));
  assert.not(verify(utrn, counter + 2n ** 64n));
});

test('is worth its value in thousandths of a penny', () => {
  assert.is(valueMillipence({ valueClass: 'pence', value: 150 }), 150_000);
  assert.is(valueMillipence({ valueClass: 'pounds', value: 8191 }), 819_100_000);
});

test('keyed in is given the counter near the highest seen', () => {
  const infer = (bits: number, highest: bigint) => inferCounter(bits, highest << 32n) >> 32n;
  assert.is(infer(3, 0n), 3n);
  assert.is(infer(1023, 0n), 1023n);
  assert.is(infer(3, 2n), 3n);
  assert.is(infer(2, 3n), 2n, 'entered out of order');
  assert.is(infer(1, 1023n), 1025n, 'round the ten bits');
  assert.is(infer(1023, 1025n), 1023n, 'and back');
  assert.is(infer(0, 99n), 0n);
  assert.is(infer(0, 100n), 1024n, 'too old to be meant');
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 2n ** 31n }),
      fc.integer({ min: -99, max: 924 }),
      (highest, step) => {
        const meant = highest + BigInt(step);
        if (meant >= 0n) {
          const from = highest < 99n ? 0n : highest - 99n;
          if (meant - from < 1024n) assert.is(infer(Number(meant % 1024n), highest), meant);
        }
      },
    ),
    { seed: 10, numRuns: 500 },
  );
});

test.run();
