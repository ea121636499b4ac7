/** For tests: a flow on a real store, with a meter that takes commands down, under simulated time. */
import type { ManualTime } from '../../platform/manual-time.testing.ts';
import type { Service } from '../../protocol/definition/service.ts';
import { parseRequestId } from '../../protocol/identifiers/request-id.ts';
import { Refused } from '../../protocol/refused.ts';
import { serviceByNumber, serviceNumber } from '../../protocol/services/index.ts';
import { readInstantaneousImportRegisters } from '../../protocol/services/read-instantaneous-import-registers.ts';
import { endpointOf } from '../access/command-variant.ts';
import { Parties, type Party } from '../access/parties.ts';
import { testDevice } from '../inventory/device.testing.ts';
import { type Device, Inventory } from '../inventory/inventory.ts';
import { WanCoverage } from '../non-device/wan-coverage.ts';
import { Outbox } from '../outbox/outbox.ts';
import { registerInMemory } from '../registration/register.testing.ts';
import { DueQueue } from '../scheduling/due-queue.ts';
import { Schedules } from '../scheduling/schedules.ts';
import type { MarketMessage, ServiceRequest } from '../service-request.ts';
import { NOON_MILLIS } from '../store/store.testing.ts';
import type { Store } from '../store/store.ts';
import { Tasks } from '../tasks/tasks.ts';
import type { TranslatedAnswer, Translator } from '../translation/translator.ts';
import { InMemoryLink } from '../transport/in-memory-link.ts';
import { Flow } from './flow.ts';
import type { Stations } from './stations.ts';

export const SUPPLIER = '90-B3-D5-1F-30-01-00-00';
export const NEXT_SUPPLIER = '90-B3-D5-1F-30-02-00-00';
export const HEAD_END = '90-B3-D5-1F-30-00-00-01';
export const METER = '00-DB-12-34-56-78-90-A0';
export const OTHER_METER = '00-DB-12-34-56-78-90-A7';
const MPAN = '2012345678385';
export const NOON = NOON_MILLIS / 1000;
export const HOUR = 3_600;

async function* none() {}
const nothing = async () => {};

/** Lets the store's turns of the event loop pass. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 40; turn++) await new Promise((resolve) => setTimeout(resolve, 2));
}

const wordsIn = (message: Uint8Array) => new TextDecoder().decode(message).split(' ');

/**
 * What these meters say: `response COMMAND-COUNTER SERVICE-NUMBER METER`, with `refused` after it where
 * they refuse.
 */
function decode({ record }: Device, _: string, message: Uint8Array): TranslatedAnswer {
  const [kind, counter = '', number, sender, refused] = wordsIn(message);
  const service = serviceByNumber.get(Number(number));
  if (kind !== 'response' || !service || sender !== record.eui64)
    throw new Refused('', String(kind), undefined, 'ENVELOPE_FORM');
  const refusal = refused === undefined ? {} : { refusal: 'wrongMode' };
  const answer = { device: record.eui64, result: {}, ...refusal };
  return { kind: 'answer', responseTo: BigInt(counter), service, answer };
}

/** Takes everything for signed, and writes down which command it was. */
export const translator: Translator = {
  name: 'test',
  preCommand: ({ counter }) => new TextEncoder().encode(`pre-command of ${counter}`),
  checkSigned: () => {},
  command: (request) => new TextEncoder().encode(`command of ${request.counter}`),
  senderOf: (message) => wordsIn(message)[3] ?? '',
  decode,
};

export type BenchOptions = Partial<
  Pick<
    Stations,
    | 'translator'
    | 'handlers'
    | 'onAnswered'
    | 'heldLimits'
    | 'report'
    | 'authorities'
    | 'tasks'
    | 'schedules'
  >
> & {
  readonly party?: Partial<Party>;
};

/** Who may ask: a supplier, and the one that may follow it; both of these meters are at one metering point. */
async function makeWorld(party: Partial<Party>) {
  const parties = new Parties({ saveParty: nothing, loadParties: none });
  const register = registerInMemory();
  const inventory = new Inventory({ saveDevice: nothing, loadDevices: none }, register);
  const user = { name: 'User', roles: ['IS'], status: 'active', channel: 'duis' } as const;
  const signingPublic = new Uint8Array(32);
  for (const eui64 of [SUPPLIER, NEXT_SUPPLIER])
    await parties.put({ ...user, signingPublic, eui64, ...party });
  const supply = (registrations: { supplier: string; from: number; to?: number }[]) =>
    register.put({
      mpxn: MPAN,
      fuel: 'electricity',
      networkOperator: NEXT_SUPPLIER,
      registrations: registrations.map(({ supplier, from, to }) => ({
        supplier,
        effectiveFromUtcSeconds: from,
        ...(to === undefined ? {} : { effectiveToUtcSeconds: to }),
      })),
    });
  await supply([{ supplier: SUPPLIER, from: 0 }]);
  for (const meter of [METER, OTHER_METER]) await inventory.put(testDevice(meter, MPAN));
  return { parties, register, inventory, supply };
}

export async function makeBench(store: Store, time: ManualTime, options: BenchOptions = {}) {
  const { party = {}, ...more } = options;
  const commands: string[] = [];
  const messages: MarketMessage[] = [];
  const counted: string[] = [];
  const link = new InMemoryLink();
  const take = (command: Uint8Array) => commands.push(new TextDecoder().decode(command));
  const says = new Map([METER, OTHER_METER].map((meter) => [meter, link.attach(meter, take)]));
  const { supply, ...world } = await makeWorld(party);
  const stations: Stations = {
    headEnd: HEAD_END,
    clock: time,
    store,
    outbox: new Outbox(store, { nowMillis: () => time.nowMillis(), timer: time, random: () => 0 }),
    ...world,
    schedules: new Schedules({ loadSchedules: none, nextScheduleId: async () => 1 }),
    tasks: new Tasks({ loadTasks: none, loadPurposes: none }),
    registrationScope: 'all-sites',
    coverage: new WanCoverage({ saveCoverage: nothing, loadCoverage: none }),
    due: new DueQueue(time, time),
    link,
    translator,
    fingerprintKey: new Uint8Array(32),
    handlers: new Map(),
    onAnswered: () => ({}),
    formats: {
      duis: (message) => {
        messages.push(message);
        return { contentType: 'text/plain', content: new Uint8Array(1) };
      },
      bridge: () => ({ contentType: 'text/plain', content: new Uint8Array(1) }),
    },
    count: (code) => counted.push(code),
    report: (about, error) => {
      throw new Error(`${about}: ${error}`);
    },
    ...more,
  };
  const flow = new Flow(stations);
  await flow.start();
  const advance = async (seconds: number) => {
    time.advance(seconds * 1000);
    await settle();
  };
  /** The response codes of what was answered by the outbox. */
  const codes = () => messages.map((message) => message.kind === 'response' && message.code);
  /** The meter answers the command under way. */
  const answer = async (service: Service, refused = false) => {
    const { target, bytes } = await answerBytes(store, service, refused);
    await says.get(target)?.('response', bytes);
    await settle();
  };
  /** A meter says something by itself; `bytes` as the translator reads them. */
  const say = async (meter: string, bytes: Uint8Array) => {
    await says.get(meter)?.('alert', bytes);
    await settle();
  };
  return { flow, stations, commands, messages, counted, supply, advance, codes, answer, say };
}

/** To the oldest command that is not answered. */
export async function answerBytes(store: Store, service: Service, refused = false) {
  const record = await store.database
    .selectFrom('requests')
    .select(['command_counter', 'target'])
    .where('is_open', '=', true)
    .where('command_counter', 'is not', null)
    .orderBy('command_counter')
    .executeTakeFirstOrThrow();
  const number = serviceNumber(service.reference);
  const words = ['response', record.command_counter, number, record.target];
  const text = [...words, ...(refused ? ['refused'] : [])].join(' ');
  return { target: record.target, bytes: new TextEncoder().encode(text) };
}

export type Asked = Partial<ServiceRequest> & { readonly service?: Service };

export function requestTo(target: string, counter: number, more: Asked = {}): ServiceRequest {
  const { originator = SUPPLIER, commandVariant = 1 } = more;
  const requestId = `${originator}:${target}:${counter}`;
  return {
    requestId,
    ...parseRequestId(requestId),
    service: readInstantaneousImportRegisters,
    commandVariant,
    channel: 'duis',
    endpoint: endpointOf(commandVariant),
    body: {},
    ...more,
  };
}
