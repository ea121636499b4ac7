/** Requests whose fields are right one by one and wrong together: refused by both ways in, where the rule says. */
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { arbitrary } from '../../protocol/definition/arbitrary.testing.ts';
import type { Service } from '../../protocol/definition/service.ts';
import { brokenRules } from '../../protocol/definition/validate.ts';
import { Refused } from '../../protocol/refused.ts';
import { services } from '../../protocol/services/index.ts';
import { BRIDGE_FORMATS, type BridgeFormat } from './bridge/cloud-event.ts';
import { decodeBatch, encodeBatch } from './bridge/cloud-events.ts';
import { eventOf } from './bridge/messages.ts';
import { serviceRequestFrom as fromEvent } from './bridge/service-request-from.ts';
import { requestData } from './client/bridge-messages.ts';
import { duisRequest } from './client/duis-messages.ts';
import { readRequest, writeRequest } from './duis/request.ts';
import { serviceRequestFrom as fromDuis } from './duis/service-request-from.ts';
import { DEVICE, SUPPLIER } from './market.testing.ts';

const DRAWN = 2_000;
/** Of each service. */
const TRIED_MAX = 20;

type Broken = { readonly service: Service; readonly body: unknown; readonly path: string };

function brokenOf(service: Service): readonly Broken[] {
  const drawn = fc.sample(arbitrary(service.request), { numRuns: DRAWN, seed: 5 });
  const broken = drawn.flatMap((body) => {
    const [first] = brokenRules(service, body);
    return first ? [{ service, body, path: first.path }] : [];
  });
  return broken.slice(0, TRIED_MAX);
}

const outgoing = ({ service, body }: Broken) => ({
  requestId: `${SUPPLIER}:${DEVICE}:1`,
  service,
  commandVariant: 1,
  body,
});

function said(read: () => unknown): string {
  try {
    read();
    return 'accepted';
  } catch (error) {
    if (error instanceof Refused) return `${error.code} ${error.path}`;
    throw error;
  }
}

const overDuis = (one: Broken) =>
  said(() => fromDuis(readRequest(writeRequest(duisRequest(outgoing(one)))), 'send'));

function overBridge(one: Broken, format: BridgeFormat): string {
  const parts = { id: 'a', source: 'urn:x', value: requestData(outgoing(one), format) };
  const [read] = decodeBatch(encodeBatch([eventOf('serviceRequest', parts, format)]));
  assert.ok(read?.kind === 'event');
  const { event } = read;
  return said(() => fromEvent(event));
}

const test = suite('requests that break a rule of their service');
const ruled = services.filter((service) => service.rules);
const broken = new Map(ruled.map((service) => [service, brokenOf(service)]));
const all = [...broken.values()].flat();

test('are found for every service that has rules', () => {
  const without = ruled.filter((service) => broken.get(service)?.length === 0);
  assert.equal(
    without.map(({ reference }) => reference),
    [],
  );
  assert.ok(ruled.length > 30);
  console.log(`measured: ${all.length} requests that break a rule, of ${ruled.length} services`);
});

test('are refused over DUIS with the path of the rule', () => {
  for (const one of all) assert.is(overDuis(one), `VALUE_REFUSED ${one.path}`);
});

for (const format of BRIDGE_FORMATS)
  test(`are refused over the bridge with the path of the rule, in ${format}`, () => {
    for (const one of all) {
      const found = overBridge(one, format);
      assert.ok(found.startsWith('VALUE_REFUSED ') && found.endsWith(one.path), found);
    }
  });

test.run();
