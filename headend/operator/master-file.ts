/** Parties, metering points, devices and coverage as one JSON document, for a file at the start or a request later. */

import { nodeCrypto } from '../../platform/node-crypto.ts';
import { realClock } from '../../platform/time.ts';
import { toHex } from '../../protocol/bytes.ts';
import { Refused } from '../../protocol/refused.ts';
import { partyFromJson } from '../access/parties.ts';
import type { HeadEnd } from '../head-end.ts';
import type { DeviceStatus } from '../inventory/device.ts';
import { deviceToJson } from '../inventory/device-json.ts';
import {
  deviceFromJson,
  hasKeys,
  type Inventory,
  type ListedDevice,
} from '../inventory/inventory.ts';
import { statusesBefore } from '../non-device/status-rules.ts';
import { coverageFromJson } from '../non-device/wan-coverage.ts';
import type { MeteringPoint } from '../registration/registration.ts';
import { meteringPointFromJson } from './point-from-json.ts';

type Json = Readonly<Record<string, unknown>>;
type Master = Pick<HeadEnd, 'parties' | 'register' | 'inventory' | 'coverage'> & {
  readonly flow: Pick<HeadEnd['flow'], 'alone'>;
};

const LISTS = ['parties', 'meteringPoints', 'devices', 'wanCoverage'];

/** How many of each the document tells of. */
export type Applied = {
  readonly parties: number;
  readonly meteringPoints: number;
  readonly devices: number;
  /** Areas whose coverage is told of. */
  readonly wanCoverage: number;
};

/**
 * Reads all of the document before it changes anything; throws Refused with the path of what is wrong.
 * Rows that are there already are replaced; of a device its keys and its label are, and what else is given
 * but the status, which is its users' to change once it is known; what is the operator's own of it (suspended, in
 * recovery, and back) goes by the steps of the life of a device, or is refused (`devices[0].status`). The row of a device that is as it was the
 * last time changes nothing: a file is read at every start, and the device may have new keys since, or be
 * somewhere else; a metering point may have another supplier since.
 */
export async function applyMasterFile(
  value: unknown,
  master: Master,
  nowMillis = realClock.nowMillis(),
): Promise<Applied> {
  if (typeof value !== 'object' || value === null) throw new Refused('', 'expected an object');
  const json = value as Json;
  for (const name of Object.keys(json))
    if (!LISTS.includes(name)) throw new Refused(name, `not one of ${LISTS.join(', ')}`);
  const parties = listOf(json, 'parties', partyFromJson);
  const meteringPoints = listOf(json, 'meteringPoints', (row) => ({
    ...meteringPointFromJson(row, nowMillis),
    filed: digestOf(row as object),
  }));
  const devices = listOf(json, 'devices', deviceFromJson);
  const areas = listOf(json, 'wanCoverage', coverageFromJson);
  devices.forEach((device, index) => {
    checkStatus(device, index, master.inventory);
  });
  for (const party of parties) await master.parties.put(party);
  for (const point of meteringPoints)
    await master.flow.alone(() => putPoint(point, master.register));
  for (const [index, device] of devices.entries())
    await master.flow.alone(() => putDevice(device, index, master.inventory));
  for (const area of areas) await master.coverage.put(area);
  return {
    parties: parties.length,
    meteringPoints: meteringPoints.length,
    devices: devices.length,
    wanCoverage: areas.length,
  };
}

/** The statuses that no user's request brings about: those are the operator's to give and to take away. */
const OPERATORS_OWN: readonly DeviceStatus[] = ['Suspended', 'Recovery', 'Recovered'];

async function putPoint(row: MeteringPoint, register: HeadEnd['register']): Promise<void> {
  const known = await register.find(row.mpxn);
  if (known?.filed !== row.filed) await register.put(row);
}

async function putDevice(row: ListedDevice, index: number, inventory: Inventory): Promise<void> {
  const known = inventory.get(row.record.eui64);
  const filed = filedOf(row);
  if (known?.filed === filed) return;
  // Again, as a request may have changed it since all rows were looked at.
  checkStatus(row, index, inventory);
  const device = { ...row, filed };
  await inventory.put(known ? merged(device, known) : device);
}

function filedOf(row: ListedDevice): string {
  const { filed: _, ...json } = deviceToJson(row);
  return digestOf(json);
}

/** Throws Refused where the row would take the device a step that the operator cannot take it. */
function checkStatus(row: ListedDevice, index: number, inventory: Inventory): void {
  const known = inventory.get(row.record.eui64);
  if (!known || known.status === row.status || !isOperators(known, row)) return;
  if (statusesBefore(row.status, 'operator', known.record.deviceType).includes(known.status))
    return;
  if (known.filed !== filedOf(row))
    throw new Refused(`devices[${index}].status`, `${known.status} does not become ${row.status}`);
}

const isOperators = (...devices: readonly ListedDevice[]): boolean =>
  devices.some(({ status }) => OPERATORS_OWN.includes(status));

function merged(device: ListedDevice, known: ListedDevice): ListedDevice {
  const { status } = isOperators(known, device) ? device : known;
  const both = { ...known, ...device, status };
  // A label alone does not take a device's keys from it.
  if (!hasKeys(known) || hasKeys(device)) return both;
  return { ...both, record: { ...known.record, ...device.record } };
}

function digestOf(row: object): string {
  return toHex(nodeCrypto.sha256(new TextEncoder().encode(JSON.stringify(row))));
}

function listOf<T>(json: Json, name: string, read: (value: unknown) => T): T[] {
  const rows = json[name] ?? [];
  if (!Array.isArray(rows)) throw new Refused(name, 'expected a list');
  return rows.map((row, index) => {
    try {
      if (typeof row !== 'object' || row === null) throw new Refused('', 'expected an object');
      return read(row);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const path = `${name}[${index}]${error.path ? `.${error.path}` : ''}`;
      throw new Refused(path, error.reason, undefined, error.code);
    }
  });
}
