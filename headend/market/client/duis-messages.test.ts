import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { commandFailureAlert } from '../../../protocol/alerts/dcc-alerts.ts';
import type { Service } from '../../../protocol/definition/service.ts';
import { topUpDevice } from '../../../protocol/services/top-up-device.ts';
import { updateDeviceConfigurationAuxiliaryControllerScheduler as scheduler } from '../../../protocol/services/update-device-configuration-auxiliary-controller-scheduler.ts';
import type { DeviceMessage } from '../duis/mmc.ts';
import { type ResponseBody, writeResponse } from '../duis/response.ts';
import { DEVICE, SUPPLIER } from '../market.testing.ts';
import { incomingFrom } from './duis-messages.ts';

const messages = suite('DUIS messages of a client');
const REQUEST_ID = `${SUPPLIER}:${DEVICE}:1000`;

/** A device's answer of that service, without a result. */
function withoutResult(service: Service, errors: (DeviceMessage & { kind: 'response' })['errors']) {
  const header = {
    requestId: `${SUPPLIER}:${DEVICE}:1000`,
    responseId: `${DEVICE}:${SUPPLIER}:1000`,
    responseCode: 'I0',
    responseDateTime: 1_900_000_000,
  };
  const response = {
    header: {
      businessOriginatorId: DEVICE,
      businessTargetId: SUPPLIER,
      originatorCounter: 1000n,
    },
    message: { kind: 'response', errors } as const,
  };
  const smets1 =
    '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo></ds:SignedInfo></ds:Signature>';
  const xml = writeResponse({ header, body: { kind: 'smets1', service, response } }, { smets1 });
  const { message } = incomingFrom(xml);
  return message.kind === 'response' ? message.answer : undefined;
}

messages('an answer MMC has no element for is done, unless it names an error', () => {
  assert.equal(withoutResult(scheduler, [])?.result, { messageSuccess: true });
  const refused = withoutResult(scheduler, [{ code: 2, position: 1, error: 'argumentsRefused' }]);
  assert.equal(refused?.result, { messageSuccess: false });
  assert.is(refused?.refusal, 'argumentsRefused');
});

messages('an answer that should have a result and has none is refused', () => {
  assert.throws(() => withoutResult(topUpDevice, []), /an answer without a result/);
});

const header = { responseCode: 'I0', responseDateTime: 1_900_000_000 };
const alertAt = (responseDateTime: number) =>
  incomingFrom(
    writeResponse({
      header: { ...header, responseDateTime },
      body: { kind: 'dccAlert', value: commandFailureAlert('N12', REQUEST_ID, DEVICE) },
    }),
  ).messageId;

messages('an alert of the DCC has the same id each time it comes, and no other has it', () => {
  assert.is(alertAt(1_900_000_000), alertAt(1_900_000_000));
  assert.is.not(alertAt(1_900_000_000), alertAt(1_900_000_001));
});

const payload = Uint8Array.of(1, 2, 3);
const fromGbcs = (body: ResponseBody, named: object = { requestId: REQUEST_ID }) =>
  incomingFrom(writeResponse({ header: { ...header, ...named }, body }));

messages('what a GBCS device answers is handed on to the byte, once for its request', () => {
  const { messageId, message } = fromGbcs({
    ...{ kind: 'gbcsPayload', service: topUpDevice, value: payload },
  });
  const about = { requestId: REQUEST_ID, service: topUpDevice, payload };
  assert.equal(message, { kind: 'gbcs', of: 'answer', ...about });
  assert.is(messageId, `${REQUEST_ID}/answer`);
});

messages('what a GBCS device answers to a schedule is one message for each run', () => {
  const run = (gbcsPayload: Uint8Array) =>
    fromGbcs({
      kind: 'scheduledMessage',
      service: topUpDevice,
      value: { gbcsPayload, scheduleId },
    });
  const scheduleId = 9;
  const about = { requestId: REQUEST_ID, service: topUpDevice, scheduleId, payload };
  assert.equal(run(payload).message, { kind: 'gbcs', of: 'schedule', ...about });
  assert.is(run(payload).messageId, run(payload).messageId);
  assert.is.not(run(payload).messageId, run(Uint8Array.of(1)).messageId);
});

messages('an alert of a GBCS device is handed on with what the DCC says beside it', () => {
  const alertCode = Uint8Array.of(0x81, 0xa0);
  const value = { alertCode, gbcsPayload: payload, throttledAlertSequenceId: 3 };
  const responseId = `${DEVICE}:${SUPPLIER}:7`;
  const { messageId, message } = fromGbcs({ kind: 'deviceAlert', value }, { responseId });
  const throttled = { sequenceId: 3 };
  const about = { responseId, alertCode, payload, throttled };
  assert.equal(message, { kind: 'gbcs', of: 'alert', ...about });
  assert.is(messageId, `${responseId}/alert`);
});

messages('a message about a request that it does not name is refused', () => {
  const value = { gbcsPayload: Uint8Array.of(1) };
  const xml = writeResponse({
    header,
    body: { kind: 'localCommand', service: topUpDevice, value },
  });
  assert.throws(() => incomingFrom(xml), /localCommand without a request/);
});

messages.run();
