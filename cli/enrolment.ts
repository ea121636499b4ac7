/** What an emulated device has to be told of its head-end, and the head-end of it: over the operator's interface. */
import { readFileSync } from 'node:fs';
import { recordOf } from '../meter-emulator/firmware/provision.ts';
import type { Identity } from '../meter-emulator/firmware/state.ts';
import { toHex } from '../protocol/bytes.ts';
import {
  deviceRecordToJson,
  type TrustAnchors,
  trustAnchorsFromJson,
} from '../protocol/credentials.ts';
import type { Eui64 } from '../protocol/identifiers/eui64.ts';
import { UsageError } from './command.ts';
import { loadSupplierKeys, supplierAnchor } from './supplier-keys.ts';

type From = {
  readonly anchors?: string | undefined;
  readonly keys?: string | undefined;
  readonly operator: string;
};

/** Whom the devices trust: out of a file, or the head-end that answers and the supplier of the keys. */
export async function anchorsFor({ anchors, keys, operator }: From): Promise<TrustAnchors> {
  if (anchors !== undefined) return trustAnchorsFromJson(JSON.parse(readFileSync(anchors, 'utf8')));
  if (keys === undefined) throw new UsageError('--keys or --anchors is missing.');
  const supplier = supplierAnchor(loadSupplierKeys(keys));
  const answer = await askHeadEnd(operator, '/anchor');
  if (!answer.ok) throw new Error(`the head-end answered ${answer.status}`);
  return trustAnchorsFromJson({ headEnd: await answer.json(), supplier: withHex(supplier) });
}

const withHex = ({ eui64, signingPublic, prepaymentPublic }: TrustAnchors['supplier']): object => ({
  eui64,
  signingPublic: toHex(signingPublic),
  prepaymentPublic: toHex(prepaymentPublic),
});

async function askHeadEnd(operator: string, path: string, init?: RequestInit): Promise<Response> {
  try {
    return await fetch(new URL(path, operator), init);
  } catch (error) {
    const { cause } = error as Error;
    const why = cause instanceof Error ? cause.message : String(error);
    throw new Error(`no head-end answers at ${operator} (${why}); --operator says where it is`);
  }
}

export type EnrolledPoint = {
  readonly mpxn: string;
  readonly fuel: 'electricity' | 'gas';
  readonly supplier: Eui64;
  readonly networkOperator: Eui64;
};
export type EnrolledDevice = {
  readonly identity: Identity;
  readonly mpxn?: string;
  readonly hub?: Eui64;
  readonly proxy?: Eui64;
};

/** Tells the head-end of devices, commissioned, and of the metering points where they are. */
export async function enrol(
  operator: string,
  points: readonly EnrolledPoint[],
  devices: readonly EnrolledDevice[],
): Promise<void> {
  const body = {
    meteringPoints: points.map(({ supplier, ...point }) => ({
      ...point,
      registrations: [{ supplier, effectiveFromUtcSeconds: 0 }],
    })),
    devices: devices.map(({ identity, ...place }) => ({
      record: deviceRecordToJson(recordOf(identity)),
      status: 'Commissioned',
      ...place,
    })),
  };
  const answer = await askHeadEnd(operator, '/master', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`the head-end refused the devices: ${await answer.text()}`);
}
