/** Who takes part in the bench: two suppliers, one for each way into the market, and their meters. */
import type { HeadEnd } from '../../../headend/head-end.ts';
import { seededIdentity } from '../../../meter-emulator/board/factory.ts';
import {
  DEFAULT_SETTINGS,
  type FactorySettings,
  recordOf,
} from '../../../meter-emulator/firmware/provision.ts';
import { nodeCrypto } from '../../../platform/node-crypto.ts';
import type { DeviceRecord, TrustAnchors } from '../../../protocol/credentials.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import { mpanCheckDigit } from '../../../protocol/identifiers/mpan.ts';

export const SEED = 'bench';
export const NETWORK_OPERATOR: Eui64 = '90-B3-D5-1F-30-00-00-02';
/** Identifiers of meters: the bridge supplier's first. */
export const BRIDGE_METERS = { first: 0, count: 1_000 } as const;
export const DUIS_METERS = { first: 1_000, count: 64 } as const;
/** So that a year of top-ups of one penny fits. */
export const FACTORY: FactorySettings = {
  ...DEFAULT_SETTINGS,
  mode: 'prepayment',
  balanceMillipence: 1_000_000,
};

export type Company = {
  readonly eui64: Eui64;
  readonly signingSecret: Uint8Array;
  readonly prepaymentSecret: Uint8Array;
};
export type Channel = 'bridge' | 'duis';

function company(eui64: Eui64): Company {
  const { signingSecret, prepaymentSecret } = seededIdentity(nodeCrypto, eui64, 0);
  return { eui64, signingSecret, prepaymentSecret };
}

export const COMPANIES: Readonly<Record<Channel, Company>> = {
  bridge: company('90-B3-D5-1F-30-01-00-00'),
  duis: company('90-B3-D5-1F-30-02-00-00'),
};

export const metersOf = (channel: Channel) => (channel === 'bridge' ? BRIDGE_METERS : DUIS_METERS);

export function deviceRecords(channel: Channel): DeviceRecord[] {
  const { first, count } = metersOf(channel);
  return Array.from({ length: count }, (_, at) =>
    recordOf(seededIdentity(nodeCrypto, SEED, first + at)),
  );
}

export function supplierAnchor(channel: Channel): TrustAnchors['supplier'] {
  const { eui64, signingSecret, prepaymentSecret } = COMPANIES[channel];
  return {
    eui64,
    signingPublic: nodeCrypto.ed25519.publicKey(signingSecret),
    prepaymentPublic: nodeCrypto.p256.publicKey(prepaymentSecret),
  };
}

/** Both suppliers, and every meter at a metering point of its own. */
export async function enrol(headEnd: HeadEnd, receiveUrl: string): Promise<void> {
  const { parties, register, inventory } = headEnd;
  for (const channel of ['bridge', 'duis'] as const) {
    const { eui64 } = COMPANIES[channel];
    const { signingPublic } = supplierAnchor(channel);
    const party = { eui64, name: channel, roles: ['IS'], status: 'active', channel } as const;
    await parties.put({ ...party, receiveUrl, signingPublic });
    for (const [at, record] of deviceRecords(channel).entries()) {
      const mpxn = mpanOf(metersOf(channel).first + at);
      await register.put({
        mpxn,
        fuel: 'electricity',
        networkOperator: NETWORK_OPERATOR,
        registrations: [{ supplier: eui64, effectiveFromUtcSeconds: 0 }],
      });
      await inventory.put({ record, status: 'Commissioned', mpxn });
    }
  }
}

function mpanOf(index: number): string {
  const digits = `12${String(index).padStart(10, '0')}`;
  return `${digits}${mpanCheckDigit(digits)}`;
}
