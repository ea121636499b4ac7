/** A supplier's way to the head-end: DUIS or the bridge, with its certificates or on loopback without. */
import { BridgeTransport } from '../headend/market/client/bridge-transport.ts';
import {
  DuisTransport,
  type DuisTransportOptions,
} from '../headend/market/client/duis-transport.ts';
import type { Transport } from '../headend/market/client/transport.ts';
import { BrokerClient } from '../headend/transport/broker-client.ts';
import { realClock, realTimer } from '../platform/time.ts';
import { eui64Compact } from '../protocol/identifiers/eui64.ts';
import { type PartySecurity, partySecurity } from './party-security.ts';
import type { SupplierKeys } from './supplier-keys.ts';

export type SupplierWay = {
  /** Of the DUIS services. */
  readonly url: string;
  /** Of the broker: then it is asked over the bridge. */
  readonly bridge: string | undefined;
  readonly pki: string | undefined;
};

export async function openTransport(
  keys: SupplierKeys,
  { url, bridge, pki }: SupplierWay,
): Promise<{ transport: Transport; close: () => Promise<void> }> {
  const { eui64: party, receiveUrl } = keys;
  const security = pki === undefined ? undefined : partySecurity(pki, party);
  if (bridge !== undefined) {
    const id = eui64Compact(party);
    const broker = await BrokerClient.open(bridge, {
      clientId: `party-${id}`,
      userName: `party:${id}`,
      ...(security ? { tls: security.transport } : {}),
    });
    const transport = new BridgeTransport({ party, broker, clock: realClock, timer: realTimer });
    return { transport, close: () => broker.close() };
  }
  const { hostname: host, port } = new URL(receiveUrl);
  const receive = { host, port: Number(port || (security ? 443 : 80)) };
  const transport = new DuisTransport({ party, url, receive, ...duisSecurity(security) });
  return { transport, close: async () => {} };
}

/** The rest of the certificates is for nobody but brokers. */
function duisSecurity(security: PartySecurity | undefined): Partial<DuisTransportOptions> {
  if (!security) return {};
  const { tls, signer, verify } = security;
  return { tls, signer, verify };
}
