import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { variantOf } from '../../headend/market/every-service.testing.ts';
import { DEVICE, SUPPLIER } from '../../headend/market/market.testing.ts';
import { arbitrary } from '../../protocol/definition/arbitrary.testing.ts';
import { toJson } from '../../protocol/definition/json-schema.ts';
import { brokenRules } from '../../protocol/definition/validate.ts';
import { services } from '../../protocol/services/index.ts';
import { documentJson } from './parse.ts';
import { requestFromJson, serviceCalled } from './write.ts';

const requestId = `${SUPPLIER}:${DEVICE}:1000`;
const bytes = (json: unknown) => new TextEncoder().encode(JSON.stringify(json));
const topUp = (json: string) =>
  requestFromJson(serviceCalled('2.2'), new TextEncoder().encode(json), { requestId });

const test = suite('duis write');

test('writes of every service what parse reads as the same JSON, and refuses what breaks its rules', () => {
  const written = new Set<string>();
  for (const service of services)
    for (const value of fc.sample(arbitrary(service.request), { numRuns: 4, seed: 8 })) {
      const json = toJson(service.request, value);
      const write = () => requestFromJson(service, bytes(json), { requestId });
      if (brokenRules(service, value).length > 0) {
        assert.throws(write, undefined, service.reference);
        continue;
      }
      const read = documentJson(write());
      const { header, body } = read as { header: { commandVariant: number }; body: unknown };
      assert.equal(body, json);
      assert.is(header.commandVariant, variantOf(service));
      written.add(service.reference);
    }
  assert.ok(written.size > 100, `${written.size} of ${services.length}`);
});

test('gives a request its place in a sequence', () => {
  const service = serviceCalled('TopUpDevice');
  const after = `${SUPPLIER}:${DEVICE}:999`;
  const json = bytes({ utrn: '73946144332040217315' });
  const place = { requestId, after, commandVariant: 3 };
  const { header } = documentJson(requestFromJson(service, json, place)) as { header: object };
  assert.equal(header, {
    requestId,
    precedingServiceRequestId: after,
    commandVariant: 3,
    serviceReference: '2.2',
    serviceReferenceVariant: '2.2',
  });
  const first = documentJson(requestFromJson(service, json, { requestId, isFirst: true }));
  assert.is((first as { header: { firstInSequence: boolean } }).header.firstInSequence, true);
});

test('refuses values with the path of what is wrong', () => {
  const wrong: readonly (readonly [string, RegExp])[] = [
    ['{"utrn": "7394"}', /^utrn: /],
    ['{}', /utrn/],
    ['{"utrn": "73946144332040217315", "more": 1}', /more/],
    ['{"utrn": "73946144332040217315", "utrn": "73946144332040217315"}', /^utrn: stands twice/],
    ['{"utrn": ', /not JSON/],
  ];
  for (const [json, expected] of wrong) assert.throws(() => topUp(json), expected);
  assert.throws(() => serviceCalled('9.9.9'), /there is no service 9\.9\.9/);
  const nobody = { requestId: 'nobody:nothing:1' };
  assert.throws(() => requestFromJson(serviceCalled('4.1.1'), bytes({}), nobody));
});

test.run();
