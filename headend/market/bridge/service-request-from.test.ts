/** The place of a request in a sequence, as the bridge reads it. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Refused } from '../../../protocol/refused.ts';
import { topUpDevice } from '../../../protocol/services/top-up-device.ts';
import { requestData } from '../client/bridge-messages.ts';
import { DEVICE, SUPPLIER, UTRN } from '../market.testing.ts';
import type { BridgeFormat } from './cloud-event.ts';
import { decodeBatch, encodeBatch } from './cloud-events.ts';
import { type DataOf, encodeData, eventOf } from './messages.ts';
import { serviceRequestFrom } from './service-request-from.ts';

const test = suite('a request of the bridge');
const requestId = `${SUPPLIER}:${DEVICE}:2`;
const asked = { requestId, service: topUpDevice, commandVariant: 1, body: { utrn: UTRN } };

const read = (more: object) => {
  const value = requestData({ ...asked, ...more });
  const parts = { id: 'one', source: 'urn:supplier', timeMillis: 0, value };
  const { data, ...event } = eventOf('serviceRequest', parts);
  return serviceRequestFrom({ ...event, data: { ...data, format: 'protobuf' } });
};

const body = { topUpDevice: { utrn: UTRN } };
const EXPECTED = {
  protobuf: ['PROTOBUF_REFUSED', 'body'],
  json: ['JSON_REFUSED', 'data.body'],
};

function refusalOf(more: object, format: BridgeFormat): Refused {
  const data = { requestId, commandVariant: 1, ...more } as DataOf<'serviceRequest'>;
  const value = encodeData('serviceRequest', data, format);
  const event = eventOf('serviceRequest', { id: 'one', source: 'urn:supplier', value }, format);
  const [read] = decodeBatch(encodeBatch([event]));
  assert.ok(read?.kind === 'event');
  try {
    serviceRequestFrom(read.event);
  } catch (error) {
    if (error instanceof Refused) return error;
  }
  throw new Error('not refused');
}

test('names the one that has to be done before it', () => {
  const precedingRequestId = `${SUPPLIER}:${DEVICE}:1`;
  assert.is(read({ precedingRequestId }).precedingRequestId, precedingRequestId);
});

test('names none where there is none', () => {
  assert.is(read({}).precedingRequestId, undefined);
});

for (const format of ['protobuf', 'json'] as const)
  test(`a body of another service than the message says is refused by its path, in ${format}`, () => {
    const { code, path } = refusalOf({ serviceReferenceVariant: '1.1.1', body }, format);
    assert.equal([code, path], EXPECTED[format]);
  });

test('a spoilt pre-command is refused by its path in the data', () => {
  const { code, path } = refusalOf({ body: { signedPreCommand: Uint8Array.of(1) } }, 'json');
  assert.equal([code, path.startsWith('data.body.signedPreCommand')], ['ENVELOPE_FORM', true]);
});

test.run();
