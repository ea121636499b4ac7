/**
 * One meter, now on the network, now on a cable: whatever it is moved to and whenever, each request is
 * done once and answered once; and the user is told truly whether the network took a command.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { HeadEnd } from '../headend/head-end.ts';
import { DuisTransport } from '../headend/market/client/duis-transport.ts';
import type { Result } from '../headend/market/client/result.ts';
import type { SupplierClient } from '../headend/market/client/supplier-client.ts';
import type { Identity } from '../meter-emulator/firmware/state.ts';
import { openPseudoTerminals } from '../platform/pseudo-terminal.ts';
import { disableSupply } from '../protocol/services/disable-supply.ts';
import { enableSupply } from '../protocol/services/enable-supply.ts';
import { readFirmwareVersion } from '../protocol/services/read-firmware-version.ts';
import { topUpDevice } from '../protocol/services/top-up-device.ts';
import {
  auditOf,
  enrolMeter,
  enrolSupplier,
  openClient,
  openPlaces,
  startHere,
  startMeterOf,
  supplierKeys,
} from './cast.testing.ts';
import { Mosquitto } from './mosquitto.testing.ts';
import { SUPPLIER, until } from './world.testing.ts';

const test = suite('a meter that is moved between a cable and the network');
const BAUD_RATE = 115_200;
const directory = mkdtempSync(join(tmpdir(), 'meterwright-cable-'));
const cablePath = (end: 'a' | 'b') => join(directory, end);
const places = await openPlaces();
const mosquitto = await Mosquitto.open();
const answers: Result<unknown>[] = [];
/** A device has so long to answer. */
let patience = 60;
let headEnd: HeadEnd;
let supplier: SupplierClient;
let identity: Identity;

test.before(async () => {
  headEnd = await startHere(await places.next(), {
    mqtt: { url: mosquitto.url },
    serialPorts: [cablePath('a')],
    baudRate: BAUD_RATE,
    responseSeconds: () => patience,
  });
  const transport = new DuisTransport({
    party: SUPPLIER,
    url: `http://127.0.0.1:${headEnd.httpPort}`,
    receive: { host: '127.0.0.1', port: 0 },
  });
  supplier = await openClient(transport, supplierKeys, {
    onAnswer: async (answer) => {
      answers.push(answer);
    },
  });
  const receiveUrl = `http://127.0.0.1:${transport.receivePort}/`;
  await enrolSupplier(headEnd, supplierKeys, { channel: 'duis', receiveUrl });
  identity = await enrolMeter(headEnd, 1);
});

test.after(async () => {
  await meter.stop();
  await cable.close();
  await supplier.close();
  await headEnd.stop();
  await mosquitto.remove();
  await places.remove();
  rmSync(directory, { recursive: true, force: true });
});

/** Nothing is plugged in, and the meter has no power, until a test says so. */
const cable = {
  close: async () => {},
  async plug(): Promise<void> {
    const pair = await openPseudoTerminals({ directory });
    if (pair.kind !== 'pair') throw new Error(pair.why);
    cable.close = async () => {
      cable.close = async () => {};
      await pair.close();
    };
  },
};

/** Movements of the load switch after each start, from the first one on. */
const movements: string[] = [];
const meter = {
  stop: async () => {},
  async startOn(network: 'mqtt' | 'serial'): Promise<void> {
    const started = await startMeterOf(headEnd, identity, {
      flashFile: join(directory, 'meter.flash'),
      network:
        network === 'mqtt'
          ? { kind: 'mqtt', url: mosquitto.url }
          : { kind: 'serial', path: cablePath('b'), baudRate: BAUD_RATE },
    });
    // What the start itself did: its switch is driven to the state on flash.
    const already = started.switches.length;
    meter.balanceMillipence = () => started.meter.state.prepayment.balanceMillipence;
    meter.stop = async () => {
      meter.stop = async () => {};
      await started.stop();
      movements.push(...started.switches.slice(already));
    };
  },
  balanceMillipence: () => 0,
};

async function moveTo(network: 'mqtt' | 'serial'): Promise<void> {
  await meter.stop();
  await cable.close();
  if (network === 'serial') await cable.plug();
  await meter.startOn(network);
}

/** One answer, to the supplier and from the device. */
async function checkAnswered(result: Result<unknown>): Promise<void> {
  assert.is(result.kind, 'done', JSON.stringify(result));
  const { requestId } = result;
  await until('it is confirmed', async () => {
    return (await headEnd.store.request(requestId))?.state === 'confirmed';
  });
  assert.is(answers.filter((answer) => answer.requestId === requestId).length, 1);
  const taken = (await auditOf(headEnd)).filter(
    (entry) => entry.requestId === requestId && entry.step === 'deviceAnswered',
  );
  assert.is(taken.length, 1);
}

test('between requests, there and back', async () => {
  const turns = ['mqtt', 'serial', 'mqtt', 'serial'] as const;
  for (const [turn, network] of turns.entries()) {
    await moveTo(network);
    const service = turn % 2 === 0 ? disableSupply : enableSupply;
    await checkAnswered(await supplier.ask(service, identity.eui64, {}));
    const before = meter.balanceMillipence();
    const { eui64: device, prepaymentPublic } = identity;
    const credit = { device, prepaymentPublic, valueClass: 'pence', value: 100 } as const;
    const utrn = await supplier.makeUtrn(credit);
    await checkAnswered(await supplier.ask(topUpDevice, device, { utrn }));
    const credited = meter.balanceMillipence() - before;
    assert.ok(credited > 50_000 && credited <= 100_000, `credited ${credited}`);
  }
  await meter.stop();
  assert.equal(movements.splice(0), ['open', 'closed', 'open', 'closed']);
});

// Whatever the moment is, the end is the same; some of them are before the meter has it, some after.
for (const [round, afterMillis] of [0, 4, 12, 40].entries()) {
  const [service, movement] = round % 2 === 0 ? [disableSupply, 'open'] : [enableSupply, 'closed'];
  const network = round < 2 ? 'mqtt' : 'serial';
  test(`pulled off the cable ${afterMillis} ms after a critical command, then on ${network}`, async () => {
    await moveTo('serial');
    await checkAnswered(await supplier.ask(readFirmwareVersion, identity.eui64, {}));
    const asked = supplier.ask(service, identity.eui64, {});
    await wait(afterMillis);
    await moveTo(network);
    await checkAnswered(await asked);
    await meter.stop();
    assert.equal(movements.splice(0), [movement]);
  });
}

/** The code that the supplier is told when no answer comes. */
async function askInVain(): Promise<string> {
  patience = 2;
  const result = await supplier.ask(disableSupply, identity.eui64, {});
  patience = 60;
  if (result.kind !== 'failed') return JSON.stringify(result);
  await until('it is confirmed', async () => (await headEnd.outbox.waiting()) === 0);
  assert.is(answers.filter(({ requestId }) => requestId === result.requestId).length, 1);
  assert.is((await headEnd.store.request(result.requestId))?.responseCode, result.code);
  return result.code;
}

test('has no power: the network takes the command and nobody answers, E21', async () => {
  await meter.stop();
  await cable.close();
  assert.is(await askInVain(), 'E21');
});

test('is out of reach of both: E20, and the command is not carried out later either', async () => {
  // What the network has kept for it goes first.
  await moveTo('mqtt');
  await checkAnswered(await supplier.ask(enableSupply, identity.eui64, {}));
  await meter.stop();
  movements.splice(0);
  await mosquitto.kill();
  assert.is(await askInVain(), 'E20');
  await mosquitto.start();
  await moveTo('mqtt');
  await checkAnswered(await supplier.ask(readFirmwareVersion, identity.eui64, {}));
  await meter.stop();
  assert.equal(movements, []);
});

test.run();
