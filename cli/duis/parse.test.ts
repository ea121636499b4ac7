import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { duisRequest } from '../../headend/market/client/duis-messages.ts';
import { DuisFormat } from '../../headend/market/duis/format.ts';
import { writeRequest } from '../../headend/market/duis/request.ts';
import {
  DEVICE,
  preCommandOf,
  SUPPLIER,
  samples,
  serviceNamed,
  testSigner,
} from '../../headend/market/market.testing.ts';
import type { MarketMessage } from '../../headend/service-request.ts';
import { dccAlert } from '../../protocol/alerts/dcc-alerts.ts';
import { arbitrary } from '../../protocol/definition/arbitrary.testing.ts';
import { toJson } from '../../protocol/definition/json-schema.ts';
import { documentJson } from './parse.ts';

const format = new DuisFormat({ nowMillis: () => 1_795_513_593_000 }, testSigner());
const requestId = `${SUPPLIER}:${DEVICE}:1000`;
const read = (message: MarketMessage) => {
  const { content } = format.formatted(message, { eui64: SUPPLIER }, 'a');
  return documentJson(new TextDecoder().decode(content)) as Record<string, unknown>;
};

const test = suite('duis parse');

test('says what each kind of request is', () => {
  for (const sample of samples()) {
    const json = documentJson(writeRequest(duisRequest(sample))) as Record<string, unknown>;
    const { reference, name } = sample.service;
    assert.equal(json['service'], { reference, name });
    if (sample.signedPreCommand)
      assert.is(json['signedPreCommand'], Buffer.from(sample.signedPreCommand).toString('base64'));
    else assert.equal(json['body'], toJson(sample.service.request, sample.body));
  }
});

test('says what a meter has answered, in the words of the definition', () => {
  const service = serviceNamed('DisableSupply');
  const answer = { device: DEVICE, counter: 1000n, result: { messageSuccess: true } };
  const json = read({ kind: 'response', requestId, service, code: 'I0', answer });
  assert.is(json['kind'], 'smets1');
  assert.equal(json['service'], { reference: '7.2', name: 'DisableSupply' });
  assert.match(JSON.stringify(json['device']), `"businessOriginatorId":"${DEVICE}"`);
  assert.equal(Object.values((json['body'] as { smetsData: object }).smetsData), [
    { messageSuccess: true },
  ]);
});

test('says that a request failed without an answer', () => {
  const service = serviceNamed('DisableSupply');
  const json = read({ kind: 'response', requestId, service, code: 'E20' });
  assert.is(json['kind'], 'acknowledgement');
  assert.match(JSON.stringify(json['header']), '"responseCode":"E20"');
});

test('gives a pre-command in base64', () => {
  const service = serviceNamed('DisableSupply');
  const preCommand = preCommandOf(service, {}, 1000n);
  const { kind, body } = read({ kind: 'preCommand', requestId, service, preCommand });
  assert.is(kind, 'preCommand');
  const { gbcsPayload } = body as { gbcsPayload: string };
  assert.is(gbcsPayload, Buffer.from(preCommand).toString('base64'));
});

test('says what a meter alerts of', () => {
  const json = read({
    kind: 'deviceAlert',
    device: DEVICE,
    alertCode: 0x8f32,
    counter: 7n,
    utcSeconds: 1_795_513_593,
  });
  assert.is(json['service'], undefined);
  assert.match(JSON.stringify(json['body']), /8F32/i);
});

test('says what any alert of the DCC is, as the bridge says it', () => {
  const property = fc.property(arbitrary(dccAlert), (alert) => {
    const json = read({ kind: 'dccAlert', ...alert });
    assert.is(json['kind'], 'dccAlert');
    assert.equal(json['body'], toJson(dccAlert, alert));
  });
  fc.assert(property, { numRuns: 60, seed: 5 });
});

test('refuses what is neither request nor response', () => {
  const other =
    '<sr:Nothing xmlns:sr="http://www.dccinterface.co.uk/ServiceUserGateway" schemaVersion="5.4"/>';
  assert.throws(() => documentJson(other), /expected <Request> or <Response>/);
});

test.run();
