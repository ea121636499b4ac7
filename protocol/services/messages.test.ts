import fc from 'fast-check';
import protobuf from 'protobufjs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { arbitrary } from '../definition/arbitrary.testing.ts';
import { decodeProtobuf, encodeProtobuf } from '../definition/protobuf.ts';
import { serviceNumber, services } from './index.ts';
import {
  marketMessages,
  marketProto,
  marketRoot,
  serviceBranch,
  serviceOfBranch,
  serviceRequestMessage,
} from './messages.ts';
import { topUpDevice } from './top-up-device.ts';

const messages = suite('market messages');
const REQUEST_ID = '90-B3-D5-1F-30-01-00-00:00-DB-12-34-56-78-90-A0:1000';

messages('every message comes back as it was, through the written .proto too', () => {
  const parsed = protobuf.parse(marketProto()).root.resolveAll();
  for (const message of marketMessages) {
    const name = message.name ?? '';
    const made = marketRoot.lookupType(name);
    const property = fc.property(arbitrary(message), (value) => {
      const bytes = encodeProtobuf(made, message, value as never);
      assert.equal(decodeProtobuf(made, message, bytes), value);
      parsed.lookupType(name).decode(bytes);
    });
    fc.assert(property, { seed: 7, numRuns: 60 });
  }
});

messages('a service is a branch whose field number is its own', () => {
  const body = marketRoot.lookupType('ServiceRequestBody');
  for (const s of services)
    assert.is(body.fieldsById[serviceNumber(s.reference)]?.type, s.name, s.reference);
  assert.is(body.fields['signedPreCommand']?.id, 1);
});

messages('a body says which service it is of', () => {
  const value = { utrn: '73946144332040217315' };
  assert.equal(serviceOfBranch(serviceBranch(topUpDevice, value)), { service: topUpDevice, value });
  assert.is(serviceOfBranch({ signedPreCommand: new Uint8Array(1) }), undefined);
});

messages('a counter past 64 bits is no request id', () => {
  const made = marketRoot.lookupType('ServiceRequestMessage');
  const send = (requestId: string) => {
    const body = serviceBranch(topUpDevice, { utrn: '73946144332040217315' });
    const bytes = encodeProtobuf(made, serviceRequestMessage, {
      requestId,
      commandVariant: 1,
      body,
    });
    return decodeProtobuf(made, serviceRequestMessage, bytes).requestId;
  };
  assert.is(send(REQUEST_ID), REQUEST_ID);
  assert.throws(() => send(REQUEST_ID.replace(':1000', ':18446744073709551616')), /requestId/);
  assert.throws(() => send(REQUEST_ID.toLowerCase()), /requestId/);
});

messages.run();
