/** What a communications hub says goes to everybody of its home whom it concerns; that it has no power, as AD1. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ManualTime } from '../../platform/manual-time.testing.ts';
import { alertCodes } from '../../protocol/alerts/device-alerts.ts';
import { testDevice } from '../inventory/device.testing.ts';
import { hasKeys } from '../inventory/inventory.ts';
import { memoryStore, NOON_MILLIS } from '../store/store.testing.ts';
import type { Store } from '../store/store.ts';
import { METER, makeBench, NEXT_SUPPLIER, NOON, SUPPLIER } from './bench.testing.ts';
import { alertWrite } from './device-alerts.ts';

const HUB = '00-DB-12-34-56-78-90-A2';
const GAS_METER = '00-DB-12-34-56-78-90-A1';
const MPAN = '2012345678385';
const MPRN = '3938424403';

const test = suite('an alert of a communications hub');
let store: Store;
test.before.each(async () => {
  store = await memoryStore();
});
test.after.each(() => store.close());

/** Of a hub at no metering point, with an electricity and a gas meter in its log; gas has another supplier. */
async function saidBy(eui64: string, alertCode: number) {
  const { flow, stations, messages } = await makeBench(store, new ManualTime(NOON_MILLIS));
  const { inventory, register } = stations;
  const { mpxn: _, ...hub } = testDevice(HUB, '', { deviceType: 'CHF' });
  await inventory.put(hub);
  await inventory.put({ ...testDevice(METER, MPAN), hub: HUB });
  await inventory.put({ ...testDevice(GAS_METER, MPRN, { deviceType: 'GSME' }), hub: HUB });
  const registrations = [{ supplier: NEXT_SUPPLIER, effectiveFromUtcSeconds: 0 }];
  await register.put({ mpxn: MPRN, fuel: 'gas', networkOperator: HUB, registrations });
  const device = inventory.get(eui64);
  assert.ok(hasKeys(device));
  const alert = { kind: 'alert', alertCode, counter: 9n, utcSeconds: NOON - 180 } as const;
  const { outbox } = await alertWrite(stations, device, alert, Uint8Array.of(1));
  flow.stop();
  return { messages, recipients: outbox.map(({ recipient }) => recipient) };
}

test('that the mains are gone is AD1 to supplier and network operator of the electricity supply', async () => {
  const { messages, recipients } = await saidBy(HUB, alertCodes.supplyInterrupted);
  assert.equal(recipients, [SUPPLIER, NEXT_SUPPLIER]);
  const powerOutage = { hub: HUB, startDateTime: NOON - 180, mpxn: MPAN };
  const told = { kind: 'dccAlert', alertCode: 'AD1', alert: { powerOutage } };
  assert.equal(messages, [told, told]);
});

test('is a device alert when it says anything else, for the suppliers of all fuels of the home', async () => {
  const { messages, recipients } = await saidBy(HUB, alertCodes.deviceLogChanged);
  assert.equal(recipients, [SUPPLIER, NEXT_SUPPLIER]);
  assert.equal(
    messages.map(({ kind }) => kind),
    ['deviceAlert', 'deviceAlert'],
  );
});

test('is no AD1 when a meter says it', async () => {
  const { messages } = await saidBy(METER, alertCodes.supplyInterrupted);
  assert.equal(
    messages.map(({ kind }) => kind),
    ['deviceAlert'],
  );
});

test.run();
