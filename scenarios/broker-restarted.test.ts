/**
 * The broker between supplier, head-end and meter is killed and started again in the middle of
 * requests: each ends in one answer, and what it asked for is done once.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BridgeTransport } from '../headend/market/client/bridge-transport.ts';
import type { Result } from '../headend/market/client/result.ts';
import type { Alert } from '../headend/market/client/transport.ts';
import { realClock, realTimer } from '../platform/time.ts';
import { alertCodes } from '../protocol/alerts/device-alerts.ts';
import { disableSupply } from '../protocol/services/disable-supply.ts';
import { enableSupply } from '../protocol/services/enable-supply.ts';
import { readFirmwareVersion } from '../protocol/services/read-firmware-version.ts';
import {
  auditOf,
  endingEach,
  enrolMeter,
  enrolSupplier,
  openClient,
  openPlaces,
  partyBroker,
  startHere,
  startMeterOf,
  supplierKeys,
} from './cast.testing.ts';
import { askTwenty, checkTwenty } from './day-of-requests.testing.ts';
import { Mosquitto } from './mosquitto.testing.ts';
import { makeWorld, SUPPLIER, until } from './world.testing.ts';

const test = suite('a broker that is killed and started again');
const places = await openPlaces();
const afterwards = endingEach(test);
test.after(() => places.remove());

const CREDIT_ADDED_LOCALLY = alertCodes.creditAddedLocally;

async function bridgeClient(url: string, alerts: Alert[] = [], keys = supplierKeys) {
  const broker = await partyBroker(url, SUPPLIER);
  const parts = { party: SUPPLIER, broker, clock: realClock, timer: realTimer };
  const client = await openClient(new BridgeTransport(parts), keys, {
    onAlert: async (alert) => {
      alerts.push(alert);
    },
  });
  afterwards(() => client.close());
  return client;
}

test('mosquitto, killed twice amid twenty requests', async () => {
  const mosquitto = await Mosquitto.open();
  afterwards(() => mosquitto.remove());
  const headEnd = await startHere(await places.next(), { mqtt: { url: mosquitto.url } });
  afterwards(() => headEnd.stop());
  await enrolSupplier(headEnd, supplierKeys);
  const identity = await enrolMeter(headEnd, 1);
  const supplier = await bridgeClient(mosquitto.url);
  const meter = await startMeterOf(headEnd, identity, {
    network: { kind: 'mqtt', url: mosquitto.url },
  });
  afterwards(() => meter.stop());
  const before = meter.meter.state.prepayment.balanceMillipence;
  const restart = async () => {
    await mosquitto.kill();
    await mosquitto.start();
  };
  const results = await askTwenty(
    supplier,
    meter,
    new Map([
      [4, restart],
      [11, restart],
    ]),
  );
  await checkTwenty(headEnd, meter, results, before);
});

test('an alert that mosquitto kept for a head-end that was away reaches the supplier', async () => {
  const mosquitto = await Mosquitto.open();
  afterwards(() => mosquitto.remove());
  const place = await places.next();
  const options = { mqtt: { url: mosquitto.url } };
  let headEnd = await startHere(place, options);
  afterwards(() => headEnd.stop());
  await enrolSupplier(headEnd, supplierKeys);
  const identity = await enrolMeter(headEnd, 2);
  const alerts: Alert[] = [];
  const supplier = await bridgeClient(mosquitto.url, alerts);
  const { eui64: device, prepaymentPublic } = identity;
  const credit = { device, prepaymentPublic, valueClass: 'pence', value: 100 } as const;
  const utrn = await supplier.makeUtrn(credit);
  await headEnd.stop();

  const meter = await startMeterOf(headEnd, identity, {
    network: { kind: 'mqtt', url: mosquitto.url },
  });
  afterwards(() => meter.stop());
  assert.is(
    meter.running.wake((running) => running.enterUtrn(utrn)),
    'credited',
  );
  await until('mosquitto has it', () => meter.meter.state.alerts.pending.length === 0);
  headEnd = await startHere(place, options);
  await until('the supplier has it', () => alerts.length > 0);
  assert.is(alerts[0]?.alertCode, CREDIT_ADDED_LOCALLY);
  await until('it is confirmed', async () => (await headEnd.outbox.waiting()) === 0);
});

test('a head-end stops although mosquitto is away, and loses no answer by it', async () => {
  const mosquitto = await Mosquitto.open();
  afterwards(() => mosquitto.remove());
  const place = await places.next();
  const options = { mqtt: { url: mosquitto.url } };
  let headEnd = await startHere(place, options);
  afterwards(() => headEnd.stop());
  await enrolSupplier(headEnd, supplierKeys);
  const identity = await enrolMeter(headEnd, 3);
  const supplier = await bridgeClient(mosquitto.url);
  const asked = supplier.ask(readFirmwareVersion, identity.eui64, {});
  const steps = async () => (await auditOf(headEnd)).map(({ step }) => step);
  await until('it is accepted', async () => (await steps()).includes('accepted'));
  await mosquitto.kill();
  await headEnd.stop();
  await mosquitto.start();
  headEnd = await startHere(place, options);
  const meter = await startMeterOf(headEnd, identity, {
    network: { kind: 'mqtt', url: mosquitto.url },
  });
  afterwards(() => meter.stop());
  assert.is((await asked).kind, 'done');
});

test('a head-end that finds no broker does not start, and leaves its place to the next', async () => {
  const mosquitto = await Mosquitto.open();
  afterwards(() => mosquitto.remove());
  const place = await places.next();
  const options = { mqtt: { url: mosquitto.url } };
  await mosquitto.kill();
  const refused = await startHere(place, options).then(
    () => 'it started',
    (error: NodeJS.ErrnoException) => error.code,
  );
  assert.is(refused, 'ECONNREFUSED');
  await mosquitto.start();
  const headEnd = await startHere(place, options);
  await headEnd.stop();
});

test('the head-end’s own broker, killed with it twice amid requests', async () => {
  const world = await makeWorld(await places.postgres.database());
  afterwards(() => world.end());
  afterwards(() => world.killHeadEnd());
  await world.startHeadEnd();
  const url = `mqtt://127.0.0.1:${world.settings.mqttPort}`;
  const supplier = await bridgeClient(url, [], world.keys);
  const results: Result<unknown>[] = [];
  for (let number = 0; number < 6; number++) {
    const service = number % 2 === 0 ? disableSupply : enableSupply;
    const asked = supplier.ask(service, world.identity.eui64, {});
    if (number === 1 || number === 4) {
      await world.killHeadEnd();
      await world.startHeadEnd();
    }
    results.push(await asked);
  }
  for (const result of results) assert.is(result.kind, 'done', JSON.stringify(result));
  assert.equal(world.switches, ['open', 'closed', 'open', 'closed', 'open', 'closed']);
});

test.run();
