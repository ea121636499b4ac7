/** The place of a request in a sequence, as the bridge reads it. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { topUpDevice } from '../../../protocol/services/top-up-device.ts';
import { requestData } from '../client/bridge-messages.ts';
import { DEVICE, SUPPLIER, UTRN } from '../market.testing.ts';
import { eventOf } from './messages.ts';
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

test('names the one that has to be done before it', () => {
  const precedingRequestId = `${SUPPLIER}:${DEVICE}:1`;
  assert.is(read({ precedingRequestId }).precedingRequestId, precedingRequestId);
});

test('names none where there is none', () => {
  assert.is(read({}).precedingRequestId, undefined);
});

test.run();
