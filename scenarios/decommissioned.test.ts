/** A meter is decommissioned while commands wait for it: it gets none of them, although it comes back at once. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BridgeTransport } from '../headend/market/client/bridge-transport.ts';
import { realClock, realTimer } from '../platform/time.ts';
import { decommissionDevice } from '../protocol/services/decommission-device.ts';
import { disableSupply } from '../protocol/services/disable-supply.ts';
import { readInventory } from '../protocol/services/read-inventory.ts';
import { readNetworkData } from '../protocol/services/read-network-data.ts';
import {
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
import { SUPPLIER } from './world.testing.ts';

const test = suite('a meter that is decommissioned');
const later = endingEach(test);
let places: Awaited<ReturnType<typeof openPlaces>>;
test.before(async () => {
  places = await openPlaces();
});
test.after(() => places.remove());

/** Time enough to decommission, and for the meter to come back within it. */
const ANSWER_SECONDS = 8;

async function open() {
  const headEnd = await startHere(await places.next(), { responseSeconds: () => ANSWER_SECONDS });
  later(() => headEnd.stop());
  await enrolSupplier(headEnd, supplierKeys);
  const identity = await enrolMeter(headEnd, 1);
  const url = `mqtt://127.0.0.1:${headEnd.mqttPort}`;
  const broker = await partyBroker(url, SUPPLIER);
  const parts = { broker, clock: realClock, timer: realTimer };
  const transport = new BridgeTransport({ party: SUPPLIER, ...parts });
  const client = await openClient(transport, supplierKeys);
  later(async () => {
    await client.close();
    await broker.close();
  });
  return { headEnd, identity, url, client };
}

test('is sent nothing of what waited for it, and each request has its one answer', async () => {
  const { headEnd, identity, url, client } = await open();
  const { eui64 } = identity;
  const until = (executionDateTime: number) => ({ executionDateTime });
  const waiting = [
    client.ask(disableSupply, eui64, {}),
    client.ask(disableSupply, eui64, {}),
    client.ask(readNetworkData, eui64, {
      ...until(Math.floor(Date.now() / 1000) + 4),
      readLogPeriod: { startDateTime: 1_700_000_000, endDateTime: 1_700_086_400 },
    } as never),
  ];
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const ended = await client.ask(decommissionDevice, headEnd.identity.eui64, { deviceId: eui64 });
  assert.is(ended.kind, 'done', JSON.stringify(ended));
  const meter = await startMeterOf(headEnd, identity, { network: { kind: 'mqtt', url } });
  later(() => meter.stop());
  const results = await Promise.all(waiting);
  const codes = results.map((result) => ('code' in result ? result.code : result.kind));
  assert.equal(codes, ['E21', 'E5', 'E5'], JSON.stringify(results));
  assert.equal(meter.switches, []);
  const home = await client.ask(readInventory, headEnd.identity.eui64, { deviceId: eui64 });
  assert.is(home.kind === 'done' && home.value.devices[0]?.deviceStatus, 'Decommissioned');
});

test.run();
