/** Devices the head-end knows: what they are, where they are fitted, and the keys on record for them. */
import {
  type DeviceRecord,
  deviceRecordFromJson,
  deviceRecordToJson,
} from '../../protocol/credentials.ts';
import type { ValueOf } from '../../protocol/definition/words.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import { Refused } from '../../protocol/refused.ts';
import { deviceStatus } from '../../protocol/services/read-inventory.ts';

/** Where a device is in its life (sr:DeviceStatus). */
export type DeviceStatus = ValueOf<typeof deviceStatus>;

export type Device = {
  readonly record: DeviceRecord;
  readonly status: DeviceStatus;
  /** The metering point it measures, once it is fitted. */
  readonly mpxn?: string;
};

/** Where devices are kept for good; the database in service, nothing in a test. */
export interface DeviceStorage {
  saveDevice(eui64: Eui64, record: Readonly<Record<string, unknown>>): Promise<void>;
  loadDevices(): AsyncIterable<unknown>;
}

/** All devices by EUI-64 and by metering point; read on every request, so held in memory. */
export class Inventory {
  readonly #storage: DeviceStorage;
  readonly #devices = new Map<Eui64, Device>();

  constructor(storage: DeviceStorage) {
    this.#storage = storage;
  }

  async load(): Promise<void> {
    for await (const json of this.#storage.loadDevices()) {
      const device = deviceFromJson(json);
      this.#devices.set(device.record.eui64, device);
    }
  }

  /** Adds a device or replaces what is known of it; durable when it resolves. */
  async put(device: Device): Promise<void> {
    await this.#storage.saveDevice(device.record.eui64, deviceToJson(device));
    this.#devices.set(device.record.eui64, device);
  }

  get(eui64: Eui64): Device | undefined {
    return this.#devices.get(eui64);
  }

  /** In order of their addition. */
  fittedAt(mpxn: string): Device[] {
    return [...this.#devices.values()].filter((device) => device.mpxn === mpxn);
  }

  get size(): number {
    return this.#devices.size;
  }
}

function deviceToJson(device: Device): Readonly<Record<string, unknown>> {
  const { record, status, mpxn } = device;
  return { record: deviceRecordToJson(record), status, ...(mpxn ? { mpxn } : {}) };
}

/** Throws Refused with the name of what is wrong. */
export function deviceFromJson(value: unknown): Device {
  const json = value as Readonly<Record<string, unknown>>;
  const problem = deviceStatus.check(json['status']);
  if (problem) throw new Refused('status', problem);
  const status = json['status'] as DeviceStatus;
  const mpxn = json['mpxn'];
  if (mpxn !== undefined && (typeof mpxn !== 'string' || !/^[0-9]{1,13}$/.test(mpxn)))
    throw new Refused('mpxn', 'expected an MPAN or MPRN');
  return { record: deviceRecordFromJson(json['record']), status, ...(mpxn ? { mpxn } : {}) };
}
