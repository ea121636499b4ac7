import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { encodeCanonical } from '../cbor/canonical.ts';
import { largestCborBytes } from '../definition/cbor-size.ts';
import {
  decodeAlertContent,
  encodePayload,
  numberPayload,
  saysMuch,
  withThrottled,
} from './alert-payloads.ts';
import { alertCodes, deviceAlerts } from './device-alerts.ts';
import { ALERT_CONTENT_BYTES_MAX, payloads } from './payload-shapes.ts';

const THROTTLING_BYTES = 2 * (2 + 5);

const test = suite('what alerts say beside their code');

test('fits the place that is kept for it, with the count of a series that was held back', () => {
  for (const [kind, { type }] of Object.entries(payloads))
    assert.ok(largestCborBytes(type) + THROTTLING_BYTES <= ALERT_CONTENT_BYTES_MAX, kind);
});

test('comes back as it was said', () => {
  const said = { interruption: 1_894_665_600, restoration: 1_894_665_900 };
  const content = encodePayload('longSupplyOutageRestored', said);
  assert.equal(decodeAlertContent(0x8f36, content), { payload: { outage: said } });
  assert.equal(
    decodeAlertContent(0x8f3c, content),
    { payload: { outage: said } },
    'of a phase too',
  );
  const command = { service: Uint8Array.of(0x40, 0x11), counter: 7n };
  const done = encodePayload('futureDatedDone', { command });
  assert.equal(decodeAlertContent(0x8f66, done), { payload: { futureDated: { command } } });
});

test('of one number is what its alert makes of it', () => {
  const content = numberPayload(8);
  const said = (code: number) => decodeAlertContent(code, content).payload;
  assert.equal(said(alertCodes.integrityWarning), { integrity: { warning: 'measurement' } });
  assert.equal(said(alertCodes.sourceLacksAuthority), { counted: { count: 8 } });
  assert.equal(said(alertCodes.lowCredit), { number: { number: 8 } });
  assert.equal(said(0xffff), { number: { number: 8 } }, 'of a code nobody knows');
});

test('that cannot be read leaves the code, and the count of a series', () => {
  const throttled = { sequenceId: 3, count: 250 };
  const strange = withThrottled(new Map([[9, 'x']]), throttled);
  assert.equal(decodeAlertContent(alertCodes.tamperDetected, strange), { throttled });
  assert.equal(decodeAlertContent(alertCodes.tamperDetected), {});
  assert.equal(decodeAlertContent(alertCodes.tamperDetected, withThrottled(new Map(), throttled)), {
    throttled,
  });
});

test('is kept apart for those of which each one counts', () => {
  const much = Object.values(deviceAlerts).filter(({ name }) => saysMuch(name));
  assert.ok(much.some(({ name }) => name === 'credentialsUpdated'));
  assert.not.ok(much.some(({ name }) => name === 'tamperDetected'));
  assert.ok(encodeCanonical(numberPayload(2 ** 32 - 1)).length < 10);
});
test.run();
