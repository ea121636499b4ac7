/** All devices the head-end knows, and the ways to find them. */
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import { Groups } from '../groups.ts';
import {
  type Device,
  type DeviceStatus,
  hasKeys,
  type ListedDevice,
  pointsOf,
  withKeysOf,
} from './device.ts';
import { deviceFromJson, deviceToJson } from './device-json.ts';

export type { Device, DeviceStatus, ListedDevice, OtherDevice, RenewedKeys } from './device.ts';
export { hasKeys } from './device.ts';
export { deviceFromJson } from './device-json.ts';

/** Where devices are kept for good; the database in service, nothing in a test. */
export interface DeviceStorage {
  /** `part`: only the keys of a device that is there, and nothing else of it. */
  saveDevice(eui64: Eui64, record: Readonly<Record<string, unknown>>, part?: 'keys'): Promise<void>;
  loadDevices(): AsyncIterable<unknown>;
}

/** Of these, one that was there before answers nothing any more. */
const GONE: readonly DeviceStatus[] = ['Decommissioned', 'Withdrawn'];
export const isGone = ({ status }: ListedDevice): boolean => GONE.includes(status);

/** The part of the register that keeps metering points at hand. */
type Holding = { hold(mpxns: readonly string[]): Promise<void> };

/** All devices by EUI-64, by metering point and by hub; read on every request, so held in memory. */
export class Inventory {
  readonly #storage: DeviceStorage;
  readonly #register: Holding | undefined;
  readonly #devices = new Map<Eui64, ListedDevice>();
  readonly #byPoint = new Groups<ListedDevice>();
  readonly #byHub = new Groups<ListedDevice>();

  /** `register` holds the metering points of devices that are put here. */
  constructor(storage: DeviceStorage, register?: Holding) {
    this.#storage = storage;
    this.#register = register;
  }

  async load(): Promise<void> {
    for await (const json of this.#storage.loadDevices()) this.take(deviceFromJson(json));
  }

  /** Adds a device or replaces what is known of it; durable when it resolves. */
  async put(device: ListedDevice): Promise<void> {
    await this.#storage.saveDevice(device.record.eui64, deviceToJson(device));
    await this.#register?.hold(pointsOf(device));
    this.take(device);
  }

  /**
   * The keys of a device that is there, and nothing else of it: what a user changes meanwhile stays.
   * Durable when it resolves.
   */
  async putKeys(device: Device): Promise<void> {
    const { eui64 } = device.record;
    await this.#storage.saveDevice(eui64, deviceToJson(device), 'keys');
    const now = this.#devices.get(eui64);
    if (now) this.take(withKeysOf(now, device));
  }

  /** Adds or replaces in memory alone, what is durable already. */
  take(device: ListedDevice): void {
    const { eui64 } = device.record;
    this.drop(eui64, device);
    this.#devices.set(eui64, device);
    for (const point of pointsOf(device)) this.#byPoint.add(point, eui64, device);
    if (device.hub !== undefined) this.#byHub.add(device.hub, eui64, device);
  }

  /** Forgets in memory alone; `next` is what takes its place, which keeps its turn in the groups. */
  drop(eui64: Eui64, next?: ListedDevice): void {
    const device = this.#devices.get(eui64);
    if (!device) return;
    const stays = next ? pointsOf(next) : [];
    for (const point of pointsOf(device))
      if (!stays.includes(point)) this.#byPoint.remove(point, eui64);
    if (device.hub !== undefined && device.hub !== next?.hub) this.#byHub.remove(device.hub, eui64);
    this.#devices.delete(eui64);
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
    if (hasKeys(device)) return device;
    if (device?.record.deviceType !== 'GPF' || device.mpxn === undefined) return undefined;
    const meters = this.fittedAt(device.mpxn)
      .filter(hasKeys)
      .filter(({ record }) => record.deviceType === 'GSME');
    // A meter that was taken down stays on record beside the one that took its place.
    return meters.find((meter) => !isGone(meter)) ?? meters[0];
  }

  /** At a metering point of any kind, in order of their addition. */
  fittedAt(mpxn: string): ListedDevice[] {
    return this.#byPoint.at(mpxn);
  }

  /** In the log of a communications hub, in order of their addition. */
  behind(hub: Eui64): ListedDevice[] {
    return this.#byHub.at(hub);
  }

  get size(): number {
    return this.#devices.size;
  }
}
