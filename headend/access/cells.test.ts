/** Who may ask for what, in which way, of which device: every cell there is, against a plain model of the rules. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Service } from '../../protocol/definition/service.ts';
import { deviceStatus } from '../../protocol/services/inventory-shapes.ts';
import type { DeviceStatus } from '../inventory/inventory.ts';
import { allCells, compare, rightCells, type Tally } from './cells.testing.ts';
import { openDoor } from './door.testing.ts';
import { type Cell, expectedCode, type Row } from './rules.testing.ts';

const STATUSES = Object.keys(deviceStatus.codes ?? {}) as DeviceStatus[];

const TIMES = [{}, { time: 'before' }, { time: 'after' }] as const;

const rowOf = ({ reference, roles, critical, modes, deviceTypes }: Service): Row => ({
  reference,
  roles,
  critical,
  nonDevice: modes.includes('nonDevice'),
  deviceTypes,
});
/** The rest of what a request meets at the door is as it should be, so that only `code` keeps it out. */
const insteadOfAllowed = (code: string) => (row: Row, cell: Cell) =>
  expectedCode(row, cell) === 'I99' && !row.nonDevice ? code : expectedCode(row, cell);

function isRight({ cells, allowed, problems }: Tally, what: string): void {
  assert.equal(problems, []);
  console.log(`measured: ${cells} cells of ${what}, ${allowed} allowed`);
}

const test = suite('every cell at the door');

test('of role, command variant, web service and device has its code', async () => {
  const tally = compare(await openDoor(), rowOf, allCells);
  isRight(tally, 'service, role, variant, web service and device');
  assert.is(tally.cells, 129 * 7 * 9 * 4 * 2 * 10);
  assert.ok(tally.allowed > 2_000);
});

test('of a device in each of its statuses is E5, unless commands reach it', async () => {
  const total: Tally = { cells: 0, allowed: 0, problems: [] };
  const reached: DeviceStatus[] = ['InstalledNotCommissioned', 'Commissioned', 'Recovered'];
  for (const status of STATUSES) {
    const expected = reached.includes(status) ? expectedCode : statusBeforeRelation;
    const tally = compare(await openDoor({ status }), rowOf, rightCells, expected);
    total.cells += tally.cells;
    total.allowed += tally.allowed;
    total.problems.push(...tally.problems.map((problem) => `${status}: ${problem}`));
  }
  assert.ok(STATUSES.length > reached.length + 3);
  isRight(total, 'service, role, device and its status');
});

/** The status is looked at before the relation to the metering point. */
const statusBeforeRelation = (row: Row, cell: Cell) => {
  const code = insteadOfAllowed('E5')(row, cell);
  return code === 'E4' ? 'E5' : code;
};

test('of a suspended user is E3, once its role could ask', async () => {
  const expected = (row: Row, { role }: Cell) => (row.roles.includes(role) ? 'E3' : 'E2');
  const tally = compare(await openDoor({ party: 'suspended' }), rowOf, rightCells, expected);
  isRight(tally, 'a suspended user');
  assert.is(tally.allowed, 0);
});

test('of a stranger is as for no device, and of whoever was there before or will be, E4', async () => {
  const door = await openDoor();
  const cells = function* (row: Row) {
    for (const cell of rightCells(row))
      for (const isStranger of [false, true])
        for (const time of TIMES) yield { ...cell, isStranger, ...time };
  };
  const tally = compare(door, rowOf, cells);
  isRight(tally, 'service, role, device, user and time');
  assert.ok(tally.allowed > 1_000);
});

test('of devices that are known by name alone is E11, but for what the gas meter answers', async () => {
  const door = await openDoor({ onlyMetersAnswer: true });
  const answers = (row: Row, { device }: Cell) =>
    device === 'ESME' ||
    device === 'GSME' ||
    (device === 'GPF' && !row.critical && row.deviceTypes.includes('GSME'));
  const isLate = (code: string) => code === 'I99' || code === 'E4';
  const expected = (row: Row, cell: Cell) => {
    const code = expectedCode(row, cell);
    return isLate(code) && !row.nonDevice && !answers(row, cell) ? 'E11' : code;
  };
  isRight(compare(door, rowOf, rightCells, expected), 'devices without keys');
});

test.run();
