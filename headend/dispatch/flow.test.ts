import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ManualTime } from '../../platform/manual-time.testing.ts';
import type { Service } from '../../protocol/definition/service.ts';
import { parseRequestId } from '../../protocol/identifiers/request-id.ts';
import { readInstantaneousImportRegisters } from '../../protocol/services/read-instantaneous-import-registers.ts';
import { readSupplyStatus } from '../../protocol/services/read-supply-status.ts';
import { Parties } from '../access/parties.ts';
import { trace } from '../audit/read.ts';
import { testDevice } from '../inventory/device.testing.ts';
import { Inventory } from '../inventory/inventory.ts';
import { WanCoverage } from '../non-device/wan-coverage.ts';
import { Outbox } from '../outbox/outbox.ts';
import { Register } from '../registration/registration.ts';
import { DueQueue } from '../scheduling/due-queue.ts';
import { Schedules } from '../scheduling/schedules.ts';
import type { MarketMessage, ServiceRequest } from '../service-request.ts';
import { memoryStore, NOON_MILLIS } from '../store/store.testing.ts';
import type { Store } from '../store/store.ts';
import type { Translator } from '../translation/translator.ts';
import { InMemoryLink } from '../transport/in-memory-link.ts';
import { Flow } from './flow.ts';
import type { Stations } from './stations.ts';

const SUPPLIER = '90-B3-D5-1F-30-01-00-00';
const NEXT_SUPPLIER = '90-B3-D5-1F-30-02-00-00';
const METER = '00-DB-12-34-56-78-90-A0';
const MPAN = '2012345678385';
const NOON = NOON_MILLIS / 1000;
const HOUR = 3_600;

async function* none() {}
const nothing = async () => {};

/** Lets the store's turns of the event loop pass. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 40; turn++) await new Promise((resolve) => setTimeout(resolve, 2));
}

/** The meter of these tests takes commands down and answers nothing. */
const translator: Translator = {
  name: 'test',
  preCommand: () => new Uint8Array(),
  checkSigned: () => {},
  command: (request) => new TextEncoder().encode(`command of ${request.counter}`),
  decode: () => {
    throw new Error('this meter does not answer');
  },
};

/** A flow on a real store, with a meter that only takes commands down, under simulated time. */
async function bench(store: Store, time: ManualTime) {
  const commands: string[] = [];
  const messages: MarketMessage[] = [];
  const link = new InMemoryLink();
  link.attach(METER, (command) => commands.push(new TextDecoder().decode(command)));
  const parties = new Parties({ saveParty: nothing, loadParties: none });
  const register = new Register({ saveMeteringPoint: nothing, loadMeteringPoints: none });
  const inventory = new Inventory({ saveDevice: nothing, loadDevices: none });
  const user = { name: 'User', roles: ['IS'], status: 'active', channel: 'duis' } as const;
  for (const eui64 of [SUPPLIER, NEXT_SUPPLIER]) await parties.put({ ...user, eui64 });
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
  await inventory.put(testDevice(METER, MPAN));
  const stations: Stations = {
    headEnd: NEXT_SUPPLIER,
    clock: time,
    store,
    outbox: new Outbox(store, { nowMillis: () => time.nowMillis(), timer: time, random: () => 0 }),
    parties,
    register,
    inventory,
    schedules: new Schedules({ loadSchedules: none, nextScheduleId: async () => 1 }),
    coverage: new WanCoverage({ saveCoverage: nothing, loadCoverage: none }),
    due: new DueQueue(time, time),
    link,
    translator,
    formats: {
      duis: (message) => {
        messages.push(message);
        return { contentType: 'text/plain', content: new Uint8Array(1) };
      },
      bridge: () => ({ contentType: 'text/plain', content: new Uint8Array(1) }),
    },
    count: () => {},
    report: (about, error) => {
      throw new Error(`${about}: ${error}`);
    },
  };
  const flow = new Flow(stations);
  await flow.start();
  const advance = async (seconds: number) => {
    time.advance(seconds * 1000);
    await settle();
  };
  return { flow, commands, messages, supply, advance };
}

function request(
  counter: number,
  body: object = {},
  service: Service = readInstantaneousImportRegisters,
): ServiceRequest {
  const requestId = `${SUPPLIER}:${METER}:${counter}`;
  const rest = { service, commandVariant: 1, channel: 'duis', endpoint: 'send' } as const;
  return { requestId, ...parseRequestId(requestId), ...rest, body };
}

const test = suite('flow of a request');
let store: Store;
test.before.each(async () => {
  store = await memoryStore();
});
test.after.each(() => store.close());

test('what is dated for later goes at its time and not before', async () => {
  const { flow, commands, advance } = await bench(store, new ManualTime(NOON_MILLIS));
  const later = request(1, { executionDateTime: NOON + HOUR });
  assert.equal(await flow.submit(later), { kind: 'acknowledged' });
  await advance(HOUR - 1);
  assert.equal(commands, []);
  await advance(1);
  assert.equal(commands, ['command of 1']);
  const steps = (await trace(store, later.requestId)).map(({ step }) => step);
  assert.equal(steps, ['received', 'allowed', 'accepted', 'scheduled', 'translated']);
});

test('at its date it is allowed anew: after a change of supplier it ends with E4', async () => {
  const { flow, commands, messages, supply, advance } = await bench(
    store,
    new ManualTime(NOON_MILLIS),
  );
  await flow.submit(request(1, { executionDateTime: NOON + HOUR }));
  await supply([
    { supplier: SUPPLIER, from: 0, to: NOON + HOUR },
    { supplier: NEXT_SUPPLIER, from: NOON + HOUR },
  ]);
  await advance(HOUR);
  assert.equal(commands, []);
  assert.equal(
    messages.map((message) => message.kind === 'response' && message.code),
    ['E4'],
  );
});

test('a date that passes while the head-end is down is allowed anew when it is back', async () => {
  const before = await bench(store, new ManualTime(NOON_MILLIS));
  await before.flow.submit(request(1, { executionDateTime: NOON + HOUR }));
  await before.flow.submit(request(2, { executionDateTime: NOON + HOUR }));
  before.flow.stop();
  const back = await bench(store, new ManualTime(NOON_MILLIS + HOUR * 1000 + 5_000));
  await back.advance(1);
  assert.equal(back.commands, ['command of 1']);
  back.flow.stop();
});

test('a date that passed in another supplier’s time, while it was down, ends with E4', async () => {
  const before = await bench(store, new ManualTime(NOON_MILLIS));
  await before.flow.submit(request(1, { executionDateTime: NOON + HOUR }));
  before.flow.stop();
  const time = new ManualTime(NOON_MILLIS + HOUR * 1000 + 5_000);
  const back = await bench(store, time);
  await back.supply([{ supplier: NEXT_SUPPLIER, from: 0 }]);
  await back.advance(1);
  assert.equal(back.commands, []);
  assert.equal(
    back.messages.map((message) => message.kind === 'response' && message.code),
    ['E4'],
  );
});

test('past its deadline nothing is sent again after a restart, and the user is told', async () => {
  const before = await bench(store, new ManualTime(NOON_MILLIS));
  await before.flow.submit(request(1));
  await settle();
  assert.equal(before.commands, ['command of 1']);
  before.flow.stop();
  const back = await bench(store, new ManualTime(NOON_MILLIS + HOUR * 1000));
  await back.advance(1);
  assert.equal(back.commands, []);
  assert.equal(
    back.messages.map((message) => message.kind === 'response' && message.code),
    ['E21'],
  );
});

test('what was to be held for a time that is over when the head-end is back is not sent at all', async () => {
  const before = await bench(store, new ManualTime(NOON_MILLIS));
  await before.flow.submit(request(1, { executionDateTime: NOON + HOUR }));
  before.flow.stop();
  const back = await bench(store, new ManualTime(NOON_MILLIS + 3 * HOUR * 1000));
  await back.advance(1);
  assert.equal(back.commands, []);
  assert.equal(
    back.messages.map((message) => message.kind === 'response' && message.code),
    ['E20'],
  );
  const steps = (await trace(store, request(1).requestId)).map(({ step }) => step);
  assert.not.ok(steps.includes('translated'));
});

test('a repetition is answered as before and never sent, whatever is under way', async () => {
  const { flow, commands } = await bench(store, new ManualTime(NOON_MILLIS));
  const [first, again] = await Promise.all([flow.submit(request(1)), flow.submit(request(1))]);
  assert.equal([first.kind, again.kind], ['acknowledged', 'acknowledged']);
  assert.equal(await flow.submit(request(1)), { kind: 'acknowledged' });
  await settle();
  assert.equal(commands, ['command of 1']);
});

test('a RequestID that was another request’s is refused', async () => {
  const { flow, commands } = await bench(store, new ManualTime(NOON_MILLIS));
  await flow.submit(request(1));
  const other = await flow.submit(request(1, {}, readSupplyStatus));
  assert.equal(other, { kind: 'refused', fault: 'REQUEST_ID_REUSED', detail: '' });
  await settle();
  assert.equal(commands, ['command of 1']);
});

test.run();
