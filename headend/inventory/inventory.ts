/** Devices the head-end knows: what they are, where they are fitted, and the keys on record for them. */
import { fromHex, toHex } from '../../protocol/bytes.ts';
import {
  type DeviceLabel,
  type DeviceRecord,
  deviceLabelFromJson,
  deviceRecordFromJson,
  deviceRecordToJson,
} from '../../protocol/credentials.ts';
import type { ValueOf } from '../../protocol/definition/words.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import { Refused } from '../../protocol/refused.ts';
import { deviceStatus, deviceType } from '../../protocol/services/read-inventory.ts';

/** Where a device is in its life (sr:DeviceStatus). */
export type DeviceStatus = ValueOf<typeof deviceStatus>;

type Place = {
  readonly status: DeviceStatus;
  /** The metering point it measures or belongs to, once it is fitted. */
  readonly mpxn?: string;
  /** The metering point of what the premises feed into the network. */
  readonly exportMpan?: string;
};
/** A meter: it has keys, and answers. */
export type Device = Place & {
  readonly record: DeviceRecord;
  /** Certified, but not seen in use yet. */
  readonly renewed?: RenewedKeys;
};
export type RenewedKeys = Partial<Pick<DeviceRecord, 'signingPublic' | 'agreementPublic'>>;
/** What stands beside meters in a house: known by name, but no part of this head-end speaks to it. */
export type OtherDevice = Place & {
  readonly record: DeviceLabel & {
    readonly deviceType: Exclude<ValueOf<typeof deviceType>, DeviceRecord['deviceType']>;
  };
};
export type ListedDevice = Device | OtherDevice;

export function isMeter(device: ListedDevice | undefined): device is Device {
  return device !== undefined && 'signingPublic' in device.record;
}

/** Where devices are kept for good; the database in service, nothing in a test. */
export interface DeviceStorage {
  saveDevice(eui64: Eui64, record: Readonly<Record<string, unknown>>): Promise<void>;
  loadDevices(): AsyncIterable<unknown>;
}

const OTHER_TYPES = Object.keys(deviceType.codes ?? {}).filter(
  (type) => type !== 'ESME' && type !== 'GSME',
) as readonly OtherDevice['record']['deviceType'][];

/** All devices by EUI-64 and by metering point; read on every request, so held in memory. */
export class Inventory {
  readonly #storage: DeviceStorage;
  readonly #devices = new Map<Eui64, ListedDevice>();

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
  async put(device: ListedDevice): Promise<void> {
    await this.#storage.saveDevice(device.record.eui64, deviceToJson(device));
    this.#devices.set(device.record.eui64, device);
  }

  get(eui64: Eui64): ListedDevice | undefined {
    return this.#devices.get(eui64);
  }

  /**
   * The meter that answers what is asked of this device: itself, or, for a gas proxy function, the gas
   * meter at its metering point, which a native meter needs no proxy for.
   */
  answering(eui64: Eui64): Device | undefined {
    const device = this.#devices.get(eui64);
    if (isMeter(device)) return device;
    if (device?.record.deviceType !== 'GPF' || device.mpxn === undefined) return undefined;
    return this.fittedAt(device.mpxn)
      .filter(isMeter)
      .find(({ record }) => record.deviceType === 'GSME');
  }

  /** In order of their addition. */
  fittedAt(mpxn: string): ListedDevice[] {
    return [...this.#devices.values()].filter((device) => device.mpxn === mpxn);
  }

  get size(): number {
    return this.#devices.size;
  }
}

function deviceToJson(device: ListedDevice): Readonly<Record<string, unknown>> {
  if (!isMeter(device)) return device;
  const { renewed, ...rest } = device;
  return {
    ...rest,
    record: deviceRecordToJson(device.record),
    ...(renewed ? { renewed: withHexKeys(renewed) } : {}),
  };
}

const withHexKeys = (keys: RenewedKeys) =>
  Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, toHex(key)]));

function renewedFromJson(value: unknown): { readonly renewed?: RenewedKeys } {
  if (value === undefined) return {};
  const keys = Object.entries(value as Readonly<Record<string, unknown>>).map(([name, text]) => {
    const key = fromHex(String(text));
    if (key?.length !== 32) throw new Refused('renewed', 'expected a key of 32 bytes');
    if (name !== 'signingPublic' && name !== 'agreementPublic')
      throw new Refused('renewed', 'expected signingPublic or agreementPublic');
    return [name, key] as const;
  });
  return { renewed: Object.fromEntries(keys) };
}

/** Throws Refused with the name of what is wrong. */
export function deviceFromJson(value: unknown): ListedDevice {
  const json = value as Readonly<Record<string, unknown>>;
  const problem = deviceStatus.check(json['status']);
  if (problem) throw new Refused('status', problem);
  const place: Place = {
    status: json['status'] as DeviceStatus,
    ...pointOf(json, 'mpxn', /^[0-9]{1,13}$/),
    ...pointOf(json, 'exportMpan', /^[0-9]{13}$/),
  };
  const record = json['record'] as { readonly deviceType?: unknown } | undefined;
  const type = record?.deviceType as OtherDevice['record']['deviceType'];
  if (OTHER_TYPES.includes(type))
    return { ...place, record: { ...deviceLabelFromJson(record), deviceType: type } };
  return {
    ...place,
    record: deviceRecordFromJson(record),
    ...renewedFromJson(json['renewed']),
  };
}

function pointOf(json: Readonly<Record<string, unknown>>, name: keyof Place, pattern: RegExp) {
  const value = json[name];
  if (value === undefined) return {};
  if (typeof value !== 'string' || !pattern.test(value))
    throw new Refused(name, 'expected an MPAN or MPRN');
  return { [name]: value };
}
