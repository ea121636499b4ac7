/** The users of the bench: a supplier on the bridge and one on DUIS, with the project's own client. */
import { BridgeTransport } from '../../../headend/market/client/bridge-transport.ts';
import type { CounterStorage } from '../../../headend/market/client/counter-storage.ts';
import { DuisTransport } from '../../../headend/market/client/duis-transport.ts';
import type { Result } from '../../../headend/market/client/result.ts';
import { SupplierClient } from '../../../headend/market/client/supplier-client.ts';
import type { Transport } from '../../../headend/market/client/transport.ts';
import { BrokerClient } from '../../../headend/transport/broker-client.ts';
import { nodeCrypto } from '../../../platform/node-crypto.ts';
import { realClock, realTimer } from '../../../platform/time.ts';
import type { DeviceRecord } from '../../../protocol/credentials.ts';
import { eui64Compact } from '../../../protocol/identifiers/eui64.ts';
import { readInstantaneousImportRegisters } from '../../../protocol/services/read-instantaneous-import-registers.ts';
import { readInstantaneousPrepayValues } from '../../../protocol/services/read-instantaneous-prepay-values.ts';
import { synchroniseClock } from '../../../protocol/services/synchronise-clock.ts';
import { topUpDevice } from '../../../protocol/services/top-up-device.ts';
import { openEchoClient } from './echo.ts';
import { type Load, type Measured, measured } from './load.ts';
import { processorMicros, serve } from './remote.ts';
import { type Channel, COMPANIES, deviceRecords } from './world.ts';

/** UTRNs made for each meter before it is measured. */
const TOKENS_AHEAD = 4;
/** Of ten requests of a slot eight read the registers. */
const MIX = 10;

type User = {
  readonly client: SupplierClient;
  readonly devices: readonly DeviceRecord[];
  readonly tokens: string[][];
};
type Start = { readonly mqttPort: number; readonly httpPort: number; readonly gateways: number };

const users: Partial<Record<Channel, User>> = {};
let bridge: BridgeTransport | undefined;
let echo: Awaited<ReturnType<typeof openEchoClient>> | undefined;

function inMemoryCounter(): CounterStorage {
  let saved = 0n;
  return {
    load: async () => saved,
    save: async (reservedUntil) => {
      saved = reservedUntil;
    },
  };
}

async function open(channel: Channel, transport: Transport): Promise<void> {
  const { signingSecret, prepaymentSecret } = COMPANIES[channel];
  const client = await SupplierClient.open({
    transport,
    crypto: nodeCrypto,
    timer: realTimer,
    signingSecret,
    requestCounter: inMemoryCounter(),
    prepayment: { secret: prepaymentSecret, storageOf: inMemoryCounter },
  });
  const devices = deviceRecords(channel);
  users[channel] = { client, devices, tokens: devices.map(() => []) };
}

function userOf(channel: Channel): User {
  const user = users[channel];
  if (!user) throw new Error('the supplier has not been started');
  return user;
}

async function makeToken({ client, devices, tokens }: User, slot: number): Promise<void> {
  const { eui64: device, prepaymentPublic } = devices[slot] as DeviceRecord;
  const credit = { device, prepaymentPublic, valueClass: 'pence', value: 1 } as const;
  tokens[slot]?.push(await client.makeUtrn(credit));
}

async function topUp(user: User, slot: number): Promise<Result<unknown>> {
  const tokens = user.tokens[slot] ?? [];
  if (tokens.length === 0) await makeToken(user, slot);
  const { eui64 } = user.devices[slot] as DeviceRecord;
  return user.client.ask(topUpDevice, eui64, { utrn: tokens.shift() ?? '' });
}

function askMixed(user: User, slot: number, turn: number): Promise<Result<unknown>> {
  const { eui64 } = user.devices[slot] as DeviceRecord;
  switch ((slot + turn) % MIX) {
    case 0:
      return topUp(user, slot);
    case 1:
      return user.client.ask(readInstantaneousPrepayValues, eui64, {});
    default:
      return user.client.ask(readInstantaneousImportRegisters, eui64, {});
  }
}

function askCritical({ client, devices }: User, slot: number): Promise<Result<unknown>> {
  const { eui64 } = devices[slot] as DeviceRecord;
  const currentDateTime = Math.floor(realClock.nowMillis() / 1000);
  return client.ask(synchroniseClock, eui64, { currentDateTime, tolerancePeriod: 60 });
}

function became(result: Result<unknown>): string {
  if (result.kind === 'refusedByDevice') return `the device: ${result.refusal}`;
  if (result.kind === 'refused') return `the head-end: ${result.code} ${result.detail}`;
  return result.kind;
}

export type SupplierTasks = typeof tasks;

const tasks = {
  /** Gives the address at which DUIS answers are taken. */
  async start({ mqttPort, httpPort, gateways }: Start): Promise<string> {
    const url = `mqtt://127.0.0.1:${mqttPort}`;
    const party = COMPANIES.bridge.eui64;
    const id = eui64Compact(party);
    const broker = await BrokerClient.open(url, { clientId: id, userName: `party:${id}` });
    bridge = new BridgeTransport({ party, broker, clock: realClock, timer: realTimer });
    await open('bridge', bridge);
    const receive = { host: '127.0.0.1', port: 0 };
    const web = `http://127.0.0.1:${httpPort}`;
    const duis = new DuisTransport({ party: COMPANIES.duis.eui64, url: web, receive });
    await open('duis', duis);
    echo = await openEchoClient(url, gateways);
    return `http://127.0.0.1:${duis.receivePort}/`;
  },

  async makeTokens(channel: Channel) {
    const user = userOf(channel);
    for (const [slot, tokens] of user.tokens.entries())
      while (tokens.length < TOKENS_AHEAD) await makeToken(user, slot);
  },

  mixed({ channel, ...load }: Load & { channel: Channel }): Promise<Measured> {
    const user = userOf(channel);
    return measured(load, async (slot, turn) => became(await askMixed(user, slot, turn)));
  },

  critical(load: Load): Promise<Measured> {
    const user = userOf('bridge');
    return measured(load, async (slot) => became(await askCritical(user, slot)));
  },

  echo({ request, response, ...load }: Load & { request: number; response: number }) {
    if (!echo) throw new Error('the supplier has not been started');
    return echo(load, { request, response });
  },

  /** What came that answers nothing, or could not be read: there must be nothing. */
  unexpected: () =>
    (bridge?.refused ?? 0) + userOf('bridge').client.unexpected + userOf('duis').client.unexpected,

  processorMicros,
};

serve(tasks);
