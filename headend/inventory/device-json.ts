/** A device as JSON: in the operator's file, and in the database. */
import { fromHex, toHex } from '../../protocol/bytes.ts';
import { deviceRecordFromJson, deviceRecordToJson } from '../../protocol/credentials.ts';
import { date, type Scalar, text } from '../../protocol/definition/scalars.ts';
import { type Eui64, parseEui64 } from '../../protocol/identifiers/eui64.ts';
import { Refused } from '../../protocol/refused.ts';
import * as shapes from '../../protocol/services/inventory-shapes.ts';
import type { DeviceKeys } from '../registration/announcement/judge-announcement.ts';
import {
  hasKeys,
  type ListedDevice,
  type OtherDevice,
  type Place,
  type RenewedKeys,
} from './device.ts';

type Json = Readonly<Record<string, unknown>>;

export function deviceToJson(device: ListedDevice): Json {
  if (!hasKeys(device)) return device;
  const { renewed, ...rest } = device;
  return {
    ...rest,
    record: deviceRecordToJson(device.record),
    ...(renewed ? { renewed: withHexKeys(renewed) } : {}),
  };
}

/** Throws Refused with the name of what is wrong. */
export function deviceFromJson(value: unknown): ListedDevice {
  const json = value as Json;
  const place = placeFromJson(json);
  const { record } = json;
  if (typeof record !== 'object' || record === null)
    throw new Refused('record', 'expected an object');
  if (!KEY_NAMES.some((name) => name in record))
    return { ...place, record: labelFromJson(record as Json) };
  return { ...place, record: deviceRecordFromJson(record), ...renewedFromJson(json['renewed']) };
}

const WAN_ADDRESS = text(1, 128);
const KEY_NAMES = ['signingPublic', 'agreementPublic', 'prepaymentPublic'];

function placeFromJson(json: Json): Place {
  return {
    status: scalarOf(json, 'status', shapes.deviceStatus),
    ...pointOf(json, 'mpxn', /^[0-9]{1,13}$/),
    ...pointOf(json, 'secondaryImportMpan', /^[0-9]{13}$/),
    ...pointOf(json, 'exportMpan', /^[0-9]{13}$/),
    ...optionalOf(json, 'esmeVariant', shapes.esmeVariant),
    ...optionalOf(json, 'smetsVersion', shapes.smetsVersion),
    ...optionalOf(json, 'commissionedDate', date('')),
    ...eui64Of(json, 'hub'),
    ...eui64Of(json, 'proxy'),
    ...eui64Of(json, 'notifiedBy'),
    ...optionalOf(json, 'wanAddress', WAN_ADDRESS),
    ...(typeof json['filed'] === 'string' ? { filed: json['filed'] } : {}),
  };
}

/** Of what was told of before it was fitted, the version may not be known. */
function labelFromJson(json: Json): OtherDevice['record'] {
  return {
    eui64: parseEui64(String(json['eui64'])),
    deviceType: scalarOf(json, 'deviceType', shapes.deviceType),
    manufacturer: scalarOf(json, 'manufacturer', shapes.deviceManufacturer),
    model: scalarOf(json, 'model', shapes.deviceModel),
    ...optionalOf(json, 'firmwareVersion', shapes.firmwareVersion),
  };
}

function scalarOf<T>(json: Json, name: string, type: Scalar<T>): T {
  const value = json[name];
  const problem = type.check(value as T);
  if (problem) throw new Refused(name, problem);
  return value as T;
}

function optionalOf<K extends string, T>(json: Json, name: K, type: Scalar<T>): { [key in K]?: T } {
  if (json[name] === undefined) return {};
  return { [name]: scalarOf(json, name, type) } as { [key in K]?: T };
}

function eui64Of<K extends string>(json: Json, name: K): { [key in K]?: Eui64 } {
  if (json[name] === undefined) return {};
  return { [name]: parseEui64(String(json[name])) } as { [key in K]?: Eui64 };
}

function pointOf(json: Json, name: keyof Place, pattern: RegExp) {
  const value = json[name];
  if (value === undefined) return {};
  if (typeof value !== 'string' || !pattern.test(value))
    throw new Refused(name, 'expected an MPAN or MPRN');
  return { [name]: value };
}

/** What is added to the record of a device that was known by name alone. */
export const keyedJson = ({ keys, firmwareVersion }: Keyed): Json => ({
  ...withHexKeys(keys),
  firmwareVersion,
});
type Keyed = { readonly keys: DeviceKeys; readonly firmwareVersion: string };

const withHexKeys = (keys: RenewedKeys | DeviceKeys) =>
  Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, toHex(key)]));

function renewedFromJson(value: unknown): { readonly renewed?: RenewedKeys } {
  if (value === undefined) return {};
  const keys = Object.entries(value as Json).map(([name, text]) => {
    const key = fromHex(String(text));
    if (key?.length !== 32) throw new Refused('renewed', 'expected a key of 32 bytes');
    if (name !== 'signingPublic' && name !== 'agreementPublic')
      throw new Refused('renewed', 'expected signingPublic or agreementPublic');
    return [name, key] as const;
  });
  return { renewed: Object.fromEntries(keys) };
}
