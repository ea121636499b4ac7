/** Users on the bridge that speak in another's name, or where another speaks: nothing comes of it. */
import { connectAsync } from 'mqtt';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { makeSupplierKeys } from '../cli/supplier-keys.ts';
import type { HeadEnd } from '../headend/head-end.ts';
import { encodeBatch } from '../headend/market/bridge/cloud-events.ts';
import { encodeData, eventOf } from '../headend/market/bridge/messages.ts';
import { partyTopic, sourceOf } from '../headend/market/bridge/topics.ts';
import { BridgeTransport } from '../headend/market/client/bridge-transport.ts';
import { DuisTransport } from '../headend/market/client/duis-transport.ts';
import { VARIANT } from '../headend/market/client/transport.ts';
import { InMemoryLink } from '../headend/transport/in-memory-link.ts';
import { realClock, realTimer } from '../platform/time.ts';
import { type Eui64, eui64Compact } from '../protocol/identifiers/eui64.ts';
import { formatRequestId } from '../protocol/identifiers/request-id.ts';
import { readFirmwareVersion } from '../protocol/services/read-firmware-version.ts';
import {
  auditOf,
  enrolMeter,
  enrolSupplier,
  OTHER_SUPPLIER,
  openPlaces,
  partyBroker,
  startHere,
  supplierKeys,
} from './cast.testing.ts';
import { SUPPLIER, until } from './world.testing.ts';

const test = suite('a user that misbehaves on the bridge');
const places = await openPlaces();
const memory = new InMemoryLink();
const commands: Uint8Array[] = [];
let headEnd: HeadEnd;
let meter: Eui64;

test.before(async () => {
  const more = { links: [memory], responseSeconds: () => 1 };
  headEnd = await startHere(await places.next(), more);
  await enrolSupplier(headEnd, supplierKeys, { channel: 'duis' });
  await enrolSupplier(headEnd, makeSupplierKeys(OTHER_SUPPLIER, ''));
  meter = (await enrolMeter(headEnd, 1)).eui64;
  memory.attach(meter, (bytes) => commands.push(bytes));
});

test.after(async () => {
  await headEnd.stop();
  await places.remove();
});

function requestOf(counter: bigint) {
  const requestId = formatRequestId({ originator: SUPPLIER, target: meter, counter });
  const service = readFirmwareVersion;
  return { requestId, service, commandVariant: VARIANT.command, body: {} };
}

const mqttUrl = () => `mqtt://127.0.0.1:${headEnd.mqttPort}`;

test('asks on the bridge in another’s name', async () => {
  const broker = await partyBroker(mqttUrl(), OTHER_SUPPLIER);
  const parts = { party: OTHER_SUPPLIER, broker, clock: realClock, timer: realTimer };
  const transport = new BridgeTransport(parts);
  await transport.start(async () => {});
  const request = requestOf(1n);
  const reply = await transport.send(request, 5_000);
  await transport.stop();
  assert.is(reply.kind === 'refused' && reply.code, 'E1');
  assert.is(headEnd.counts.get('PARTY_NOT_SENDER'), 1);
  const named = (await auditOf(headEnd)).filter(
    ({ party, detail }) => party === OTHER_SUPPLIER && detail?.['code'] === 'PARTY_NOT_SENDER',
  );
  assert.is(named.length, 1);
  assert.is(await headEnd.store.request(request.requestId), undefined);
  assert.is(commands.length, 0);
});

const confirmationOf = (party: Eui64, messageIds: readonly string[]) =>
  Buffer.from(
    encodeBatch([
      eventOf('confirmation', {
        id: 'confirmation/1',
        source: sourceOf(party),
        timeMillis: Date.now(),
        value: encodeData('confirmation', { messageIds }),
      }),
    ]),
  );

test('confirms another’s messages: they stay', async () => {
  const waiting = async () => {
    const rows = await headEnd.store.database.selectFrom('outbox').selectAll().execute();
    return rows.flatMap(({ recipient, message_id: id }) => (recipient === SUPPLIER ? [id] : []));
  };
  const url = `http://127.0.0.1:${headEnd.httpPort}`;
  const receive = { host: '127.0.0.1', port: 0 };
  const supplier = new DuisTransport({ party: SUPPLIER, url, receive });
  const reply = await supplier.send(requestOf(2n), 5_000);
  await supplier.stop();
  assert.is(reply.kind, 'acknowledged');
  // The meter is silent and the supplier's endpoint not known: E21 waits for it.
  await until('an answer waits', async () => (await waiting()).length === 1);
  const ids = await waiting();
  const id = eui64Compact(OTHER_SUPPLIER);
  const client = await connectAsync(mqttUrl(), { clientId: id, username: `party:${id}` });
  const own = partyTopic(OTHER_SUPPLIER, 'confirmations');
  await client.publishAsync(own, confirmationOf(OTHER_SUPPLIER, ids), { qos: 1 });
  await client.endAsync();
  assert.equal(await waiting(), ids);
});

for (const topic of ['requests', 'confirmations'] as const)
  test(`publishes on another’s topic of ${topic}: the broker lets nothing through`, async () => {
    const counted = headEnd.counts.get('TOPIC_REFUSED') ?? 0;
    const waiting = await headEnd.outbox.waiting();
    const rows = await headEnd.store.database.selectFrom('outbox').select('message_id').execute();
    const ids = rows.map(({ message_id: messageId }) => messageId);
    const id = eui64Compact(OTHER_SUPPLIER);
    const client = await connectAsync(mqttUrl(), {
      clientId: `${id}-${topic}`,
      username: `party:${id}`,
      reconnectPeriod: 0,
    });
    client.on('error', () => {});
    const cut = new Promise<void>((resolve) => client.once('close', () => resolve()));
    client.publish(partyTopic(SUPPLIER, topic), confirmationOf(SUPPLIER, ids), { qos: 1 });
    await cut;
    assert.is(headEnd.counts.get('TOPIC_REFUSED'), counted + 1);
    assert.is(await headEnd.outbox.waiting(), waiting);
    const entries = async () =>
      (await auditOf(headEnd)).filter(
        ({ party, detail }) =>
          party === OTHER_SUPPLIER && String(detail?.['reason']).endsWith(`/${topic}`),
      );
    await until('it is audited', async () => (await entries()).length === 1);
    await client.endAsync(true);
  });

test('listens on another’s topic of messages: the broker refuses', async () => {
  const counted = headEnd.counts.get('TOPIC_REFUSED') ?? 0;
  const id = eui64Compact(OTHER_SUPPLIER);
  const client = await connectAsync(mqttUrl(), { clientId: `${id}-ear`, username: `party:${id}` });
  const subscribed = await client.subscribeAsync(partyTopic(SUPPLIER, 'messages'), { qos: 1 }).then(
    () => true,
    () => false,
  );
  await client.endAsync();
  assert.is(subscribed, false);
  assert.is(headEnd.counts.get('TOPIC_REFUSED'), counted + 1);
});

test.run();
