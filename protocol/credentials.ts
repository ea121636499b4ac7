/**
 * What each end must hold of the other before the first message: a device's public record, and the
 * parties a device trusts. As JSON (keys in hexadecimal) it travels from factory to head-end and back.
 */
import { fromHex, toHex } from './bytes.ts';
import { type Eui64, parseEui64 } from './identifiers/eui64.ts';
import { Refused } from './refused.ts';

/** The public half of what a device made for itself at the factory. */
export type DeviceRecord = {
  readonly eui64: Eui64;
  readonly deviceType: 'ESME' | 'GSME';
  readonly manufacturer: string;
  readonly model: string;
  /** Eight hexadecimal digits, as DUIS writes it. */
  readonly firmwareVersion: string;
  /** Ed25519, 32 bytes: signs alerts and answers to critical commands. */
  readonly signingPublic: Uint8Array;
  /** X25519, 32 bytes: message keys shared with the head-end. */
  readonly agreementPublic: Uint8Array;
  /** P-256 uncompressed, 65 bytes: UTRNs. */
  readonly prepaymentPublic: Uint8Array;
};

/** The slots of a device's trust anchors (DESIGN §4). A supplier holds three keys, the broker one. */
export type TrustAnchors = {
  readonly headEnd: { readonly eui64: Eui64; readonly agreementPublic: Uint8Array };
  readonly supplier: {
    readonly eui64: Eui64;
    readonly signingPublic: Uint8Array;
    readonly prepaymentPublic: Uint8Array;
  };
};

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
export function deviceRecordFromJson(value: unknown): DeviceRecord {
  const json = objectOf(value, 'device record');
  return {
    eui64: parseEui64(textOf(json, 'eui64', /^[0-9A-Fa-f-]{23}$/)),
    deviceType: textOf(json, 'deviceType', /^(ESME|GSME)$/) as DeviceRecord['deviceType'],
    manufacturer: textOf(json, 'manufacturer', LABEL),
    model: textOf(json, 'model', LABEL),
    firmwareVersion: textOf(json, 'firmwareVersion', /^[0-9A-F]{8}$/),
    signingPublic: keyOf(json, 'signingPublic', 32),
    agreementPublic: keyOf(json, 'agreementPublic', 32),
    prepaymentPublic: keyOf(json, 'prepaymentPublic', 65),
  };
}

export function trustAnchorsToJson({ headEnd, supplier }: TrustAnchors): Json {
  return {
    headEnd: { eui64: headEnd.eui64, agreementPublic: toHex(headEnd.agreementPublic) },
    supplier: {
      eui64: supplier.eui64,
      signingPublic: toHex(supplier.signingPublic),
      prepaymentPublic: toHex(supplier.prepaymentPublic),
    },
  };
}

/** Throws Refused with the name of what is wrong. */
export function trustAnchorsFromJson(value: unknown): TrustAnchors {
  const json = objectOf(value, 'trust anchors');
  const headEnd = objectOf(json['headEnd'], 'headEnd');
  const supplier = objectOf(json['supplier'], 'supplier');
  return {
    headEnd: {
      eui64: parseEui64(textOf(headEnd, 'eui64', /^[0-9A-Fa-f-]{23}$/)),
      agreementPublic: keyOf(headEnd, 'agreementPublic', 32),
    },
    supplier: {
      eui64: parseEui64(textOf(supplier, 'eui64', /^[0-9A-Fa-f-]{23}$/)),
      signingPublic: keyOf(supplier, 'signingPublic', 32),
      prepaymentPublic: keyOf(supplier, 'prepaymentPublic', 65),
    },
  };
}
