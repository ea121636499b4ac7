/** A meter that uses a key it has made anew before anybody said so: its word counts, and none is lost. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ManualTime } from '../../platform/manual-time.testing.ts';
import { Refused } from '../../protocol/refused.ts';
import { testDevice } from '../inventory/device.testing.ts';
import { type Device, Inventory } from '../inventory/inventory.ts';
import { Announcements } from '../registration/announcement/announcements.ts';
import { registerInMemory } from '../registration/register.testing.ts';
import { DueQueue } from '../scheduling/due-queue.ts';
import { InMemoryLink } from '../transport/in-memory-link.ts';
import { Answers } from './answers.ts';
import { DeviceMessages } from './device-messages.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { Stations } from './stations.ts';

const METER = '00-DB-12-34-56-78-90-A0';
const [SIGNS, AGREES, STRANGE] = [1, 2, 3].map((byte) => new Uint8Array(32).fill(byte));

async function* none() {}

/** `says` gives the last write after an alert under this key. Two new keys of the meter are on their way. */
async function bench(failures = 0) {
  const time = new ManualTime();
  const link = new InMemoryLink();
  const kinds: string[] = [];
  let failing = 0;
  const saveDevice = async () => {
    if (failing-- > 0) throw new Error('no database');
  };
  const inventory = new Inventory({ saveDevice, loadDevices: none });
  const renewed = { signingPublic: SIGNS, agreementPublic: AGREES } as Required<Device>['renewed'];
  await inventory.put({ ...testDevice(METER, '2012345678385'), renewed });
  const register = registerInMemory();
  await register.hold(['2012345678385']);
  failing = failures;
  const stations = {
    inventory,
    link,
    clock: time,
    due: new DueQueue(time, time),
    register,
    translator: {
      decode({ record }: Device, _: string, [byte]: Uint8Array) {
        if (![record.signingPublic, record.agreementPublic].some((key) => key[0] === byte))
          throw new Refused('', 'another key', undefined, 'ENVELOPE_AUTHENTICATION');
        return { kind: 'alert', alertCode: 0x8f3f, counter: 1n, utcSeconds: 0 };
      },
    },
    store: {
      async commit({ kind }: { kind: string }) {
        kinds.push(kind);
        return {};
      },
    },
    count: () => {},
    report: () => {},
  } as unknown as Stations;
  const announcements = new Announcements(stations, (work) => work());
  const answers = new Answers(stations, answersParts);
  new DeviceMessages(stations, {
    dispatcher: {} as Dispatcher,
    answers,
    announcements,
    alone: answersParts.alone,
  }).listen();
  const send = link.attach(METER, () => {});
  const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
  const says = async (key: Uint8Array | undefined) => {
    // It may wait for the database.
    void send('alert', key ?? new Uint8Array(1));
    await settle();
    return kinds.at(-1);
  };
  const later = async () => {
    time.advance(1_000);
    await settle();
    return kinds.at(-1);
  };
  return { says, later, device: () => inventory.answering(METER) };
}

const answersParts = {
  alone: <T>(work: () => Promise<T>) => work(),
  ended: () => {},
  changed: () => {},
};

const test = suite('what a meter says under a new key');

test('is its word, and only the key that it used is taken', async () => {
  const { says, device } = await bench();
  assert.is(await says(AGREES), 'deliver');
  assert.equal(device()?.record.agreementPublic, AGREES);
  assert.equal(device()?.renewed, { signingPublic: SIGNS });
});

test('is nobody’s when the key is none of those', async () => {
  const { says, device } = await bench();
  assert.is(await says(STRANGE), 'audit');
  assert.is(Object.keys(device()?.renewed ?? {}).length, 2);
});

test('is not lost for a database that is away when the key is to be kept', async () => {
  const { says, later, device } = await bench(1);
  assert.is(await says(SIGNS), undefined);
  assert.is(await later(), 'deliver');
  assert.equal(device()?.record.signingPublic, SIGNS);
});

test.run();
