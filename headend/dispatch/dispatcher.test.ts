import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ManualTime } from '../../platform/manual-time.testing.ts';
import { readInstantaneousImportRegisters } from '../../protocol/services/read-instantaneous-import-registers.ts';
import { DueQueue } from '../scheduling/due-queue.ts';
import type { ServiceRequest } from '../service-request.ts';
import type { DeviceLink } from '../transport/device-link.ts';
import { Dispatcher, LANE_MAX } from './dispatcher.ts';
import { type Errand, newErrand } from './lane.ts';

const METER = '00-DB-12-34-56-78-90-A0';
const OTHER_METER = '00-DB-12-34-56-78-90-A1';

/** Lets promises that are settled already run on. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

/** A dispatcher under simulated time that writes down what happens, with its second. */
function bench(settings: { takes?: boolean; reaches?: boolean } = {}) {
  const { takes = true, reaches = true } = settings;
  const time = new ManualTime();
  const log: string[] = [];
  const note = (what: string) => log.push(`${time.nowMillis() / 1000} ${what}`);
  const link: DeviceLink = {
    name: 'test',
    reaches: () => reaches,
    async send(device) {
      note(`send to ${device.slice(-2)}`);
      if (!takes) throw new Error('not taken');
    },
    onMessage: () => {},
    close: async () => {},
  };
  const failures = { prepare: 0, expired: 0 };
  const dispatcher = new Dispatcher({
    clock: time,
    due: new DueQueue(time, time),
    link,
    retry: { firstMillis: 5_000, maxMillis: 20_000 },
    events: {
      async prepare(errand) {
        if (failures.prepare-- > 0) throw new Error('no database');
        note(`prepare ${errand.request.counter}`);
        errand.command = Uint8Array.of(1);
      },
      async expired(errand, fault) {
        if (failures.expired-- > 0) throw new Error('no database');
        note(`expired ${errand.request.counter} ${fault}`);
        return true;
      },
      failed: () => note('failed'),
    },
  });
  let counter = 0n;
  const errand = (target = METER, deadlineMillis = 30_000): Errand => {
    counter += 1n;
    const request: ServiceRequest = {
      requestId: `${counter}`,
      originator: METER,
      target,
      counter,
      service: readInstantaneousImportRegisters,
      commandVariant: 1,
      body: {},
      channel: 'bridge',
      endpoint: 'bridge',
    };
    return newErrand(request, 0, deadlineMillis);
  };
  const begin = (one: Errand) => {
    dispatcher.enter(one);
    dispatcher.accepted(one);
    dispatcher.start(one);
  };
  const advance = async (seconds: number) => {
    for (let step = 0; step < seconds; step++) {
      time.advance(1_000);
      await settle();
    }
  };
  return { dispatcher, log, errand, begin, advance, failures };
}

const test = suite('dispatcher');

test('sends again after 5, 10 and 20 seconds, and gives up at the deadline', async () => {
  const { log, errand, begin, advance } = bench();
  begin(errand());
  await settle();
  await advance(60);
  assert.equal(log, [
    '0 prepare 1',
    '0 send to A0',
    '5 send to A0',
    '15 send to A0',
    '30 expired 1 DEVICE_SILENT',
  ]);
});

test('a device that the network never took anything for is out of reach', async () => {
  for (const settings of [{ takes: false }, { reaches: false }]) {
    const { log, errand, begin, advance } = bench(settings);
    begin(errand());
    await settle();
    await advance(31);
    assert.is(log.at(-1), '30 expired 1 DEVICE_UNREACHABLE');
  }
});

test('one command at a time for a device, in order; devices do not wait for each other', async () => {
  const { dispatcher, log, errand, begin } = bench();
  const [first, second, elsewhere] = [errand(), errand(), errand(OTHER_METER)];
  for (const one of [first, second, elsewhere]) begin(one);
  await settle();
  assert.equal(log, ['0 prepare 1', '0 prepare 3', '0 send to A0', '0 send to A1']);
  assert.is(dispatcher.underWay(METER), first);
  dispatcher.leave(first);
  await settle();
  assert.equal(log.slice(4), ['0 prepare 2', '0 send to A0']);
  assert.is(dispatcher.underWay(METER), second);
});

test('an answered errand is not sent again and does not expire', async () => {
  const { dispatcher, log, errand, begin, advance } = bench();
  const only = errand();
  begin(only);
  await settle();
  dispatcher.leave(only);
  await advance(60);
  assert.equal(log, ['0 prepare 1', '0 send to A0']);
  assert.is(dispatcher.underWay(METER), undefined);
});

test('one that waits may expire in its place; the others keep theirs', async () => {
  const { dispatcher, log, errand, begin, advance } = bench();
  const [first, second, third] = [errand(), errand(METER, 3_000), errand(METER, 90_000)];
  for (const one of [first, second, third]) begin(one);
  await settle();
  await advance(4);
  assert.ok(log.includes('3 expired 2 DEVICE_UNREACHABLE'));
  assert.is(dispatcher.underWay(METER), first);
  dispatcher.leave(first);
  await settle();
  assert.is(dispatcher.underWay(METER), third);
});

test('while the database is away nothing is sent and nothing is given up', async () => {
  const { log, errand, begin, advance, failures } = bench();
  failures.prepare = 2;
  failures.expired = 2;
  begin(errand());
  await settle();
  await advance(60);
  assert.equal(log, [
    '0 failed',
    '5 failed',
    '10 prepare 1',
    '10 send to A0',
    '15 send to A0',
    '25 send to A0',
    '30 failed',
    '35 failed',
    '40 expired 1 DEVICE_SILENT',
  ]);
});

test('past its deadline nothing is sent, though to be given up it waits for the database', async () => {
  const { log, errand, begin, advance, failures } = bench();
  failures.expired = 3;
  begin(errand(METER, 12_000));
  await settle();
  await advance(40);
  assert.equal(
    log.filter((line) => line.includes('send')),
    ['0 send to A0', '5 send to A0'],
  );
  assert.is(log.at(-1), '27 expired 1 DEVICE_SILENT');
});

test('one whose deadline passes while another is before it is not begun', async () => {
  const { dispatcher, log, errand, begin, advance, failures } = bench();
  const first = errand(METER, 60_000);
  failures.expired = 1;
  begin(first);
  begin(errand(METER, 10_000));
  await advance(11);
  dispatcher.leave(first);
  await advance(20);
  assert.not.ok(log.includes('11 prepare 2'));
  assert.is(log.at(-1), '15 expired 2 DEVICE_UNREACHABLE');
});

test('a lane has an end', () => {
  const { dispatcher, errand } = bench();
  for (let entered = 0; entered < LANE_MAX; entered++) {
    assert.not(dispatcher.isFull(METER));
    dispatcher.enter(errand());
  }
  assert.ok(dispatcher.isFull(METER));
  assert.not(dispatcher.isFull(OTHER_METER));
});

test.run();
