/**
 * A supplier is away for an hour while its requests are answered and alerts come: everything is kept,
 * comes under the same message id as often as it must, and is erased when it is confirmed.
 */
import { connectAsync } from 'mqtt';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { verifyAudit } from '../headend/audit/read.ts';
import type { HeadEnd, HeadEndOptions } from '../headend/head-end.ts';
import { makeIdentity } from '../headend/identity.ts';
import { BridgeTransport } from '../headend/market/client/bridge-transport.ts';
import { DuisTransport } from '../headend/market/client/duis-transport.ts';
import { TokenMaker } from '../headend/market/client/tokens.ts';
import { type Transport, VARIANT } from '../headend/market/client/transport.ts';
import { InMemoryLink } from '../headend/transport/in-memory-link.ts';
import { ManualTime } from '../platform/manual-time.testing.ts';
import { nodeCrypto } from '../platform/node-crypto.ts';
import { realClock, realTimer } from '../platform/time.ts';
import { eui64Compact } from '../protocol/identifiers/eui64.ts';
import { formatRequestId } from '../protocol/identifiers/request-id.ts';
import { readInstantaneousImportRegisters } from '../protocol/services/read-instantaneous-import-registers.ts';
import {
  auditOf,
  endingEach,
  enrolMeter,
  enrolSupplier,
  openPlaces,
  partyBroker,
  startHere,
  startMeterOf,
  supplierKeys,
} from './cast.testing.ts';
import { ReceivingEndpoint } from './receiving-endpoint.testing.ts';
import { freePort, inMemoryCounter, SUPPLIER, until } from './world.testing.ts';

const test = suite('a supplier that is away for an hour');
const REQUESTS = 20;
const ALERTS = 3;
const MINUTE_MILLIS = 60_000;
/** The longest wait between two tries of the outbox, with its spread. */
const LONGEST_WAIT_MILLIS = 12.5 * MINUTE_MILLIS;

const places = await openPlaces();
const afterwards = endingEach(test);
const identity = makeIdentity();
test.after(() => places.remove());

class Stage {
  readonly time = new ManualTime(Date.now());
  readonly memory = new InMemoryLink();
  readonly options: Partial<HeadEndOptions> = {
    identity,
    clock: this.time,
    timer: this.time,
    links: [this.memory],
    retry: { firstMillis: 1_000, maxMillis: 1_000 },
    deliverAgainMillis: 30_000,
  };

  /** Simulated time, with as much real time as the network on this machine needs. */
  async pass(headEnd: HeadEnd, millis: number, stepMillis = 15_000): Promise<void> {
    for (let passed = 0; passed < millis; passed += stepMillis) {
      this.time.advance(stepMillis);
      await this.breathe(headEnd);
    }
  }

  /** The bridge gathers messages for two of its milliseconds: a delivery ends only as time goes on. */
  async breathe({ outbox }: HeadEnd): Promise<void> {
    let isIdle = false;
    const idle = outbox.idle().then(() => {
      isIdle = true;
    });
    do {
      this.time.advance(3);
      await new Promise((resolve) => setImmediate(resolve));
    } while (!isIdle);
    await idle;
  }

  async until(headEnd: HeadEnd, what: string, isTrue: () => Promise<boolean>): Promise<void> {
    await until(what, async () => {
      await this.breathe(headEnd);
      return isTrue();
    });
  }
}

const requestIdOf = (target: string, number: number) =>
  formatRequestId({ originator: SUPPLIER, target, counter: BigInt(number) });

function readAll(transport: Transport, target: string) {
  const service = readInstantaneousImportRegisters;
  return Array.from({ length: REQUESTS }, (_, at) => {
    const requestId = requestIdOf(target, at + 1);
    const request = { requestId, service, commandVariant: VARIANT.command, body: {} };
    return transport.send(request, 10_000);
  });
}

/** The meter that all of it is about; tokens keyed in at it make alerts. */
async function meterWithAlerts(
  stage: Stage,
  headEnd: HeadEnd,
  target: Awaited<ReturnType<typeof enrolMeter>>,
) {
  const meter = await startMeterOf(headEnd, target, {
    network: { kind: 'inMemory', link: stage.memory },
  });
  afterwards(() => meter.stop());
  const tokens = new TokenMaker({
    crypto: nodeCrypto,
    originator: SUPPLIER,
    prepaymentSecret: supplierKeys.prepaymentSecret,
    storageOf: inMemoryCounter,
  });
  const { eui64: device, prepaymentPublic } = target;
  for (let number = 0; number < ALERTS; number++) {
    const credit = { device, prepaymentPublic, valueClass: 'pence', value: 100 } as const;
    const utrn = await tokens.make(credit);
    assert.is(
      meter.running.wake((running) => running.enterUtrn(utrn)),
      'credited',
    );
  }
}

async function checkConfirmed(headEnd: HeadEnd, target: string): Promise<void> {
  for (let number = 1; number <= REQUESTS; number++) {
    const record = await headEnd.store.request(requestIdOf(target, number));
    assert.is(record?.state, 'confirmed');
    assert.is(record?.responseCode, 'I0');
  }
  const entries = await auditOf(headEnd);
  const confirmed = entries.filter(({ step }) => step === 'confirmed');
  assert.is(confirmed.length, REQUESTS + ALERTS, 'each is confirmed once');
  assert.is((await verifyAudit(headEnd.store)).brokenAt, undefined);
}

test('over DUIS: its endpoint is closed, ill, and cut off, and the head-end restarted', async () => {
  const stage = new Stage();
  const endpoint = new ReceivingEndpoint(await freePort());
  afterwards(() => endpoint.become('closed'));
  const place = await places.next();
  const begin = () => startHere(place, stage.options);
  let headEnd = await begin();
  afterwards(() => headEnd.stop());
  await enrolSupplier(headEnd, supplierKeys, { channel: 'duis', receiveUrl: endpoint.url });
  const target = await enrolMeter(headEnd, 1);
  const transport = new DuisTransport({
    party: SUPPLIER,
    url: `http://127.0.0.1:${headEnd.httpPort}`,
    receive: { host: '127.0.0.1', port: 0 },
  });
  afterwards(() => transport.stop());
  const replies = await Promise.all(readAll(transport, target.eui64));
  for (const { kind } of replies) assert.is(kind, 'acknowledged');
  await meterWithAlerts(stage, headEnd, target);
  const waiting = () => headEnd.outbox.waiting(SUPPLIER);
  await stage.pass(headEnd, 2_000, 500);
  await stage.until(
    headEnd,
    'all are answered',
    async () => (await waiting()) === REQUESTS + ALERTS,
  );

  for (const illness of ['closed', 'ill', 'cut'] as const) {
    await endpoint.become(illness);
    await stage.pass(headEnd, 20 * MINUTE_MILLIS);
    assert.is(await waiting(), REQUESTS + ALERTS, 'nothing is given up');
    if (illness !== 'ill') continue;
    await headEnd.stop();
    headEnd = await begin();
  }
  assert.ok(
    endpoint.attempts < 150,
    `one at a time is tried while it is away: ${endpoint.attempts}`,
  );
  assert.is(endpoint.confirmed.size, 0);
  const cutOff = endpoint.deliveries.size;
  assert.ok(cutOff > 0, 'one or another arrived without being confirmed');

  await endpoint.become('well');
  await stage.pass(headEnd, LONGEST_WAIT_MILLIS);
  await stage.until(headEnd, 'all are confirmed', async () => (await waiting()) === 0);
  assert.is(endpoint.confirmed.size, REQUESTS + ALERTS);
  for (let number = 1; number <= REQUESTS; number++)
    assert.ok(endpoint.confirmed.has(`${requestIdOf(target.eui64, number)}/answer`));
  for (const [messageId, bodies] of endpoint.deliveries)
    assert.is(new Set(bodies).size, 1, `${messageId} is the same at every delivery`);
  await checkConfirmed(headEnd, target.eui64);
});

for (const session of ['kept', 'lost'] as const)
  test(`on the bridge, its session ${session} by the broker`, async () => {
    const stage = new Stage();
    const headEnd = await startHere(await places.next(), stage.options);
    afterwards(() => headEnd.stop());
    await enrolSupplier(headEnd, supplierKeys);
    const target = await enrolMeter(headEnd, 2);
    const url = `mqtt://127.0.0.1:${headEnd.mqttPort}`;
    const taken: string[] = [];
    const connect = async () => {
      const broker = await partyBroker(url, SUPPLIER);
      const transport = new BridgeTransport({
        party: SUPPLIER,
        broker,
        clock: realClock,
        timer: realTimer,
      });
      await transport.start(async ({ messageId }) => {
        taken.push(messageId);
      });
      return transport;
    };
    const first = await connect();
    const asked = Promise.all(readAll(first, target.eui64));
    let isAsked = false;
    void asked.then(() => {
      isAsked = true;
    });
    await stage.until(headEnd, 'all are acknowledged', async () => isAsked);
    for (const { kind } of await asked) assert.is(kind, 'acknowledged');
    await first.stop();
    await meterWithAlerts(stage, headEnd, target);
    const waiting = () => headEnd.outbox.waiting(SUPPLIER);
    await stage.pass(headEnd, 2_000, 500);
    await stage.until(
      headEnd,
      'all are answered',
      async () => (await waiting()) === REQUESTS + ALERTS,
    );
    await stage.pass(headEnd, 60 * MINUTE_MILLIS);
    assert.is(await waiting(), REQUESTS + ALERTS, 'nothing is given up');
    assert.is(taken.length, 0);

    if (session === 'lost') await forget(url);
    const back = await connect();
    afterwards(() => back.stop());
    await stage.pass(headEnd, LONGEST_WAIT_MILLIS);
    await stage.until(headEnd, 'all are confirmed', async () => (await waiting()) === 0);
    assert.is(new Set(taken).size, REQUESTS + ALERTS);
    for (let number = 1; number <= REQUESTS; number++)
      assert.ok(taken.includes(`${requestIdOf(target.eui64, number)}/answer`));
    await checkConfirmed(headEnd, target.eui64);
  });

/** MQTT 3.1.1 §3.1.2.4: a clean session discards the one that was kept. */
async function forget(url: string): Promise<void> {
  const id = eui64Compact(SUPPLIER);
  const client = await connectAsync(url, {
    clientId: `party-${id}`,
    username: `party:${id}`,
    clean: true,
  });
  await client.endAsync();
}

test.run();
