/** Requests and responses, written and read. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { arbitrary } from '../../../protocol/definition/arbitrary.testing.ts';
import {
  responseElement,
  type Service,
  serviceGroup,
} from '../../../protocol/definition/service.ts';
import { Refused } from '../../../protocol/refused.ts';
import { serviceByReference, services } from '../../../protocol/services/index.ts';
import { type DeviceMessage, readMmc, writeMmc } from './mmc.ts';
import { type DuisRequest, readRequest, writeRequest } from './request.ts';
import { type ResponseBody, readResponse, writeResponse } from './response.ts';
import { writeSignedResponse } from './smets1.ts';

const documents = suite('DUIS and MMC documents');
const SIGNATURE =
  '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo></ds:SignedInfo></ds:Signature>';
const USER = '90-B3-D5-1F-30-01-00-00';
const DEVICE = '00-DB-12-34-56-78-90-A0';
const REQUEST_ID = `${USER}:${DEVICE}:1000`;
const named = (reference: string) => serviceByReference.get(reference) as Service;
const header = (service: Service, commandVariant = 1) => ({
  requestId: REQUEST_ID,
  commandVariant,
  serviceReference: serviceGroup(service.reference),
  serviceReferenceVariant: service.reference,
});
const responseHeader = {
  requestId: REQUEST_ID,
  responseId: `${DEVICE}:${USER}:1000`,
  responseCode: 'I0',
  responseDateTime: 1_900_000_000,
};
const deviceHeader = {
  businessOriginatorId: DEVICE,
  businessTargetId: USER,
  originatorCounter: 18446744073709551615n,
  timestamp: { at: 1_900_000_000, clockStatus: 'reliable', isFromGsme: false },
} as const;
const topUp: DuisRequest = {
  header: header(named('2.2')),
  service: named('2.2'),
  body: { kind: 'service', value: { utrn: '73946144332040217315' } },
};
const code = (act: () => unknown) => {
  try {
    act();
    return 'accepted';
  } catch (error) {
    if (error instanceof Refused) return error.code;
    throw error;
  }
};

documents('a request is written in canonical form', () => {
  assert.is(
    writeRequest(topUp),
    '<sr:Request xmlns:sr="http://www.dccinterface.co.uk/ServiceUserGateway" schemaVersion="5.4">' +
      `<sr:Header><sr:RequestID>${REQUEST_ID}</sr:RequestID><sr:CommandVariant>1</sr:CommandVariant>` +
      '<sr:ServiceReference>2.2</sr:ServiceReference>' +
      '<sr:ServiceReferenceVariant>2.2</sr:ServiceReferenceVariant></sr:Header><sr:Body>' +
      '<sr:TopUpDevice><sr:UTRN>73946144332040217315</sr:UTRN></sr:TopUpDevice></sr:Body></sr:Request>',
  );
});

documents('every service is written and read as it was: request, MMC and SMETS1 response', () => {
  for (const service of services) {
    const requests = fc.property(arbitrary(service.request), (value) => {
      const request = {
        header: header(service),
        service,
        body: { kind: 'service', value },
      } as const;
      const { signature, ...found } = readRequest(writeRequest(request, SIGNATURE));
      assert.ok(signature);
      assert.equal(found, request);
    });
    fc.assert(requests, { seed: 3, numRuns: 15 });
    const { response } = service;
    if (!response || !responseElement(service)) continue;
    const answers = fc.property(arbitrary(response), (value) => {
      const message: DeviceMessage = { kind: 'response', answer: { service, value }, errors: [] };
      const document = { header: deviceHeader, message };
      assert.equal(readMmc(writeMmc(document)), document);
      const body: ResponseBody = { kind: 'smets1', service, response: document };
      const xml = writeResponse({ header: responseHeader, body }, { smets1: SIGNATURE });
      assert.equal(readResponse(xml).body, body);
    });
    fc.assert(answers, { seed: 3, numRuns: 15 });
  }
});

documents('an answer MMC has no element for is done if it says nothing else', () => {
  const service = named('6.14.3');
  const answer = { service, value: { messageSuccess: true } };
  const xml = writeMmc({ header: deviceHeader, message: { kind: 'response', answer, errors: [] } });
  assert.match(xml, '<ra:Body><ra:ResponseMessage></ra:ResponseMessage></ra:Body>');
  assert.equal(readMmc(xml).message, { kind: 'response', errors: [] });
});

documents('a device that refuses, and one that raises an alert, are passed on signed', () => {
  const refused: DeviceMessage = {
    kind: 'response',
    errors: [{ code: 32, position: 1, error: 'alreadyUsed' }],
  };
  const alert: DeviceMessage = {
    kind: 'alert',
    alertCode: 0x8f32,
    description: 'Supply armed.',
    utcSeconds: 1_900_000_000,
  };
  for (const message of [refused, alert]) {
    const response = { header: deviceHeader, message };
    const body: ResponseBody = { kind: 'smets1', response };
    const xml = writeResponse({ header: responseHeader, body }, { smets1: SIGNATURE });
    const found = readResponse(xml);
    assert.equal(found.body, body);
    assert.is(xml.slice(...(found.smets1?.signature ?? [0, 0])), SIGNATURE);
    const inside = xml.slice(...(found.smets1?.signedResponse ?? [0, 0]));
    const alone = writeSignedResponse(response, SIGNATURE);
    const namespace = ' xmlns:sr="http://www.dccinterface.co.uk/ServiceUserGateway"';
    assert.is(alone.replace(namespace, ''), inside);
    assert.is(writeSignedResponse(response), alone.replace(SIGNATURE, ''));
  }
});

documents('elements of MMC inside DUIS declare their namespace, each for itself', () => {
  const message: DeviceMessage = { kind: 'response', errors: [] };
  const [ra] = ['xmlns:ra="http://www.dccinterface.co.uk/ResponseAndAlert"'];
  const text = writeSignedResponse({ header: deviceHeader, message });
  assert.ok(text.includes(`<sr:Header><ra:BusinessOriginatorID ${ra}>`));
  assert.ok(text.includes(`<ra:BusinessTargetID ${ra}>`));
  assert.ok(text.includes(`<ra:Timestamp ${ra} ClockStatus="reliable" isFromGSME="false">`));
  assert.ok(text.includes('<sr:Body><sr:ResponseMessage></sr:ResponseMessage></sr:Body>'));
});

documents('a SMETS1 response without its signature is neither written nor read', () => {
  const body: ResponseBody = {
    kind: 'smets1',
    response: { header: deviceHeader, message: { kind: 'response', errors: [] } },
  };
  const response = { header: responseHeader, body };
  assert.throws(() => writeResponse(response), /must be signed/);
  const bare = writeResponse(response, { smets1: SIGNATURE }).replace(SIGNATURE, '');
  assert.is(
    code(() => readResponse(bare)),
    'XML_REFUSED',
  );
});

documents('a signed pre-command names its service in the header alone', () => {
  const request: DuisRequest = {
    header: header(named('7.2'), 5),
    service: named('7.2'),
    body: {
      kind: 'signedPreCommand',
      value: { executionDateTime: 0, gbcsPayload: Uint8Array.of(0xd2, 0x84) },
    },
  };
  const { signature, ...found } = readRequest(writeRequest(request));
  assert.equal(found, request);
  assert.is(signature, undefined);
});

documents('a document that contradicts itself is refused', () => {
  const xml = writeRequest(topUp);
  const cases = [
    xml.replace('Variant>2.2', 'Variant>1.6'),
    xml.replace('Reference>2.2', 'Reference>2.1'),
    xml.replaceAll('TopUpDevice', 'TopDownDevice'),
    xml.replace('"5.4"', '"5.3"'),
    xml.replace(' schemaVersion="5.4"', ''),
    xml.replace(':1000<', ':18446744073709551616<'),
    xml.replace('</sr:UTRN>', '</sr:UTRN><sr:UTRN>73946144332040217315</sr:UTRN>'),
    xml.replace('<sr:UTRN>', '<sr:UTRN index="1">'),
    xml.replace('</sr:Body>', '</sr:Body><sr:Body></sr:Body>'),
    xml.replace('</sr:TopUpDevice>', '</sr:TopUpDevice>text'),
    xml.replace('sr:Request xmlns:sr="http', 'sr:Request xmlns:sr="urn'),
  ];
  for (const spoilt of cases) {
    assert.is.not(spoilt, xml);
    assert.is(
      code(() => readRequest(spoilt)),
      'XML_REFUSED',
      spoilt,
    );
  }
});

documents('a changed character is refused or another valid request, never another failure', () => {
  const [value] = fc.sample(arbitrary(named('6.5').request), { numRuns: 1, seed: 4 });
  const xml = writeRequest({
    header: header(named('6.5')),
    service: named('6.5'),
    body: { kind: 'service', value },
  });
  let refused = 0;
  for (let at = 0; at < xml.length; at += 1)
    for (const character of ['<', '0', 'x', '"', '&', ' '])
      if (code(() => readRequest(xml.slice(0, at) + character + xml.slice(at + 1))) !== 'accepted')
        refused += 1;
  assert.ok(refused > 4 * xml.length, `${refused}`);
});

documents.run();
