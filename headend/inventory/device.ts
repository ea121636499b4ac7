/** A device as the head-end knows it: what it is, where it is fitted, and the keys on record for it. */
import type { DeviceLabel, DeviceRecord } from '../../protocol/credentials.ts';
import type { DeviceType } from '../../protocol/definition/service.ts';
import type { ValueOf } from '../../protocol/definition/words.ts';
import type { Eui64 } from '../../protocol/identifiers/eui64.ts';
import type { deviceStatus, esmeVariant } from '../../protocol/services/inventory-shapes.ts';

/** Where a device is in its life (sr:DeviceStatus). */
export type DeviceStatus = ValueOf<typeof deviceStatus>;

/** What is known of a device beside its label and its keys; a user may change it (8.3, 8.4, 8.14). */
export type Place = {
  readonly status: DeviceStatus;
  /** The metering point it measures or belongs to, once it is fitted. */
  readonly mpxn?: string;
  /** The metering point of the second element of a twin element meter. */
  readonly secondaryImportMpan?: string;
  /** The metering point of what the premises feed into the network. */
  readonly exportMpan?: string;
  readonly esmeVariant?: ValueOf<typeof esmeVariant>;
  /** Of SMETS or CHTS. */
  readonly smetsVersion?: string;
  /** The day it was commissioned in UTC, as yyyymmdd. */
  readonly commissionedDate?: number;
  /** The communications hub whose log it is in. */
  readonly hub?: Eui64;
  /** The gas proxy function that belongs to it. */
  readonly proxy?: Eui64;
  /** Where it is reached in the wide-area network, once it has said who it is. */
  readonly wanAddress?: string;
  /** The user who told of it before it was fitted. */
  readonly notifiedBy?: Eui64;
  /** SHA-256 in hex of the row of the operator's file that was taken last (operator/master-file.ts). */
  readonly filed?: string;
};
/** A device with keys: it answers. */
export type Device = Place & {
  readonly record: DeviceRecord;
  /** Certified, but not seen in use yet. */
  readonly renewed?: RenewedKeys;
};
export type RenewedKeys = Partial<Pick<DeviceRecord, 'signingPublic' | 'agreementPublic'>>;
/** Known by name alone: no keys of it are on record, so nobody here speaks to it. */
export type OtherDevice = Place & {
  readonly record: Omit<DeviceLabel, 'firmwareVersion'> & {
    readonly deviceType: DeviceType;
    readonly firmwareVersion?: string;
  };
};
export type ListedDevice = Device | OtherDevice;

export function hasKeys(device: ListedDevice | undefined): device is Device {
  return device !== undefined && 'signingPublic' in device.record;
}

/** The metering points a device is at, each once. */
export function pointsOf({ mpxn, secondaryImportMpan, exportMpan }: Place): string[] {
  const points = [mpxn, secondaryImportMpan, exportMpan].filter((point) => point !== undefined);
  return [...new Set(points)];
}

/** What is known of a device, with the keys that are known of it elsewhere. */
export function withKeysOf(device: ListedDevice, { record, renewed }: Device): Device {
  const { renewed: _, ...rest } = { renewed, ...device };
  const { signingPublic, agreementPublic, prepaymentPublic } = record;
  const keys = { signingPublic, agreementPublic, prepaymentPublic };
  return {
    ...rest,
    record: { ...record, ...device.record, ...keys },
    ...(renewed ? { renewed } : {}),
  } as Device;
}
