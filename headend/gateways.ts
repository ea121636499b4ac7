/** The head-end's ways in and out: the broker, the links to devices, the gates of the market. */
import type { Timer } from '../platform/time.ts';
import type { Flow } from './dispatch/flow.ts';
import type { Stations } from './dispatch/stations.ts';
import type { HeadEndOptions } from './head-end.ts';
import type { HeadEndIdentity } from './identity.ts';
import { Bridge, type BridgeOptions } from './market/bridge/bridge.ts';
import { DuisSender } from './market/duis/sender.ts';
import { BrokerClient } from './transport/broker-client.ts';
import type { BrokerPort, GatedBroker } from './transport/broker-port.ts';
import { type DeviceLink, DeviceLinks } from './transport/device-link.ts';
import { EmbeddedBroker, type EmbeddedBrokerOptions } from './transport/embedded-broker.ts';
import { MqttLink } from './transport/mqtt-link.ts';
import { SerialPorts } from './transport/serial-link.ts';
import type { TlsGate, TlsRefusal } from './transport/tls-gate.ts';

export type Gates = { readonly sender: DuisSender; readonly bridge: Bridge };

const DEFAULT_BAUD_RATE = 115_200;

/** What is heard of a broker's clients; set once there is somebody to tell. */
export type BrokerEvents = {
  onRefused: NonNullable<EmbeddedBrokerOptions['onRefused']>;
  onSubscribed: NonNullable<EmbeddedBrokerOptions['onSubscribed']>;
  onTlsRefused: (refusal: TlsRefusal) => void;
};

/** Nobody is let in before it is opened. */
export async function makeBroker(
  { mqtt, host, security }: HeadEndOptions,
  heard: Readonly<BrokerEvents>,
  gate: TlsGate | undefined,
): Promise<GatedBroker> {
  if ('url' in mqtt) {
    const { url, password } = mqtt;
    const session = { clientId: 'meterwright-head-end', userName: 'head-end' };
    const tls = security && url.startsWith('mqtts:') ? { tls: security.transport } : {};
    return new BrokerClient(url, { ...session, ...tls, ...(password ? { password } : {}) });
  }
  return EmbeddedBroker.create({
    host,
    port: mqtt.port,
    ...(gate ? { gate } : {}),
    onRefused: (refusal) => heard.onRefused(refusal),
    onSubscribed: (identity) => heard.onSubscribed(identity),
  });
}

export async function openLinks(
  options: HeadEndOptions,
  broker: BrokerPort,
  identity: HeadEndIdentity,
): Promise<DeviceLink> {
  const { serialPorts = [], links = [], baudRate = DEFAULT_BAUD_RATE, log = () => {} } = options;
  const serial = new SerialPorts({
    headEnd: identity.eui64,
    paths: serialPorts,
    baudRate,
    onLog: (path, text) => log(`${path}: ${text}`),
    onPeer: (path, device) => log(`${path}: ${device} says hello`),
  });
  return new DeviceLinks([...links, serial, await MqttLink.open(broker)]);
}

/** The two ways out to users, joined to the outbox. */
export function openGates(
  { parties, outbox, headEnd, clock, report }: Stations,
  intake: Flow,
  broker: BrokerPort,
  timer: Timer,
  { deliverAgainMillis: retryAfterMillis, security }: HeadEndOptions,
): Gates {
  const receiveUrlOf = (recipient: string) => parties.get(recipient)?.receiveUrl;
  const tls = security ? { tls: security.transport } : {};
  const again = retryAfterMillis === undefined ? {} : { retryAfterMillis };
  const sender = new DuisSender({ receiveUrlOf, ...tls, ...again });
  const confirm: BridgeOptions['confirm'] = (party, ids) => outbox.confirm(party, ids);
  const parts = { broker, intake, confirm, headEnd, clock, timer, report };
  const bridge = new Bridge({ ...parts, ...again });
  outbox.register('duis', sender);
  outbox.register('bridge', bridge);
  return { sender, bridge };
}
