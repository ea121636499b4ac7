/** What is formatted for users comes back as it was, in both formats, for every service. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { arbitrary } from '../../protocol/definition/arbitrary.testing.ts';
import { answerType, responseElement, type Service } from '../../protocol/definition/service.ts';
import { services } from '../../protocol/services/index.ts';
import { done } from '../../protocol/services/shared.ts';
import { bridgeFormatted } from './bridge/event-data.ts';
import { replyFrom } from './client/duis-messages.ts';
import { resultOf as resultOfFinal } from './client/inbox.ts';
import type { IncomingMessage, OutgoingRequest } from './client/transport.ts';
import { DEVICE, SUPPLIER, serviceNamed } from './market.testing.ts';
import {
  bridgeMeaning,
  duis,
  duisText,
  plain,
  throughAll,
  throughBridge,
  throughDuis,
} from './through.testing.ts';

const SEED = 20_261_124;
const requestId = `${SUPPLIER}:${DEVICE}:1000`;
function resultOf(message: IncomingMessage['message'] | undefined) {
  assert.ok(message?.kind === 'response' || message?.kind === 'noAnswer');
  return resultOfFinal(message);
}

const test = suite('market formats');

/** Where MMC has no element for the answer, all that comes through is that it is done. */
const resultsOf = (service: Service): fc.Arbitrary<unknown> =>
  responseElement(service) === null
    ? fc.constant({ messageSuccess: true })
    : arbitrary(service.response ?? done);

for (const service of services.filter((s) => s.response && answerType(s) === s.response))
  test(`carry answers to ${service.name}`, () => {
    const property = fc.property(resultsOf(service), (result) => {
      const answer = {
        device: DEVICE,
        counter: 1000n,
        result,
        deviceUtcSeconds: 1_795_510_861,
        clockStatus: 'unreliable',
      } as const;
      const message = { kind: 'response', requestId, service, code: 'I0', answer } as const;
      for (const came of throughAll(message)) assert.equal(plain(came), plain(message));
    });
    fc.assert(property, { seed: SEED, numRuns: 30 });
  });

test('carry the device’s refusal by name', () => {
  const result = { messageSuccess: false };
  const answer = { device: DEVICE, counter: 1000n, result, refusal: 'alreadyUsed' } as const;
  const service = serviceNamed('TopUpDevice');
  const message = { kind: 'response', requestId, service, code: 'I0', answer } as const;
  for (const came of throughAll(message)) assert.equal(plain(came), plain(message));
});

test('carry the field that the device refuses', () => {
  const result = { messageSuccess: false };
  const refusedField = `phases.poly[2].${'a'.repeat(165)}`;
  const refusal = { refusal: 'argumentsRefused', refusedField };
  const answer = { device: DEVICE, counter: 1000n, result, ...refusal } as const;
  const service = serviceNamed('UpdateDeviceConfigurationVoltage');
  const message = { kind: 'response', requestId, service, code: 'I0', answer } as const;
  for (const came of throughAll(message)) {
    assert.equal(plain(came), plain(message));
    const { refusal: name } = refusal;
    const wanted = { requestId, kind: 'refusedByDevice', refusal: name, field: refusedField };
    assert.equal(resultOf(came), wanted);
  }
});

test('carry a refusal of a service whose answer has no place for one', () => {
  const answer = { device: DEVICE, counter: 1000n, refusal: 'argumentsRefused' } as const;
  const service = serviceNamed('JoinServiceCritical');
  const result = undefined;
  const message = {
    kind: 'response',
    requestId,
    service,
    code: 'I0',
    answer: { ...answer, result },
  } as const;
  assert.equal(resultOf(throughDuis(message)), resultOf(throughBridge(message)));
  assert.equal(resultOf(throughBridge(message)), {
    requestId,
    kind: 'refusedByDevice',
    refusal: 'argumentsRefused',
  });
});

test('carry the digits that the head-end adds to an answer, or the refusal of the device', () => {
  const service = serviceNamed('RequestCustomerIdentificationNumber');
  const gbcsPayload = Uint8Array.of(1, 2);
  const result = { gbcsPayload, customerIdentificationNumber: '0042' };
  const message = { kind: 'dccResponse', requestId, service, result } as const;
  for (const came of throughAll(message))
    assert.equal(plain(resultOf(came)), plain({ requestId, kind: 'done', value: result }));
  const failed = { device: DEVICE, counter: 1000n, result: { messageSuccess: false } };
  const refused = {
    kind: 'response',
    requestId,
    service,
    code: 'I0',
    answer: { ...failed, refusal: 'notSupported' },
  } as const;
  for (const came of throughAll(refused))
    assert.equal(resultOf(came), { requestId, kind: 'refusedByDevice', refusal: 'notSupported' });
});

test('say that no device answered', () => {
  const service = serviceNamed('TopUpDevice');
  const message = { kind: 'response', requestId, service, code: 'E21' } as const;
  const expected = { kind: 'noAnswer', requestId, code: 'E21' };
  for (const came of throughAll(message)) assert.equal(came, expected);
});

test('carry alerts, of an unknown code too', () => {
  for (const alertCode of [0x8f0f, 0xffff]) {
    const message = {
      kind: 'deviceAlert',
      device: DEVICE,
      alertCode,
      counter: 7n,
      utcSeconds: 1_795_510_861,
    } as const;
    for (const came of throughAll(message)) assert.equal(came, message);
  }
});

test('carry what an alert says, and how many it stands for', () => {
  const alert = { kind: 'deviceAlert', device: DEVICE, counter: 7n, utcSeconds: 1 } as const;
  const throttled = { sequenceId: 3, count: 250 };
  const outage = { interruption: 1_795_510_861, restoration: 1_795_511_861 };
  const command = { service: Uint8Array.of(0x10, 0x60), counter: 9n };
  const messages = [
    { ...alert, alertCode: 0x8f36, payload: { outage } },
    { ...alert, alertCode: 0x8f66, payload: { futureDated: { command } } },
    { ...alert, alertCode: 0x81a0, payload: { integrity: { warning: 'other' } }, throttled },
    { ...alert, alertCode: 0x8f74, throttled },
    { ...alert, alertCode: 0x8f74, throttled: { sequenceId: 3 } },
    { ...alert, alertCode: 0x8f74, throttled: { count: 250 } },
  ] as const;
  for (const message of messages) {
    for (const came of throughAll(message)) assert.equal(came, message);
  }
});

test('say in words what MMC has no element for', () => {
  const alert = { kind: 'deviceAlert', device: DEVICE, counter: 7n, utcSeconds: 1 } as const;
  const message = { ...alert, alertCode: 0x8f3d, payload: { counted: { count: 12 } } } as const;
  assert.equal(throughBridge(message), message);
  assert.match(duisText(message), 'could not prove itself. Times: 12.');
});

test('carry what the head-end answers itself', () => {
  const service = serviceNamed('ReadInventory');
  const { dccResponse } = service;
  assert.ok(dccResponse);
  const asked: OutgoingRequest = { requestId, service, commandVariant: 8, body: {} };
  const property = fc.property(arbitrary(dccResponse.type), (result) => {
    const message = { kind: 'dccResponse', requestId, service, result } as const;
    const reply = { kind: 'dccResponse', result } as const;
    assert.equal(plain(replyFrom(asked, 200, duisText(message))), plain(reply));
    assert.equal(plain(bridgeMeaning(message)), plain({ kind: 'reply', requestId, reply }));
  });
  fc.assert(property, { seed: SEED, numRuns: 30 });
});

test('say what they are', () => {
  const alert = { device: DEVICE, alertCode: 1, counter: 1n, utcSeconds: 1 };
  const message = { kind: 'deviceAlert', ...alert } as const;
  assert.is(duis.formatted(message, { eui64: SUPPLIER }, 'a').contentType, 'application/xml');
  assert.is(bridgeFormatted(message, { eui64: SUPPLIER }, 'm').contentType, 'application/protobuf');
});

test.run();
