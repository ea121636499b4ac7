/** Messages of the outbox over the bridge, and what their parties say of them. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { DEVICE, OTHER_SUPPLIER, SUPPLIER } from '../market.testing.ts';
import { bridging, event } from './bridge.testing.ts';
import { CONFIRMING_MAX } from './bridge.ts';
import { type CloudEvent, encodeBatch } from './cloud-events.ts';
import { bridgeFormatted } from './event-data.ts';
import { decodeData, encodeData } from './messages.ts';
import { partyTopic } from './topics.ts';

const test = suite('confirmations over the bridge');

test('delivers from the outbox under the message’s own id, and confirms what the party confirms', async () => {
  const { broker, bridge, confirmed, settle, said } = await bridging();
  const message = {
    kind: 'deviceAlert',
    device: DEVICE,
    alertCode: 0x8f0f,
    counter: 7n,
    utcSeconds: 1_795_510_000,
  } as const;
  const row = {
    ...bridgeFormatted(message, { eui64: SUPPLIER }, 'alert-7'),
    messageId: 'alert-7',
    recipient: SUPPLIER,
    channel: 'bridge',
    kind: message.kind,
    createdAtMillis: 0,
  } as const;
  const delivered = bridge.deliver(SUPPLIER, [row]);
  await settle();
  assert.equal(await delivered, []);
  const [alert] = said() as [CloudEvent];
  assert.is(alert.id, 'alert-7');
  const { name, ...data } = decodeData('deviceAlert', alert);
  assert.equal({ kind: 'deviceAlert', ...data }, message);
  assert.is.not(name, 'unknown');

  const data_ = encodeData('confirmation', { messageIds: ['alert-7'] });
  const confirmations = partyTopic(SUPPLIER, 'confirmations');
  await broker.publish(confirmations, encodeBatch([event('c', 'confirmation', data_)]));
  assert.equal(confirmed, [[SUPPLIER, ['alert-7']]]);
});

test('a negative confirmation is told with its reason, and confirms nothing', async () => {
  const { broker, confirmed, negative } = await bridging();
  const said = { messageIds: ['a', 'b'], negative: 'no such meter here' };
  const confirmations = partyTopic(SUPPLIER, 'confirmations');
  for (const format of ['protobuf', 'json'] as const) {
    const data = encodeData('confirmation', said, format);
    await broker.publish(confirmations, encodeBatch([event('c', 'confirmation', data, format)]));
  }
  assert.equal(negative, Array(2).fill([SUPPLIER, ['a', 'b'], 'no such meter here']));
  assert.equal(confirmed, []);
});

test('fails a delivery the broker did not take', async () => {
  const { broker, bridge, settle } = await bridging();
  broker.publish = () => Promise.reject(new Error('the broker is gone'));
  const contentType = 'application/protobuf';
  const content = Uint8Array.of(1);
  const row = { messageId: 'a', kind: 'response', contentType, content } as const;
  const delivered = bridge.deliver(SUPPLIER, [row as never]).then(
    () => 'delivered',
    () => 'failed',
  );
  await settle();
  assert.is(await delivered, 'failed');
});

test('no more confirmations of one party are under way than its share, others’ go on', async () => {
  const taken: number[] = [];
  let go = () => {};
  const held = new Promise<void>((resolve) => {
    go = resolve;
  });
  const confirm = (recipient: string, ids: readonly string[]) => {
    taken.push(ids.length);
    return recipient === SUPPLIER ? held : Promise.resolve();
  };
  const { broker, faults } = await bridging({ confirm });
  const confirmations = partyTopic(SUPPLIER, 'confirmations');
  const batch = (from: number) => {
    const ids = Array.from({ length: 1_000 }, (_, at) => `m${from + at}`);
    // The same a second time is one to erase.
    const data = encodeData('confirmation', { messageIds: ids });
    return encodeBatch(Array(2).fill(event('c', 'confirmation', data)));
  };
  const said = [...Array(11).keys()].map((at) => broker.publish(confirmations, batch(at * 1_000)));
  await broker.publish(partyTopic(OTHER_SUPPLIER, 'confirmations'), batch(0));
  assert.equal(taken, Array(CONFIRMING_MAX / 1_000 + 1).fill(1_000));
  assert.equal(faults, [confirmations]);
  go();
  await Promise.all(said);
  await broker.publish(confirmations, batch(0));
  assert.is(faults.length, 1, 'there is room again');
});

test('a fault in the reading of what was said is reported, and ends nothing', async () => {
  const refused = () => {
    throw new Error('a fault here');
  };
  const { broker, faults } = await bridging({ refused });
  const data = encodeData('confirmation', { messageIds: ['a'], negative: 'no' });
  const confirmations = partyTopic(SUPPLIER, 'confirmations');
  await broker.publish(confirmations, encodeBatch([event('c', 'confirmation', data)]));
  assert.equal(faults, [confirmations]);
});

test.run();
