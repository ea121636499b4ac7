import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { MeteringPoint } from '../registration.ts';
import { problemsOf, type Situation, type SwitchRequest, windowOf } from './validate.ts';

const OLD = '90-B3-D5-1F-30-01-00-00';
const NEW = '90-B3-D5-1F-30-02-00-00';
const NETWORK = '90-B3-D5-1F-30-03-00-00';
const utc = (text: string) => Date.parse(`${text}Z`) / 1000;
const NOW = utc('2026-01-21T12:00:00');

const electricity: MeteringPoint = {
  mpxn: '2012345678385',
  fuel: 'electricity',
  networkOperator: NETWORK,
  uprn: 100_023_336_956,
  registrations: [{ supplier: OLD, effectiveFromUtcSeconds: 0 }],
};
const gas: MeteringPoint = { ...electricity, mpxn: '3938424401', fuel: 'gas' };

function situation(
  points: readonly (MeteringPoint | undefined)[],
  request: Partial<SwitchRequest> = {},
  more: Partial<Situation> = {},
): Situation {
  const mpxns = points.map((point) => point?.mpxn ?? '1312345678333');
  return {
    request: { mpxns, supplyStartDate: 2026_0126, ...request },
    party: { eui64: NEW, roles: ['IS', 'GS'] },
    points,
    open: new Set(),
    isServed: () => true,
    nowUtcSeconds: NOW,
    ...more,
  };
}
/** "FAULT field" of each. */
const found = (...about: Parameters<typeof situation>) =>
  problemsOf(situation(...about)).map(({ fault, field }) => `${fault} ${field}`);
const details = (value: object) => ({
  details: [{ effectiveFromUtcSeconds: 0, knownFromMillis: 0, value }],
});

const test = suite('validation of a switch');

test('both fuels of a home may be switched together', () => {
  assert.equal(found([electricity, gas]), []);
});

test('each field that is wrong is named, of each metering point', () => {
  const dormant: MeteringPoint = { ...gas, status: 'dormant' };
  assert.equal(found([electricity, undefined, dormant]), [
    'SWITCH_POINT_UNKNOWN mpxns[1]',
    'SWITCH_POINT_STATUS mpxns[2]',
  ]);
});

test('what one has already, or another is taking, is not to be had', () => {
  const own = { ...gas, registrations: [{ supplier: NEW, effectiveFromUtcSeconds: 0 }] };
  const open = new Set([electricity.mpxn]);
  assert.equal(found([electricity, own], {}, { open }), [
    'SWITCH_OPEN mpxns[0]',
    'SWITCH_SAME_SUPPLIER mpxns[1]',
  ]);
  const later = [...gas.registrations, { supplier: NEW, effectiveFromUtcSeconds: 4_000_000_000 }];
  const ends = { supplier: OLD, effectiveFromUtcSeconds: 0, effectiveToUtcSeconds: 4_000_000_000 };
  assert.equal(found([{ ...gas, registrations: [ends, ...later.slice(1)] }]), [
    'SWITCH_OPEN mpxns[0]',
  ]);
});

test('the role is that of the fuel, and of the direction', () => {
  const party = { eui64: NEW, roles: ['GS'] } as const;
  assert.equal(found([electricity, gas], {}, { party }), ['SWITCH_ROLE mpxns[0]']);
  const exporting = { ...electricity, ...details({ relations: { importMpan: '1312345678333' } }) };
  assert.equal(found([exporting]), ['SWITCH_ROLE mpxns[0]']);
  assert.equal(found([exporting], {}, { party: { eui64: NEW, roles: ['ES'] } }), []);
});

test('the day is neither past nor far, and leaves the old supplier its window', () => {
  const dated = (supplyStartDate: number, now = NOW) =>
    found([gas], { supplyStartDate }, { nowUtcSeconds: now });
  const refused = ['SWITCH_DATE supplyStartDate'];
  assert.equal(dated(2026_0121), refused);
  assert.equal(dated(2026_0122), refused);
  assert.equal(dated(2026_0123), []);
  assert.equal(dated(2026_0218), []);
  assert.equal(dated(2026_0219), refused);
  assert.equal(dated(2031_0110, utc('2030-12-31T12:00:00')), refused);
});

test('a non-domestic customer’s supplier has a day more', () => {
  const business = { ...gas, ...details({ customer: { customerType: 'nonDomestic' } }) };
  assert.equal(found([business], { supplyStartDate: 2026_0123 }), ['SWITCH_DATE supplyStartDate']);
  assert.equal(found([business], { supplyStartDate: 2026_0124 }), []);
  assert.equal(found([business], { customerType: 'domestic' }), [
    'SWITCH_CUSTOMER_TYPE customerType',
  ]);
});

test('two homes are not switched as one, unless they are said to be two', () => {
  const elsewhere = { ...gas, uprn: 7 };
  assert.equal(found([electricity, elsewhere]), ['SWITCH_SITES_DIFFER sitesDiffer']);
  assert.equal(found([electricity, elsewhere], { sitesDiffer: true }), []);
  const { uprn: _, ...nowhere } = gas;
  assert.equal(found([electricity, nowhere]), ['SWITCH_SITES_DIFFER sitesDiffer']);
});

test('related metering points go together', () => {
  const related = {
    ...electricity,
    ...details({ relations: { relatedMpans: ['1312345678333'] } }),
  };
  assert.equal(found([related]), ['SWITCH_RELATED mpxns']);
});

test('five working days after a switch there is none, but for a customer who goes back', () => {
  const start = utc('2026-01-20T00:00:00');
  const switched: MeteringPoint = {
    ...gas,
    registrations: [
      { supplier: NEW, effectiveFromUtcSeconds: 0, effectiveToUtcSeconds: start },
      { supplier: OLD, effectiveFromUtcSeconds: start, switchId: 3 },
    ],
  };
  assert.equal(found([switched]), ['SWITCH_STANDSTILL mpxns[0]']);
  assert.equal(found([switched], { supplyStartDate: 2026_0127 }), []);
  assert.equal(found([switched], { circumstance: 'coolingOff' }), []);
  assert.equal(found([gas], { circumstance: 'coolingOff' }), ['SWITCH_REASON mpxns[0]']);
  const late = { nowUtcSeconds: utc('2026-02-03T00:00:00') };
  assert.equal(
    found([switched], { circumstance: 'coolingOff', supplyStartDate: 2026_0210 }, late),
    ['SWITCH_REASON mpxns[0]'],
  );
});

test('nobody objects to a first registration, or to a new customer', () => {
  const fresh: MeteringPoint = { ...gas, status: 'created', registrations: [] };
  assert.equal(found([fresh], { supplyStartDate: 2026_0122 }), []);
  assert.is(windowOf(situation([fresh]), [fresh]), undefined);
  const moved = { circumstance: 'changeOfTenancy', supplyStartDate: 2026_0122 } as const;
  assert.equal(found([gas], moved), []);
  assert.is(windowOf(situation([gas], moved), [gas]), undefined);
});

test('P9: where the register has smart sites alone, a traditional meter is for the legacy process', () => {
  assert.equal(found([electricity, gas], {}, { isServed: ({ fuel }) => fuel === 'gas' }), [
    'SWITCH_LEGACY mpxns[0]',
  ]);
});

test.run();
