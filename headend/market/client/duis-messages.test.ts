import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Service } from '../../../protocol/definition/service.ts';
import { topUpDevice } from '../../../protocol/services/top-up-device.ts';
import { updateDeviceConfigurationAuxiliaryControllerScheduler as scheduler } from '../../../protocol/services/update-device-configuration-auxiliary-controller-scheduler.ts';
import type { DeviceMessage } from '../duis/mmc.ts';
import { writeResponse } from '../duis/response.ts';
import { DEVICE, SUPPLIER } from '../market.testing.ts';
import { incomingFrom } from './duis-messages.ts';

const messages = suite('DUIS messages of a client');

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

messages.run();
