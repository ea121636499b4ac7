/** From a message to what the outbox keeps and the broker carries: the party's format, and its seal. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nodeCrypto } from '../../../platform/node-crypto.ts';
import { Refused } from '../../../protocol/refused.ts';
import type { MarketMessage } from '../../service-request.ts';
import { meaningOf } from '../client/bridge-messages.ts';
import { DEVICE, SUPPLIER } from '../market.testing.ts';
import { BRIDGE_FORMATS, type BridgeFormat } from './cloud-event.ts';
import { type CloudEvent, decodeBatch, encodeBatch } from './cloud-events.ts';
import { bridgeFormatted, eventDataOf, isSealed, opened } from './event-data.ts';
import { eventOf } from './messages.ts';
import { sourceOf } from './topics.ts';

const SECRET = Uint8Array.from({ length: 32 }, (_, at) => at + 7);
const ALERT = {
  kind: 'deviceAlert',
  device: DEVICE,
  alertCode: 0x8f0f,
  counter: 2n ** 60n + 1n,
  utcSeconds: 1_795_510_000,
} as const satisfies MarketMessage;
const party = (bridgeFormat: BridgeFormat | undefined, isSealing: boolean) => ({
  eui64: SUPPLIER,
  ...(bridgeFormat ? { bridgeFormat } : {}),
  ...(isSealing ? { sealingPublic: nodeCrypto.x25519.publicKey(SECRET) } : {}),
});

/** As the outbox keeps it and the bridge sends it; and what its party reads. */
function sent(format: BridgeFormat | undefined, isSealing: boolean) {
  const row = bridgeFormatted(ALERT, party(format, isSealing), 'alert-7');
  const data = eventDataOf('deviceAlert', row.contentType, row.content);
  const parts = { id: 'alert-7', source: sourceOf(SUPPLIER), value: data.value };
  const payload = encodeBatch([eventOf(data.kind, parts, data.format)]);
  const [read] = decodeBatch(payload);
  assert.ok(read?.kind === 'event');
  return { row, payload, event: read.event };
}
const alertOf = (event: CloudEvent) => {
  const meaning = meaningOf(event);
  return meaning.kind === 'message' && meaning.incoming.message;
};

const test = suite('event data');

test('it is in the format the party chose, protobuf when it chose none', () => {
  assert.is(sent(undefined, false).row.contentType, 'application/protobuf');
  assert.is(sent('json', false).row.contentType, 'application/json');
  for (const format of BRIDGE_FORMATS) assert.equal(alertOf(sent(format, false).event), ALERT);
  const { payload } = sent('json', false);
  const [event] = JSON.parse(new TextDecoder().decode(payload));
  assert.is(event.data.counter, '1152921504606846977', '64 bits are text');
});

test('for a party with a sealing key it is closed in the outbox and on the broker, and opens', () => {
  for (const format of BRIDGE_FORMATS) {
    const { row, payload, event } = sent(format, true);
    assert.match(row.contentType, /; sealed=cose-encrypt$/);
    for (const bytes of [row.content, payload]) {
      const text = Buffer.from(bytes).toString('latin1');
      assert.not.match(text, DEVICE);
      assert.not(Buffer.from(bytes).includes(Buffer.from(DEVICE.replaceAll('-', ''), 'hex')));
    }
    assert.ok(isSealed(event));
    assert.equal(alertOf(opened(event, SUPPLIER, SECRET)), ALERT);
  }
});

test('a sealed event under another id, or said to hold something else, does not open', () => {
  const { event } = sent('json', true);
  assert.ok(event.data.format === 'json');
  const { sealed } = event.data.json as { sealed: string };
  const json = { type: 'meterwright.service-response.v1', sealed };
  const changed: CloudEvent[] = [
    { ...event, id: 'alert-8' },
    { ...event, data: { format: 'json', json } },
  ];
  for (const one of changed)
    assert.throws(
      () => opened(one, SUPPLIER, SECRET),
      (error: unknown) => error instanceof Refused && error.code === 'ENVELOPE_AUTHENTICATION',
    );
});

test.run();
