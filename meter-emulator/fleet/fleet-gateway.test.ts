import { createServer } from 'node:net';
import { Aedes } from 'aedes';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ManualTime } from '../../platform/manual-time.testing.ts';
import { serviceNumber } from '../../protocol/definition/service.ts';
import { Pair } from '../../protocol/envelope/pair.ts';
import { sealMac } from '../../protocol/envelope/seal.ts';
import { meterTopic } from '../board/mqtt-radio.ts';
import {
  anchors,
  crypto,
  HEAD_END,
  headEndSecret,
  PREPAYMENT,
  START,
} from '../firmware/bench.testing.ts';
import { Fleet } from './fleet.ts';
import { FleetGateway } from './fleet-gateway.ts';

const test = suite('the gateway of a fleet');

test('one connection carries the commands and answers of all meters, as time goes on', async () => {
  const broker = await Aedes.createBroker();
  const server = createServer(broker.handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const time = new ManualTime(START * 1000);
  const settings = { crypto, seed: 'town', anchors, factory: PREPAYMENT, boardSeconds: START };
  const fleet = new Fleet({ ...settings, count: 5 });
  const answered = new Set<string>();
  const all = new Promise<void>((resolve) => {
    broker.on('publish', ({ topic }) => {
      if (topic.endsWith('/response')) answered.add(topic);
      if (answered.size === 5) resolve();
    });
  });
  const url = `mqtt://127.0.0.1:${port}`;
  const gateway = await FleetGateway.open(fleet, { url, name: 'test', clock: time, timer: time });
  time.advance(3_600_000);
  assert.is(fleet.meters[3]?.state.metrology.lastHalfHour, START / 1800 + 1);
  for (const { record } of fleet.meters) {
    const { eui64, agreementPublic } = record;
    const own = { eui64: HEAD_END, agreementSecret: headEndSecret };
    const payload = sealMac(new Pair(crypto, own, { eui64, agreementPublic }), 'command', {
      originator: HEAD_END,
      recipient: eui64,
      counter: 1n,
      service: serviceNumber('7.4'),
      content: new Map(),
    });
    const packet = { cmd: 'publish', qos: 1, retain: false, dup: false } as const;
    const topic = meterTopic(eui64, 'command');
    broker.publish({ ...packet, topic, payload: Buffer.from(payload) }, () => {});
  }
  await all;
  assert.is(answered.size, 5);
  await gateway.close();
  await new Promise<void>((resolve) => broker.close(() => server.close(() => resolve())));
});

test('of two gateways at one broker each is sent the commands of its own meters', async () => {
  const broker = await Aedes.createBroker();
  const server = createServer(broker.handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `mqtt://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  const filters = new Map<string, string[]>();
  broker.on('subscribe', (subscriptions, client) => {
    const known = filters.get(client.id) ?? [];
    filters.set(client.id, [...known, ...subscriptions.map(({ topic }) => topic)]);
  });
  const time = new ManualTime(START * 1000);
  const gateways = [];
  const fleets = [];
  for (const [name, firstIndex, count] of [
    ['north', 0, 250],
    ['south', 250, 3],
  ] as const) {
    const settings = { crypto, seed: 'town', anchors, factory: PREPAYMENT, boardSeconds: START };
    const fleet = new Fleet({ ...settings, firstIndex, count });
    fleets.push(fleet);
    gateways.push(await FleetGateway.open(fleet, { url, name, clock: time, timer: time }));
  }
  const topicsOf = (fleet: Fleet | undefined) =>
    fleet?.meters.map(({ record }) => meterTopic(record.eui64, 'command')).sort();
  assert.equal(filters.get('gateway-north')?.sort(), topicsOf(fleets[0]));
  assert.equal(filters.get('gateway-south')?.sort(), topicsOf(fleets[1]));
  for (const gateway of gateways) await gateway.close();
  await new Promise<void>((resolve) => broker.close(() => server.close(() => resolve())));
});
test.run();
