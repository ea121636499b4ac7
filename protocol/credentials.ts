/**
 * What each end must hold of the other before the first message: a device's public record, and the
 * parties a device trusts. As JSON (keys in hexadecimal) it travels from factory to head-end and back.
 */
import { fromHex, toHex } from './bytes.ts';
import type { DeviceType } from './definition/service.ts';
import { type Eui64, parseEui64 } from './identifiers/eui64.ts';
import { Refused } from './refused.ts';

/** What is written on any device. */
export type DeviceLabel = {
  readonly eui64: Eui64;
  readonly manufacturer: string;
  readonly model: string;
  /** Eight hexadecimal digits, as DUIS writes it. */
  readonly firmwareVersion: string;
};

/** The types of device that have keys and answer: meters, and what of their home the DCC speaks to. */
export const KEYED_TYPES = [
  'ESME',
  'GSME',
  'GPF',
  'CHF',
  'HCALCS',
  'PPMID',
] as const satisfies readonly DeviceType[];
const KEYED_TYPE = new RegExp(`^(${KEYED_TYPES.join('|')})$`);

/** The public half of what a device made for itself at the factory. */
export type DeviceRecord = DeviceLabel & {
  readonly deviceType: (typeof KEYED_TYPES)[number];
  /** Ed25519, 32 bytes: signs alerts and answers to critical commands. */
  readonly signingPublic: Uint8Array;
  /** X25519, 32 bytes: message keys shared with the head-end. */
  readonly agreementPublic: Uint8Array;
  /** P-256 uncompressed, 65 bytes: UTRNs. */
  readonly prepaymentPublic: Uint8Array;
};

/** A party that signs: Ed25519; and X25519 where something is to be encrypted for it. */
export type Anchor = {
  readonly eui64: Eui64;
  readonly signingPublic: Uint8Array;
  readonly agreementPublic?: Uint8Array;
};
/**
 * The slots of a device's trust anchors. A device works with two of them; without the others nobody may do
 * what is theirs.
 */
export type TrustAnchors = {
  /** The access control broker: every command comes through it. */
  readonly headEnd: { readonly eui64: Eui64; readonly agreementPublic: Uint8Array };
  readonly supplier: Anchor & { readonly prepaymentPublic: Uint8Array };
  /** Under which every certificate must be; without it none is verified. */
  readonly root?: { readonly signingPublic: Uint8Array };
  /** May replace any key, once those who should are lost. */
  readonly recovery?: Anchor;
  readonly networkOperator?: Anchor;
  /** The party that gives a device the keys of its new supplier. */
  readonly changeOfSupplier?: Anchor;
  readonly loadController?: Anchor;
};
const PARTIES = ['recovery', 'networkOperator', 'changeOfSupplier', 'loadController'] as const;

type Json = Readonly<Record<string, unknown>>;

function textOf(json: Json, name: string, pattern: RegExp): string {
  const value = json[name];
  if (typeof value !== 'string' || !pattern.test(value))
    throw new Refused(name, `expected text like ${pattern.source}`);
  return value;
}

function keyOf(json: Json, name: string, length: number): Uint8Array {
  const bytes = fromHex(textOf(json, name, /^[0-9a-f]+$/));
  if (bytes?.length !== length) throw new Refused(name, `expected ${length} bytes in hexadecimal`);
  return bytes;
}

function objectOf(value: unknown, what: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Refused(what, 'expected an object');
  return value as Json;
}

const LABEL = /^[ -~]{1,40}$/;

export function deviceRecordToJson(record: DeviceRecord): Json {
  return {
    ...record,
    signingPublic: toHex(record.signingPublic),
    agreementPublic: toHex(record.agreementPublic),
    prepaymentPublic: toHex(record.prepaymentPublic),
  };
}

/** Throws Refused (VALUE_REFUSED, IDENTIFIER_REFUSED) with the name of what is wrong. */
export function deviceLabelFromJson(value: unknown): DeviceLabel {
  const json = objectOf(value, 'device record');
  return {
    eui64: parseEui64(textOf(json, 'eui64', /^[0-9A-Fa-f-]{23}$/)),
    manufacturer: textOf(json, 'manufacturer', LABEL),
    model: textOf(json, 'model', LABEL),
    firmwareVersion: textOf(json, 'firmwareVersion', /^[0-9A-F]{8}$/),
  };
}

/** Throws Refused (VALUE_REFUSED, IDENTIFIER_REFUSED) with the name of what is wrong. */
export function deviceRecordFromJson(value: unknown): DeviceRecord {
  const json = objectOf(value, 'device record');
  return {
    ...deviceLabelFromJson(json),
    deviceType: textOf(json, 'deviceType', KEYED_TYPE) as DeviceRecord['deviceType'],
    signingPublic: keyOf(json, 'signingPublic', 32),
    agreementPublic: keyOf(json, 'agreementPublic', 32),
    prepaymentPublic: keyOf(json, 'prepaymentPublic', 65),
  };
}

/** Keys in hexadecimal, what is absent left out. */
export function trustAnchorsToJson(anchors: TrustAnchors): Json {
  return Object.fromEntries(
    Object.entries(anchors).map(([slot, anchor]) => [slot, withTexts(anchor)]),
  );
}

const withTexts = (anchor: object): Json =>
  Object.fromEntries(
    Object.entries(anchor).map(([name, value]: [string, unknown]) => [
      name,
      value instanceof Uint8Array ? toHex(value) : value,
    ]),
  );

/** Throws Refused with the name of what is wrong. */
export function trustAnchorsFromJson(value: unknown): TrustAnchors {
  const json = objectOf(value, 'trust anchors');
  const headEnd = objectOf(json['headEnd'], 'headEnd');
  const supplier = objectOf(json['supplier'], 'supplier');
  const root = json['root'] === undefined ? undefined : objectOf(json['root'], 'root');
  return {
    headEnd: {
      eui64: eui64Of(headEnd),
      agreementPublic: keyOf(headEnd, 'agreementPublic', 32),
    },
    supplier: {
      ...anchorOf(supplier),
      prepaymentPublic: keyOf(supplier, 'prepaymentPublic', 65),
    },
    ...(root ? { root: { signingPublic: keyOf(root, 'signingPublic', 32) } } : {}),
    ...Object.fromEntries(
      PARTIES.filter((slot) => json[slot] !== undefined).map((slot) => [
        slot,
        anchorOf(objectOf(json[slot], slot)),
      ]),
    ),
  };
}

const eui64Of = (json: Json): Eui64 => parseEui64(textOf(json, 'eui64', /^[0-9A-Fa-f-]{23}$/));

function anchorOf(json: Json): Anchor {
  const anchor = { eui64: eui64Of(json), signingPublic: keyOf(json, 'signingPublic', 32) };
  if (json['agreementPublic'] === undefined) return anchor;
  return { ...anchor, agreementPublic: keyOf(json, 'agreementPublic', 32) };
}
