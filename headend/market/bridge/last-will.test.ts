/** What a broker says of a head-end whose connection broke, and of one that left in good order. */
import { connect, createServer, type Socket } from 'node:net';
import { connectAsync } from 'mqtt';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BrokerClient } from '../../transport/broker-client.ts';
import { EmbeddedBroker } from '../../transport/embedded-broker.ts';
import { HEAD_END, SUPPLIER } from '../market.testing.ts';
import { lastWill } from './status-board.ts';
import { STATUS_TOPIC, sourceOf } from './topics.ts';

/** A wire to the broker that can be cut. */
async function wireTo(port: number) {
  const sockets: Socket[] = [];
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    sockets.push(near, far);
    for (const socket of [near, far]) socket.on('error', () => {});
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port: own } = server.address() as { port: number };
  const cut = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { own, cut };
}

const test = suite('last will');

test('a head-end that is cut off is lost for who is there and who comes later', async () => {
  const broker = await EmbeddedBroker.open({ host: '127.0.0.1', port: 0 });
  const wire = await wireTo(broker.port);
  const session = { clientId: 'h', userName: 'head-end', will: lastWill(HEAD_END) };
  const headEnd = await BrokerClient.open(`mqtt://127.0.0.1:${wire.own}`, session);
  await headEnd.publish(STATUS_TOPIC, new TextEncoder().encode('{"status":"open"}'), {
    retain: true,
  });
  const heard: string[] = [];
  const username = `party:${sourceOf(SUPPLIER).slice(-16)}`;
  const party = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, { username });
  party.on('message', (_topic, payload) => heard.push(JSON.parse(String(payload)).status));
  await party.subscribeAsync(STATUS_TOPIC, { qos: 1 });
  wire.cut();
  while (heard.length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal(heard, ['open', 'lost']);
  await party.endAsync();
  await headEnd.close();
  await broker.close();
});

test.run();
