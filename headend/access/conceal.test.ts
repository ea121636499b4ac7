import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { testDevice } from '../inventory/device.testing.ts';
import type { MeteringPoint } from '../registration/registration.ts';
import { type Refusal, standingOf, told } from './conceal.ts';

const BEFORE = '90-B3-D5-1F-30-01-00-00';
const NOW = '90-B3-D5-1F-30-02-00-00';
const NEXT = '90-B3-D5-1F-30-03-00-00';
const NETWORK = '90-B3-D5-1F-30-00-00-02';
const STRANGER = '90-B3-D5-1F-30-09-00-00';
const AT = 1_000;

const point: MeteringPoint = {
  mpxn: '2012345678385',
  fuel: 'electricity',
  networkOperator: NETWORK,
  registrations: [
    { supplier: BEFORE, effectiveFromUtcSeconds: 0, effectiveToUtcSeconds: 500 },
    { supplier: NOW, effectiveFromUtcSeconds: 500, effectiveToUtcSeconds: 2_000 },
    { supplier: NEXT, effectiveFromUtcSeconds: 2_000 },
  ],
};
const meter = testDevice('00-DB-12-34-56-78-90-A0', point.mpxn);
const home = { devices: [meter], points: [point] };
const suspended: Refusal = { allowed: false, fault: 'DEVICE_STATUS', detail: 'Suspended' };

const test = suite('what a refusal tells');

test('suppliers now and to come and the network hear the truth', () => {
  for (const party of [NOW, NEXT, NETWORK])
    assert.equal(told(suspended, party, home, AT), suspended);
});

test('who supplied before hears that this is over, and not how the device is', () => {
  const over = { allowed: false, fault: 'NOT_RESPONSIBLE', detail: '' };
  assert.equal(told(suspended, BEFORE, home, AT), over);
});

test('a stranger hears what is said of a device that does not exist', () => {
  const none = { allowed: false, fault: 'DEVICE_UNKNOWN', detail: '' };
  const limit: Refusal = { allowed: false, fault: 'NOT_RESPONSIBLE', detail: 'terminated' };
  for (const refusal of [suspended, limit]) assert.equal(told(refusal, STRANGER, home, AT), none);
});

test('what is wrong with the request itself is told to anybody', () => {
  const variant: Refusal = {
    allowed: false,
    fault: 'COMMAND_VARIANT',
    detail: 'command variant 9',
  };
  assert.equal(told(variant, STRANGER, home, AT), variant);
});

test('a device at no metering point is nobody’s secret; one at an unknown point is', () => {
  const { mpxn: _, ...nowhere } = meter;
  assert.is(standingOf(STRANGER, { devices: [nowhere], points: [] }, AT), 'knows');
  assert.is(standingOf(STRANGER, { devices: [meter], points: [] }, AT), 'stranger');
});

test.run();
