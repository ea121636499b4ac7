import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { deviceStatus } from '../../protocol/services/inventory-shapes.ts';
import type { DeviceStatus } from '../inventory/device.ts';
import { LIFE, requireStatus, statusesBefore } from './status-rules.ts';

const STATUSES = Object.keys(deviceStatus.codes ?? {}) as DeviceStatus[];
const test = suite('the life of a device');

/** All that can be reached from Pending. */
function reached(by: (ways: (typeof LIFE)[number]['by']) => boolean): Set<DeviceStatus> {
  const seen = new Set<DeviceStatus>(['Pending']);
  for (const _ of STATUSES)
    for (const { from, to, by: ways } of LIFE)
      if (by(ways) && from.some((status) => seen.has(status))) seen.add(to);
  return seen;
}

test('every status can be reached, and every one but Withdrawn can be left', () => {
  assert.equal([...reached(() => true)].sort(), [...STATUSES].sort());
  const left = new Set(LIFE.flatMap(({ from }) => from));
  assert.equal(
    STATUSES.filter((status) => !left.has(status)),
    ['Withdrawn'],
  );
});

test('suspension and recovery are the operator’s alone', () => {
  const ofUsers = reached((ways) => ways.some((way) => way !== 'operator'));
  for (const status of ['Suspended', 'Recovery', 'Recovered'] as const)
    assert.not.ok(ofUsers.has(status), status);
  assert.equal(statusesBefore('Recovered', 'operator', 'ESME'), ['Recovery']);
});

test('a suspended meter is not commissioned by what it answers; a recovered one is', () => {
  const before = statusesBefore('Commissioned', 'commissioned', 'ESME');
  assert.not.ok(before.includes('Suspended'));
  assert.not.ok(before.includes('Recovery'));
  assert.ok(before.includes('Recovered'));
});

test('a hub is commissioned by its installer, another device is not', () => {
  assert.ok(statusesBefore('Commissioned', '8.14', 'CHF').includes('Pending'));
  assert.equal(statusesBefore('Commissioned', '8.14', 'ESME'), []);
  assert.equal(statusesBefore('Withdrawn', '8.4', 'GSME'), []);
});

test('what is not in the table is refused with the status that is', () => {
  const device = { record: {}, status: 'Withdrawn' } as never;
  const from = statusesBefore('Decommissioned', '8.3', 'ESME');
  assert.throws(() => requireStatus(device, from), /DEVICE_STATUS.*Withdrawn/);
});

test.run();
