/** Runs very many emulated meters over one MQTT connection. */

import { DEFAULT_SETTINGS } from '../meter-emulator/firmware/provision.ts';
import { Fleet } from '../meter-emulator/fleet/fleet.ts';
import { FleetGateway } from '../meter-emulator/fleet/fleet-gateway.ts';
import type { TransportCredential } from '../pki/credentials.ts';
import { nodeCrypto } from '../platform/node-crypto.ts';
import { realClock, realTimer } from '../platform/time.ts';
import type { TrustAnchors } from '../protocol/credentials.ts';
import { mqttLog } from './connection-log.ts';

export type FleetOptions = {
  readonly count: number;
  readonly firstIndex: number;
  readonly anchors: TrustAnchors;
  readonly seed: string;
  /** Of the broker. */
  readonly url: string;
  /** Of the gateway that all of them are behind. */
  readonly tls?: TransportCredential;
  /** Simulated seconds of life before the present. */
  readonly pastSeconds: number;
  readonly log: (line: string) => void;
};

/** Resolves when all are reachable; gives what stops them. */
export async function runFleet(options: FleetOptions): Promise<() => Promise<void>> {
  const { count, firstIndex, anchors, seed, url, tls, pastSeconds, log } = options;
  const now = Math.floor(realClock.nowMillis() / 1000);
  const fleet = new Fleet({
    crypto: nodeCrypto,
    seed,
    count,
    firstIndex,
    anchors,
    factory: DEFAULT_SETTINGS,
    boardSeconds: now - pastSeconds,
  });
  fleet.run(now);
  const gateway = await FleetGateway.open(fleet, {
    url,
    ...(tls ? { tls } : {}),
    name: seed.replace(/[^A-Za-z0-9]/g, ''),
    clock: realClock,
    timer: realTimer,
    ...mqttLog(url, log),
  });
  return () => gateway.close();
}
