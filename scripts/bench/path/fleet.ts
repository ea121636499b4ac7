/** The meters of the bench: real firmware and flash in one process, over a few gateway connections. */
import { Fleet } from '../../../meter-emulator/fleet/fleet.ts';
import { FleetGateway } from '../../../meter-emulator/fleet/fleet-gateway.ts';
import { nodeCrypto } from '../../../platform/node-crypto.ts';
import { realClock, realTimer } from '../../../platform/time.ts';
import type { TrustAnchors } from '../../../protocol/credentials.ts';
import { openEchoes } from './echo.ts';
import { processorMicros, serve } from './remote.ts';
import { type Channel, FACTORY, metersOf, SEED, supplierAnchor } from './world.ts';

const PAST_SECONDS = 3_600;

/** Messages and bytes since the start, both ways. */
export type Traffic = {
  commands: number;
  commandBytes: number;
  responses: number;
  responseBytes: number;
};

const traffic: Traffic = { commands: 0, commandBytes: 0, responses: 0, responseBytes: 0 };

type Start = {
  readonly mqttPort: number;
  readonly anchor: TrustAnchors['headEnd'];
  readonly gateways: Readonly<Record<Channel, number>>;
};

export type FleetTasks = typeof tasks;

const tasks = {
  async start({ mqttPort, anchor, gateways }: Start) {
    const url = `mqtt://127.0.0.1:${mqttPort}`;
    for (const channel of ['bridge', 'duis'] as const) {
      const { first, count } = metersOf(channel);
      const each = Math.ceil(count / gateways[channel]);
      for (let at = 0; at < count; at += each)
        await open(channel, anchor, first + at, Math.min(each, count - at), url);
    }
    await openEchoes(url, gateways.bridge);
  },
  traffic: () => traffic,
  processorMicros,
};

async function open(
  channel: Channel,
  headEnd: TrustAnchors['headEnd'],
  firstIndex: number,
  count: number,
  url: string,
): Promise<void> {
  const now = Math.floor(realClock.nowMillis() / 1000);
  const fleet = new Fleet({
    crypto: nodeCrypto,
    seed: SEED,
    count,
    firstIndex,
    anchors: { headEnd, supplier: supplierAnchor(channel) },
    factory: FACTORY,
    boardSeconds: now - PAST_SECONDS,
  });
  fleet.run(now);
  const name = `${channel}${firstIndex}`;
  await FleetGateway.open(fleet, { url, name, clock: realClock, timer: realTimer });
  countTraffic(fleet);
}

/** Counts what passes between a fleet and its gateway. */
function countTraffic(fleet: Fleet): void {
  const { onSend } = fleet;
  fleet.onSend = (device, kind, message, delivered) => {
    if (kind === 'response') {
      traffic.responses += 1;
      traffic.responseBytes += message.length;
    }
    onSend(device, kind, message, delivered);
  };
  const receive = fleet.receive.bind(fleet);
  fleet.receive = (device, message) => {
    const isOurs = receive(device, message);
    if (isOurs) {
      traffic.commands += 1;
      traffic.commandBytes += message.length;
    }
    return isOurs;
  };
}

serve(tasks);
