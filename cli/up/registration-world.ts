/**
 * A second, small head-end for what takes days in the register: it has certificates, a clock of its own that the
 * tour sets forward, users of every role on the bridge, and meters that live by the same clock.
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Party } from '../../headend/access/parties.ts';
import { anchorOf } from '../../headend/authorities/authorities.ts';
import { type HeadEnd, startHeadEnd } from '../../headend/head-end.ts';
import { headEndAnchor } from '../../headend/identity.ts';
import { BridgeTransport } from '../../headend/market/client/bridge-transport.ts';
import { SupplierClient } from '../../headend/market/client/supplier-client.ts';
import { loadSecurity } from '../../headend/security.ts';
import { BrokerClient } from '../../headend/transport/broker-client.ts';
import { InMemoryLink } from '../../headend/transport/in-memory-link.ts';
import { seededIdentity } from '../../meter-emulator/board/factory.ts';
import { recordOf } from '../../meter-emulator/firmware/provision.ts';
import type { Identity, Variant } from '../../meter-emulator/firmware/state.ts';
import { makeAuthorities } from '../../pki/authority.ts';
import { transportCredentialOf } from '../../pki/credentials.ts';
import { deviceCertificates } from '../../pki/device-certificates.ts';
import { deviceKeys } from '../../pki/device-keys.ts';
import { issueInto } from '../../pki/issue-file.ts';
import type { PartyRole } from '../../pki/roles.ts';
import { TrustStore } from '../../pki/trust-store.ts';
import type { CertificateUse } from '../../pki/uses.ts';
import { nodeCrypto } from '../../platform/node-crypto.ts';
import { SettableTime } from '../../platform/settable-time.ts';
import type { Role } from '../../protocol/definition/service.ts';
import type { ValueOf } from '../../protocol/definition/words.ts';
import { type Eui64, eui64Compact } from '../../protocol/identifiers/eui64.ts';
import type { RegistrationEvent } from '../../protocol/registration/events.ts';
import type { keysOfNewSupplier } from '../../protocol/registration/switch-shapes.ts';
import { settingsOf } from '../meter-kinds.ts';
import { certifiedKeys } from '../party-security.ts';
import { type StartedMeter, startMeter } from '../start-meter.ts';
import { makeSupplierKeys, type SupplierKeys, supplierAnchor } from '../supplier-keys.ts';
import { replacementOf, rootAnchor } from './new-supplier-keys.ts';

const HEAD_END: Eui64 = '90-B3-D5-1F-30-0A-00-01';
const CHANGE_OF_SUPPLIER: Eui64 = '90-B3-D5-1F-30-0A-00-02';
const HOSTS = ['127.0.0.1', 'localhost'];
/** Of the keys that devices have, and suppliers. */
const USES: readonly CertificateUse[] = [
  'digitalSigning',
  'keyAgreement',
  'prepaymentKeyAgreement',
];

/** The users, by what they are in the tour. */
const USERS = {
  old: { id: '01', role: 'supplier', roles: ['IS', 'GS'] },
  next: { id: '02', role: 'supplier', roles: ['IS', 'GS'] },
  network: { id: '03', role: 'networkOperator', roles: ['ED', 'GT'] },
  agent: { id: '04', role: 'other', roles: ['RSA'] },
  esco: { id: '05', role: 'other', roles: ['OU'] },
} as const satisfies Readonly<
  Record<string, { id: string; role: PartyRole; roles: readonly Role[] }>
>;
export type UserName = keyof typeof USERS;
const NUMBERS: Partial<Party> = { distributorId: 20, mprnPrefix: '74' };

export type User = {
  readonly eui64: Eui64;
  readonly client: SupplierClient;
  readonly keys: SupplierKeys;
  /** What the register told this user, the oldest first. */
  readonly events: RegistrationEvent[];
};

export type RegistrationWorld = {
  readonly headEnd: HeadEnd;
  readonly time: SettableTime;
  readonly users: Readonly<Record<UserName, User>>;
  /** A device from the factory, with its certificates; `index` from 1. */
  device(index: number, kind: Variant['kind']): Promise<Identity>;
  /** What a supplier gives with its switch, so that the meters take its keys (6.23). */
  replacement(supplier: User): ValueOf<typeof keysOfNewSupplier>;
  /** It comes to life, and trusts this supplier. */
  start(identity: Identity, kind: Variant['kind'], supplier: User): Promise<StartedMeter>;
  stop(): Promise<void>;
};

/** What fails leaves nothing running. `directory`: for its certificates. */
export async function startRegistrationWorld(
  directory: string,
  log: (line: string) => void,
): Promise<RegistrationWorld> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const one of stops.splice(0).reverse()) await one();
  };
  try {
    return { ...(await startAll(join(directory, 'pki'), log, stops)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startAll(
  pki: string,
  log: (line: string) => void,
  stops: (() => Promise<void>)[],
): Promise<Omit<RegistrationWorld, 'stop'>> {
  const time = new SettableTime();
  const now = () => Math.floor(time.nowMillis() / 1000);
  await issueAll(pki, now());
  const memory = new InMemoryLink();
  const changeOfSupplier = {
    eui64: CHANGE_OF_SUPPLIER,
    signingSecret: new Uint8Array(randomBytes(32)),
  };
  const headEnd = await startHeadEnd({
    authorities: { changeOfSupplier },
    host: '127.0.0.1',
    httpPort: 0,
    mqtt: { port: 0 },
    links: [memory],
    security: loadSecurity(pki, now()),
    clock: time,
    timer: time,
    log,
  });
  stops.push(() => headEnd.stop());
  const users: Partial<Record<UserName, User>> = {};
  for (const name of Object.keys(USERS) as UserName[])
    users[name] = await openUser(name, headEnd, pki, time, stops);
  return {
    headEnd,
    time,
    users: users as Record<UserName, User>,
    replacement: ({ eui64 }) => replacementOf(pki, eui64, now()),
    device: (index, kind) => makeDevice(pki, index, kind, now()),
    start: async (identity, kind, supplier) => {
      const anchors = {
        headEnd: headEndAnchor(nodeCrypto, headEnd.identity),
        supplier: supplierAnchor(supplier.keys),
        root: rootAnchor(pki),
        changeOfSupplier: anchorOf(nodeCrypto, changeOfSupplier),
      };
      const started = await startMeter({
        identity,
        anchors,
        settings: settingsOf(kind, undefined),
        seed: identity.eui64,
        network: { kind: 'inMemory', link: memory },
        time,
        log: (line) => log(`${identity.eui64}: ${line}`),
      });
      stops.push(() => started.stop());
      return started;
    },
  };
}

const eui64Of = (name: UserName): Eui64 => `90-B3-D5-1F-30-0B-${USERS[name].id}-00`;

async function issueAll(pki: string, nowUtcSeconds: number): Promise<void> {
  await makeAuthorities(pki, 'Meterwright tour', nowUtcSeconds);
  const party = { role: 'accessControlBroker', name: 'Head-end' } as const;
  for (const use of ['keyAgreement', 'xmlSigning'] as const)
    await issueInto(pki, { eui64: HEAD_END, use, party }, nowUtcSeconds);
  const transport = { use: 'transport', hosts: HOSTS } as const;
  await issueInto(pki, { eui64: HEAD_END, party, ...transport }, nowUtcSeconds);
  for (const name of Object.keys(USERS) as UserName[]) {
    const { role } = USERS[name];
    const asked = { eui64: eui64Of(name), party: { role, name } };
    await issueInto(pki, { ...asked, ...transport }, nowUtcSeconds);
    if (role === 'supplier')
      for (const use of USES) await issueInto(pki, { ...asked, use }, nowUtcSeconds);
  }
}

async function openUser(
  name: UserName,
  headEnd: HeadEnd,
  pki: string,
  time: SettableTime,
  stops: (() => Promise<void>)[],
): Promise<User> {
  const eui64 = eui64Of(name);
  const receiveUrl = 'http://127.0.0.1/';
  const keys =
    USERS[name].role === 'supplier'
      ? certifiedKeys(pki, eui64, receiveUrl)
      : makeSupplierKeys(eui64, receiveUrl);
  const tls = transportCredentialOf(
    TrustStore.load(pki),
    eui64,
    Math.floor(time.nowMillis() / 1000),
  );
  await headEnd.parties.put({
    eui64,
    name,
    roles: USERS[name].roles,
    status: 'active',
    channel: 'bridge',
    signingPublic: supplierAnchor(keys).signingPublic,
    ...(name === 'network' ? NUMBERS : {}),
  });
  const id = eui64Compact(eui64);
  const broker = await BrokerClient.open(`mqtts://127.0.0.1:${headEnd.mqttPort}`, {
    clientId: `party-${id}`,
    userName: `party:${id}`,
    tls,
  });
  stops.push(() => broker.close());
  const events: RegistrationEvent[] = [];
  let reserved = 0n;
  const client = await SupplierClient.open({
    transport: new BridgeTransport({ party: eui64, broker, clock: time, timer: time }),
    crypto: nodeCrypto,
    timer: time,
    signingSecret: keys.signingSecret,
    requestCounter: {
      load: async () => reserved,
      save: async (until) => {
        reserved = until;
      },
    },
    onRegistrationEvent: async ({ body }) => {
      events.push(body);
    },
  });
  stops.push(() => client.close());
  return { eui64, client, keys, events };
}

async function makeDevice(
  pki: string,
  index: number,
  kind: Variant['kind'],
  nowUtcSeconds: number,
): Promise<Identity> {
  const identity = seededIdentity(nodeCrypto, 'registration tour', index, kind);
  const { eui64 } = identity;
  const keys = deviceKeys(recordOf(identity));
  for (const use of USES) {
    const publicKey = keys[use];
    if (publicKey) await issueInto(pki, { eui64, use, publicKey }, nowUtcSeconds);
  }
  const certificates = deviceCertificates(TrustStore.load(pki), recordOf(identity), nowUtcSeconds);
  return { ...identity, ...certificates };
}
