import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Service } from '../../protocol/definition/service.ts';
import { services } from '../../protocol/services/index.ts';
import { FAULTS } from '../faults.ts';
import { testDevice } from '../inventory/device.testing.ts';
import type { DeviceStatus } from '../inventory/inventory.ts';
import type { MeteringPoint, PointStatus } from '../registration/registration.ts';
import { decide, type Question } from './decide.ts';
import type { Party } from './parties.ts';

const SUPPLIER = '90-B3-D5-1F-30-01-00-00';
const NEXT_SUPPLIER = '90-B3-D5-1F-30-02-00-00';
const DISTRIBUTOR = '90-B3-D5-1F-30-00-00-02';
const OTHER = '90-B3-D5-1F-30-07-00-00';
const HEAD_END = '90-B3-D5-1F-30-00-00-01';
const METER = '00-DB-12-34-56-78-90-A0';
const CHANGE_AT = 1_800_000_000;

const party = (eui64: string, roles: Party['roles'], more: Partial<Party> = {}): Party => ({
  eui64,
  name: 'a user',
  roles,
  status: 'active',
  channel: 'duis',
  ...more,
});
const device = (status: DeviceStatus, deviceType: 'ESME' | 'GSME' = 'ESME') =>
  testDevice(METER, '2012345678385', { status, deviceType });
const point = (fuel: 'electricity' | 'gas'): MeteringPoint => ({
  mpxn: '2012345678385',
  fuel,
  networkOperator: DISTRIBUTOR,
  registrations: [
    { supplier: SUPPLIER, effectiveFromUtcSeconds: 0, effectiveToUtcSeconds: CHANGE_AT },
    { supplier: NEXT_SUPPLIER, effectiveFromUtcSeconds: CHANGE_AT },
  ],
});
const named = (reference: string): Service => {
  const found = services.find((one) => one.reference === reference);
  if (!found) throw new Error(reference);
  return found;
};
const question = (reference: string, more: Partial<Question> = {}): Question => ({
  party: party(SUPPLIER, ['IS', 'GS']),
  service: named(reference),
  commandVariant: 1,
  isSigned: false,
  endpoint: 'send',
  target: METER,
  headEnd: HEAD_END,
  device: device('Commissioned'),
  meteringPoint: point('electricity'),
  atUtcSeconds: CHANGE_AT - 1,
  ...more,
});
/** The response code a question is answered with: I99 when it is allowed. */
function answer(reference: string, more: Partial<Question> = {}): string {
  const decision = decide(question(reference, more));
  return decision.allowed ? 'I99' : FAULTS[decision.fault].response;
}

const test = suite('access');

test('the registered supplier may read', () => {
  assert.is(answer('4.1.1'), 'I99');
});

test('an unknown user, a wrong role and a suspended user are refused in this order', () => {
  assert.is(answer('4.1.1', { party: undefined }), 'E1');
  assert.is(answer('2.2', { party: party(DISTRIBUTOR, ['ED']) }), 'E2');
  const suspended = { status: 'suspended' } as const;
  assert.is(answer('2.2', { party: party(DISTRIBUTOR, ['ED'], suspended) }), 'E2');
  assert.is(answer('4.1.1', { party: party(SUPPLIER, ['IS'], suspended) }), 'E3');
});

test('P3: a network operator cannot send a top-up, and reads the meters of its area only', () => {
  const distributor = party(DISTRIBUTOR, ['ED']);
  assert.is(answer('2.2', { party: distributor }), 'E2');
  assert.is(answer('4.1.1', { party: distributor }), 'I99');
  assert.is(answer('4.1.1', { party: party(HEAD_END, ['ED']) }), 'E4');
});

test('the network operator of one fuel has no part in the other', () => {
  const gas = { device: device('Commissioned', 'GSME'), meteringPoint: point('gas') };
  const [distributor, transporter] = [party(DISTRIBUTOR, ['ED']), party(DISTRIBUTOR, ['GT'])];
  assert.is(answer('4.1.1', { ...gas, party: transporter }), 'I99');
  assert.is(answer('4.1.1', { ...gas, party: distributor }), 'E4');
  assert.is(answer('4.1.1', { party: transporter }), 'E4');
});

test('at the second of a change of supplier access moves', () => {
  const next = { party: party(NEXT_SUPPLIER, ['IS']) };
  assert.is(answer('4.1.1', { atUtcSeconds: CHANGE_AT - 1 }), 'I99');
  assert.is(answer('4.1.1', { atUtcSeconds: CHANGE_AT }), 'E4');
  assert.is(answer('4.1.1', { ...next, atUtcSeconds: CHANGE_AT - 1 }), 'E4');
  assert.is(answer('4.1.1', { ...next, atUtcSeconds: CHANGE_AT }), 'I99');
});

test('a gas role gives nothing at an electricity meter', () => {
  assert.is(answer('4.1.1', { party: party(SUPPLIER, ['GS']) }), 'E4');
});

test('a device that is unknown, of another type, not installed or not fitted', () => {
  assert.is(answer('4.1.1', { device: undefined }), 'E19');
  const signed = { commandVariant: 5, isSigned: true };
  const gas = { device: device('Commissioned', 'GSME'), meteringPoint: point('gas') };
  assert.is(answer('7.1', { ...gas, ...signed }), 'E11');
  assert.is(answer('7.2', { ...gas, ...signed }), 'I99');
  for (const status of [
    'Pending',
    'Whitelisted',
    'Decommissioned',
    'Withdrawn',
    'Suspended',
  ] as const)
    assert.is(answer('4.1.1', { device: device(status) }), 'E5', status);
  assert.is(answer('4.1.1', { meteringPoint: undefined }), 'E4');
});

test('agents and other users act by a grant of their role, while it holds', () => {
  for (const [role, reference] of [
    ['RSA', '7.4'],
    ['OU', '4.8.1'],
  ] as const) {
    const asked = { party: party(OTHER, [role]) };
    const grant = { party: OTHER, role, effectiveFromUtcSeconds: 100 };
    const granted = { ...point('electricity'), grants: [{ ...grant, effectiveToUtcSeconds: 200 }] };
    const at = (atUtcSeconds: number) =>
      answer(reference, { ...asked, meteringPoint: granted, atUtcSeconds });
    assert.is(answer(reference, asked), 'E4');
    assert.equal([at(99), at(100), at(199), at(200)], ['E4', 'I99', 'I99', 'E4']);
    const other = {
      ...granted,
      grants: [{ ...grant, role: role === 'OU' ? 'RSA' : 'OU' } as const],
    };
    assert.is(answer(reference, { ...asked, meteringPoint: other }), 'E4', 'of another role');
  }
});

test('a network operator turns its own alerts on and off, and nobody else’s', () => {
  const distributor = party(DISTRIBUTOR, ['ED']);
  const own = { settings: { networkOperatorWan: { common: { powerFactorLow: 'Disable' } } } };
  const suppliers = { settings: { electricityWan: { common: { lowCredit: 'Disable' } } } };
  assert.is(answer('6.22', { party: distributor, body: own }), 'I99');
  assert.is(answer('6.22', { party: distributor, body: suppliers }), 'E2');
  assert.is(answer('6.22', { body: own }), 'E2');
  assert.is(answer('6.22', { body: suppliers }), 'I99');
});

test('who asks the customer for the digits on the meter needs no consent yet', () => {
  const asked = { party: party(OTHER, ['OU']) };
  assert.is(answer('9.1', asked), 'I99');
  const gas = { device: device('Commissioned', 'GSME'), meteringPoint: point('gas') };
  assert.is(answer('9.1', { ...asked, ...gas }), 'I99');
});

test('an export supplier reads what it is registered for', () => {
  const asked = { party: party(SUPPLIER, ['ES']) };
  assert.is(answer('4.2', asked), 'E4');
  assert.is(answer('4.2', { ...asked, exportPoint: point('electricity') }), 'I99');
  const unregistered = { ...point('electricity'), registrations: [] };
  assert.is(answer('4.2', { ...asked, exportPoint: unregistered }), 'E4');
});

test('a gas proxy is answered for by the meter behind it, but for what is signed; a hub by nobody', () => {
  const label = {
    eui64: METER,
    manufacturer: 'Maker',
    model: 'Model',
    firmwareVersion: '00010000',
  };
  const other = (deviceType: 'GPF' | 'CHF', status: DeviceStatus = 'Commissioned') => ({
    record: { ...label, deviceType },
    status,
    mpxn: '3938424401',
  });
  const gas = { meteringPoint: point('gas'), behind: device('Commissioned', 'GSME') };
  assert.is(answer('4.3', { ...gas, device: other('GPF') }), 'I99');
  assert.is(answer('4.3', { ...gas, device: other('GPF', 'Pending') }), 'E5');
  const suspended = { ...gas, behind: device('Suspended', 'GSME') };
  assert.is(answer('4.3', { ...suspended, device: other('GPF') }), 'E5');
  const signed = { commandVariant: 5, isSigned: true };
  assert.is(answer('7.2', { ...gas, ...signed, device: other('GPF') }), 'E11');
  assert.is(answer('8.9', { ...gas, behind: undefined, device: other('CHF') }), 'E11');
});

test('what has keys answers for itself, and is asked what its type of device has', () => {
  const hub = testDevice(METER, '2012345678385', { deviceType: 'CHF' });
  const ofHome = { device: hub, meteringPoint: undefined, homePoints: [point('gas')] };
  const gas = { party: party(SUPPLIER, ['GS']) };
  assert.is(answer('8.9', { ...gas, ...ofHome }), 'I99');
  assert.is(answer('6.31', { ...gas, ...ofHome }), 'I99');
  assert.is(answer('4.1.1', { ...gas, ...ofHome }), 'E11');
  assert.is(answer('8.9', { ...gas, ...ofHome, homePoints: [] }), 'E4');
  assert.is(answer('8.9', { party: party(SUPPLIER, ['IS']), ...ofHome }), 'E4');
  const proxy = testDevice(METER, '3938424401', { deviceType: 'GPF' });
  const ofProxy = { ...gas, device: proxy, behind: proxy, meteringPoint: point('gas') };
  assert.is(answer('8.12.2', ofProxy), 'I99');
  assert.is(answer('6.31', ofProxy), 'E11');
});

test('a service is for the fuels whose roles may ask it', () => {
  const gas = { device: device('Commissioned', 'GSME'), meteringPoint: point('gas') };
  assert.is(answer('6.2.8', {}), 'E11');
  assert.is(answer('6.2.8', gas), 'I99');
  assert.is(answer('4.1.3', gas), 'E11');
});

test('each command variant has its kind of service and its web service', () => {
  const cases: [string, number, Question['endpoint'], boolean, string][] = [
    ['4.1.1', 1, 'send', false, 'I99'],
    ['4.1.1', 1, 'bridge', false, 'I99'],
    ['4.1.1', 1, 'transform', false, 'E13'],
    ['4.1.1', 2, 'nonDevice', false, 'I99'],
    ['4.1.1', 2, 'send', false, 'E13'],
    ['4.1.1', 3, 'send', false, 'I99'],
    ['4.1.1', 4, 'transform', false, 'E12'],
    ['4.1.1', 5, 'send', true, 'E12'],
    ['4.1.1', 9, 'send', false, 'E12'],
    ['7.2', 1, 'send', false, 'E12'],
    ['7.2', 4, 'transform', false, 'I99'],
    ['7.2', 4, 'send', false, 'E13'],
    ['7.2', 5, 'send', true, 'I99'],
    ['7.2', 5, 'send', false, 'E12'],
    ['7.2', 6, 'nonDevice', true, 'I99'],
    ['7.2', 7, 'send', true, 'I99'],
    ['8.2', 8, 'nonDevice', false, 'E19'],
    ['8.2', 1, 'send', false, 'E12'],
  ];
  for (const [reference, commandVariant, endpoint, isSigned, expected] of cases)
    assert.is(
      answer(reference, { commandVariant, endpoint, isSigned }),
      expected,
      `${reference} as ${commandVariant} at ${endpoint}`,
    );
});

test('a command is given into the hand of those alone who may return its answer', () => {
  const networkOperator = { party: party(SUPPLIER, ['ED']) };
  const ways = [
    [2, 'nonDevice'],
    [3, 'send'],
  ] as const;
  for (const [commandVariant, endpoint] of ways) {
    assert.is(answer('4.1.1', { ...networkOperator, commandVariant, endpoint }), 'E17');
    assert.is(answer('4.1.1', { commandVariant, endpoint }), 'I99');
  }
});

test('a command is brought by hand by those alone who may return its answer', () => {
  const byHand = { commandVariant: 2, endpoint: 'nonDevice' } as const;
  const distributor = { party: party(DISTRIBUTOR, ['ED']) };
  assert.is(answer('4.1.1', { ...byHand, ...distributor }), 'E17');
  assert.is(answer('4.1.1', distributor), 'I99');
});

test('a service that needs no device is asked of the head-end itself', () => {
  const here = { commandVariant: 8, endpoint: 'nonDevice', target: HEAD_END } as const;
  assert.is(answer('8.2', { ...here, device: undefined, meteringPoint: undefined }), 'I99');
});

test('what is not in use has no other users, and what is terminated nobody at all', () => {
  const grants = [{ party: OTHER, role: 'OU', effectiveFromUtcSeconds: 0 } as const];
  const at = (status: PointStatus, eui64: string, role: 'IS' | 'ED' | 'OU') => {
    const meteringPoint = { ...point('electricity'), status, grants };
    return answer(role === 'OU' ? '4.8.1' : '4.1.1', {
      party: party(eui64, [role]),
      meteringPoint,
    });
  };
  const all = (status: PointStatus) => [
    at(status, SUPPLIER, 'IS'),
    at(status, DISTRIBUTOR, 'ED'),
    at(status, OTHER, 'OU'),
  ];
  assert.equal(all('operational'), ['I99', 'I99', 'I99']);
  assert.equal(all('created'), ['I99', 'I99', 'E4']);
  assert.equal(all('dormant'), ['I99', 'I99', 'E4']);
  assert.equal(all('terminated'), ['E4', 'E4', 'E4']);
});

test('P23: who is not domestic is reached when its supplier elected to use the DCC, from that date on', () => {
  const customer = (usesDcc: boolean, from: number) => ({
    effectiveFromUtcSeconds: from,
    knownFromMillis: 0,
    value: { customer: { customerType: 'nonDomestic', usesDcc } as const },
  });
  const details = [customer(false, 100), customer(true, 200)];
  const meteringPoint = { ...point('electricity'), details };
  const at = (atUtcSeconds: number) => answer('4.1.1', { meteringPoint, atUtcSeconds });
  assert.equal([99, 100, 199, 200].map(at), ['I99', 'E4', 'E4', 'I99']);
});

test('what a device is to do later by itself is judged for that date as well', () => {
  const later = (alsoAtUtcSeconds: number) =>
    answer('1.1.1', { commandVariant: 4, endpoint: 'transform', alsoAtUtcSeconds });
  assert.equal([CHANGE_AT - 1, CHANGE_AT].map(later), ['I99', 'E4']);
});

test('a decision names the relation and the date', () => {
  const decision = decide(question('4.1.1'));
  const because = 'supplier of 2012345678385, 2027-01-15T07:59:59.000Z';
  assert.is(decision.allowed && decision.because, because);
});

test('a role that the service does not list is never enough, whatever else is right', () => {
  for (const service of services)
    for (const role of ['IS', 'ES', 'GS', 'RSA', 'ED', 'GT', 'OU'] as const) {
      const decision = decide(question(service.reference, { party: party(SUPPLIER, [role]) }));
      if (!service.roles.includes(role)) assert.is(decision.allowed, false);
    }
});

test.run();
