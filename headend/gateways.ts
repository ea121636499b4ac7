/** The head-end's ways in and out: the broker, the links to devices, the gates of the market. */
import type { TransportCredential } from '../pki/credentials.ts';
import { isLoopback } from '../platform/loopback.ts';
import type { Timer } from '../platform/time.ts';
import type { Eui64 } from '../protocol/identifiers/eui64.ts';
import { Refused } from '../protocol/refused.ts';
import type { Flow } from './dispatch/flow.ts';
import type { Stations } from './dispatch/stations.ts';
import type { HeadEndIdentity } from './identity.ts';
import { Bridge, type BridgeOptions } from './market/bridge/bridge.ts';
import { lastWill } from './market/bridge/status-board.ts';
import { receiverJudge } from './market/duis/receiver.ts';
import { DuisSender } from './market/duis/sender.ts';
import { LegacyOut } from './market/legacy/out.ts';
import { offeredServices } from './offered-services.ts';
import type { HeadEndOptions } from './options.ts';
import { BrokerClient } from './transport/broker-client.ts';
import type { BrokerPort, GatedBroker } from './transport/broker-port.ts';
import { type DeviceLink, DeviceLinks } from './transport/device-link.ts';
import { EmbeddedBroker, type EmbeddedBrokerOptions } from './transport/embedded-broker.ts';
import { MqttLink } from './transport/mqtt-link.ts';
import { SerialPorts } from './transport/serial-link.ts';
import type { TlsGate, TlsRefusal } from './transport/tls-gate.ts';
import { VERSION } from './version.ts';

export type Gates = { readonly sender: DuisSender; readonly bridge: Bridge };

const DEFAULT_BAUD_RATE = 115_200;

/** What is heard of a broker's clients; set once there is somebody to tell. */
export type BrokerEvents = {
  onRefused: NonNullable<EmbeddedBrokerOptions['onRefused']>;
  onSubscribed: NonNullable<EmbeddedBrokerOptions['onSubscribed']>;
  onTlsRefused: (refusal: TlsRefusal) => void;
};

/** Nobody is let in before it is opened. Throws Refused for another's broker that is not reached over TLS. */
export async function makeBroker(
  { mqtt, host, security }: HeadEndOptions,
  heard: Readonly<BrokerEvents>,
  gate: TlsGate | undefined,
  headEnd: Eui64,
): Promise<GatedBroker> {
  if ('url' in mqtt) {
    const { url, password } = mqtt;
    // A password and all that meters and parties say would go out in plain text.
    if (security && !url.startsWith('mqtts:') && !isLoopback(new URL(url).hostname))
      throw new Refused(
        'mqtt',
        `${url} is plain text to another machine: with certificates it is mqtts://`,
      );
    const will = lastWill(headEnd);
    const session = { clientId: 'meterwright-head-end', userName: 'head-end', will };
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
  stations: Stations,
  intake: Flow,
  broker: BrokerPort,
  timer: Timer,
  { deliverAgainMillis: retryAfterMillis, security }: HeadEndOptions,
): Gates {
  const { parties, outbox, headEnd, clock, report } = stations;
  const receiveUrlOf = (recipient: string) => parties.get(recipient)?.receiveUrl;
  const receiver = security && {
    trust: security.trust,
    partyOf: (party: Eui64) => parties.get(party),
    nowMillis: () => clock.nowMillis(),
  };
  const tls = receiver
    ? { tls: { credential: security.transport, problemOf: receiverJudge(receiver) } }
    : {};
  const again = retryAfterMillis === undefined ? {} : { retryAfterMillis };
  const sender = new DuisSender({ receiveUrlOf, report, ...tls, ...again });
  const confirm: BridgeOptions['confirm'] = (party, ids) => outbox.confirm(party, ids);
  const refused: BridgeOptions['refused'] = (...said) => outbox.refused(...said);
  const partyOf: BridgeOptions['partyOf'] = (party) => parties.get(party);
  const parts = { broker, intake, confirm, refused, partyOf, headEnd, clock, timer, report };
  const bridge = new Bridge({ ...parts, about: aboutHeadEnd(stations), ...again });
  outbox.register('duis', sender);
  outbox.register('bridge', bridge);
  if (stations.legacy) outbox.register('legacy', new LegacyOut(stations.legacy.folder));
  return { sender, bridge };
}

/** What goes out shows the head-end's certificate of now, and believes whom it believes now. */
export function renewOut(credential: TransportCredential, broker: BrokerPort, gates: Gates): void {
  gates.sender.renew(credential);
  if (broker instanceof BrokerClient) broker.renew(credential);
}

function aboutHeadEnd({ store, authorities = {} }: Stations): BridgeOptions['about'] {
  const services = offeredServices(authorities).map(({ reference }) => reference);
  const probe = () => store.database.selectFrom('counters').select('name').limit(1).execute();
  return { version: VERSION, services, probe };
}
