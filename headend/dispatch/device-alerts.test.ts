/** What a device says of commands it held goes to whoever asked for them, as an answer to that. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ManualTime } from '../../platform/manual-time.testing.ts';
import { serviceNumber } from '../../protocol/services/index.ts';
import { readSupplyStatus } from '../../protocol/services/read-supply-status.ts';
import { updatePaymentMode } from '../../protocol/services/update-payment-mode.ts';
import { hasKeys } from '../inventory/inventory.ts';
import { memoryStore, NOON_MILLIS } from '../store/store.testing.ts';
import type { Store } from '../store/store.ts';
import { METER, makeBench, requestTo } from './bench.testing.ts';
import { alertWrite } from './device-alerts.ts';

const test = suite('the alert of a command that was held');
let store: Store;
test.before.each(async () => {
  store = await memoryStore();
});
test.after.each(() => store.close());

const MESSAGE = Uint8Array.of(0xd2, 0x84);
const bytesOf = (number: number) => Uint8Array.of(number >> 8, number & 0xff);
const dated = requestTo(METER, 5, {
  service: updatePaymentMode,
  commandVariant: 5,
  body: undefined,
  signedPreCommand: Uint8Array.of(1),
});

/** The message to each recipient when the meter says this of a command. */
async function told(alertCode: number, service: number, counter: bigint) {
  const { flow, stations, messages } = await makeBench(store, new ManualTime(NOON_MILLIS));
  await flow.submit(dated);
  const device = stations.inventory.get(METER);
  assert.ok(hasKeys(device));
  const payload = { futureDated: { command: { service: bytesOf(service), counter } } };
  const said = { kind: 'alert', alertCode, counter: 9n, utcSeconds: 0, payload } as const;
  await alertWrite(stations, device, said, MESSAGE);
  flow.stop();
  return messages;
}

test('names the request, by its service and its user’s counter', async () => {
  const number = serviceNumber(updatePaymentMode.reference);
  for (const alertCode of [0x8f66, 0x8f67]) {
    const messages = await told(alertCode, number, 5n);
    assert.equal(messages, [
      {
        kind: 'futureDatedAlert',
        ...{ requestId: dated.requestId, service: updatePaymentMode, device: METER },
        ...{ alertCode, message: MESSAGE, instructionNumber: 1, totalCommandInstructions: 1 },
      },
    ]);
  }
});

test('stays a device alert for a request that is not known, or of another service', async () => {
  const number = serviceNumber(updatePaymentMode.reference);
  const kinds = async (...said: [number, number, bigint]) =>
    (await told(...said)).map(({ kind }) => kind);
  assert.equal(await kinds(0x8f66, number, 6n), ['deviceAlert']);
  assert.equal(await kinds(0x8f66, serviceNumber(readSupplyStatus.reference), 5n), ['deviceAlert']);
  assert.equal(await kinds(0x8f0a, number, 5n), ['deviceAlert']);
});

test.run();
