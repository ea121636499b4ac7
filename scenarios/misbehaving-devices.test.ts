/**
 * Devices that answer late, twice, for others, badly protected or too much: each message is refused under
 * its code, counted and audited, and changes nothing: the request is still answered by the right answer.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { HeadEnd } from '../headend/head-end.ts';
import { BridgeTransport } from '../headend/market/client/bridge-transport.ts';
import type { Result } from '../headend/market/client/result.ts';
import type { SupplierClient } from '../headend/market/client/supplier-client.ts';
import type { Alert } from '../headend/market/client/transport.ts';
import { seededIdentity } from '../meter-emulator/board/factory.ts';
import { nodeCrypto } from '../platform/node-crypto.ts';
import { realClock, realTimer } from '../platform/time.ts';
import { alertCodes } from '../protocol/alerts/device-alerts.ts';
import { type Body, MESSAGE_BYTES_MAX } from '../protocol/envelope/body.ts';
import { disableSupply } from '../protocol/services/disable-supply.ts';
import { serviceNumber } from '../protocol/services/index.ts';
import { readFirmwareVersion } from '../protocol/services/read-firmware-version.ts';
import { readInstantaneousImportRegisters } from '../protocol/services/read-instantaneous-import-registers.ts';
import { readSupplyStatus } from '../protocol/services/read-supply-status.ts';
import {
  auditOf,
  enrolMeter,
  enrolSupplier,
  openClient,
  openPlaces,
  partyBroker,
  startHere,
  supplierKeys,
} from './cast.testing.ts';
import { FakeMeter } from './fake-meter.testing.ts';
import { freePort, SUPPLIER, until } from './world.testing.ts';

const test = suite('a device that misbehaves');
const FIRMWARE = { messageSuccess: true, firmwareVersion: '00010000' };
const places = await openPlaces();
const place = await places.next();
const mqttPort = await freePort();
const url = `mqtt://127.0.0.1:${mqttPort}`;
const alerts: Alert[] = [];
const answers: Result<unknown>[] = [];
/** A device has so long to answer. */
let patience = 60;
let headEnd: HeadEnd;
let supplier: SupplierClient;
let meter: FakeMeter;
let neighbour: FakeMeter;

const start = () => startHere(place, { mqtt: { port: mqttPort }, responseSeconds: () => patience });

test.before(async () => {
  headEnd = await start();
  await enrolSupplier(headEnd, supplierKeys);
  const broker = await partyBroker(url, SUPPLIER);
  const parts = { party: SUPPLIER, broker, clock: realClock, timer: realTimer };
  supplier = await openClient(new BridgeTransport(parts), supplierKeys, {
    onAlert: async (alert) => {
      alerts.push(alert);
    },
    onAnswer: async (answer) => {
      answers.push(answer);
    },
  });
  meter = await FakeMeter.open(url, await enrolMeter(headEnd, 1), headEnd.identity);
  neighbour = await FakeMeter.open(url, await enrolMeter(headEnd, 2), headEnd.identity);
});

test.after(async () => {
  await meter.close();
  await neighbour.close();
  await supplier.close();
  await headEnd.stop();
  await places.remove();
});

const refusals = async (device: string) =>
  (await auditOf(headEnd)).filter(
    (entry) => entry.step === 'deviceMessageRefused' && entry.device === device,
  );

/** The one message that `misbehave` sends is refused with `code`: counted, audited, and told nobody. */
async function expectRefusal(
  code: string,
  misbehave: () => Promise<void>,
  device = meter.identity.eui64,
): Promise<void> {
  const before = (await refusals(device)).length;
  const counted = headEnd.counts.get(code) ?? 0;
  const told = [answers.length, alerts.length];
  await misbehave();
  await until(`refused with ${code}`, async () => (await refusals(device)).length > before);
  const after = (await refusals(device)).slice(before);
  assert.equal(
    after.map(({ detail }) => detail?.['code']),
    [code],
  );
  assert.is(headEnd.counts.get(code), counted + 1);
  assert.equal([answers.length, alerts.length], told, 'nobody is told anything');
  assert.is(await headEnd.outbox.waiting(), 0);
}

/** A request under way, for the time of `act`; then the meter answers it as it should. */
async function whileAsked(act: (command: Body) => Promise<void>): Promise<void> {
  const asked = supplier.ask(readFirmwareVersion, meter.identity.eui64, {});
  const command = await meter.next();
  await act(command);
  await meter.publish('response', meter.answer(command, FIRMWARE));
  const result = await asked;
  assert.is(result.kind, 'done', JSON.stringify(result));
  await until('it is confirmed', async () => (await headEnd.outbox.waiting()) === 0);
}

test('answers twice', async () => {
  const asked = supplier.ask(readFirmwareVersion, meter.identity.eui64, {});
  const command = await meter.next();
  const answer = meter.answer(command, FIRMWARE);
  await meter.publish('response', answer);
  assert.is((await asked).kind, 'done');
  await until('it is confirmed', async () => (await headEnd.outbox.waiting()) === 0);
  await expectRefusal('ENVELOPE_REPLAY', () => meter.publish('response', answer));
  await whileAsked(() => expectRefusal('ENVELOPE_REPLAY', () => meter.publish('response', answer)));
  const { requestId } = await asked;
  assert.is(answers.filter((one) => one.requestId === requestId).length, 1);
});

test('answers after its time is over', async () => {
  patience = 1;
  const asked = supplier.ask(readFirmwareVersion, meter.identity.eui64, {});
  const command = await meter.next();
  const result = await asked;
  patience = 60;
  assert.equal({ ...result, requestId: '' }, { requestId: '', kind: 'failed', code: 'E21' });
  await until('it is confirmed', async () => (await headEnd.outbox.waiting()) === 0);
  await expectRefusal('ENVELOPE_REPLAY', () =>
    meter.publish('response', meter.answer(command, FIRMWARE)),
  );
  const record = await headEnd.store.request(result.requestId);
  assert.is(record?.responseCode, 'E21');
});

test('sends what another meter made', () =>
  whileAsked((command) =>
    expectRefusal('ENVELOPE_ORIGINATOR', () =>
      meter.publish('response', neighbour.answer(command, FIRMWARE)),
    ),
  ));

test('answers what another meter was asked', async () => {
  const asked = supplier.ask(readFirmwareVersion, neighbour.identity.eui64, {});
  const command = await neighbour.next();
  await whileAsked(() =>
    expectRefusal('ENVELOPE_REPLAY', () =>
      meter.publish('response', meter.answer(command, FIRMWARE)),
    ),
  );
  await neighbour.publish('response', neighbour.answer(command, FIRMWARE));
  assert.is((await asked).kind, 'done');
});

test('signs with another key, or not at all, what has to be signed', async () => {
  const asked = supplier.ask(disableSupply, meter.identity.eui64, {});
  const command = await meter.next();
  const done = { messageSuccess: true };
  await expectRefusal('ENVELOPE_AUTHENTICATION', () =>
    meter.publish('response', meter.answer(command, done, {}, 'forged')),
  );
  await expectRefusal('ENVELOPE_PROTECTION', () =>
    meter.publish('response', meter.answer(command, done, {}, 'mac')),
  );
  // The answer of a service that needs no signature, to a request that does.
  const service = serviceNumber(readSupplyStatus.reference);
  await expectRefusal('ENVELOPE_FORM', () =>
    meter.publish('response', meter.answer(command, { messageSuccess: true }, { service })),
  );
  await meter.publish('response', meter.answer(command, done));
  assert.is((await asked).kind, 'done');
  await until('it is confirmed', async () => (await headEnd.outbox.waiting()) === 0);
});

test('sends too much, too little, or what is no message', () =>
  whileAsked(async (command) => {
    const good = meter.answer(command, FIRMWARE);
    const oversized = new Uint8Array(MESSAGE_BYTES_MAX + 1);
    oversized.set(good);
    const bad = [
      oversized,
      new Uint8Array(0),
      good.subarray(0, 40),
      new Uint8Array(300).fill(0xff),
    ];
    for (const message of bad)
      await expectRefusal('ENVELOPE_FORM', () => meter.publish('response', message));
    const flipped = good.map((byte, at) => (at === good.length - 1 ? byte ^ 1 : byte));
    await expectRefusal('ENVELOPE_AUTHENTICATION', () => meter.publish('response', flipped));
  }));

test('says a value that cannot be, which is not written down', async () => {
  const asked = supplier.ask(readInstantaneousImportRegisters, meter.identity.eui64, {});
  const command = await meter.next();
  const impossible = 271_828_182_845_904_523n;
  const content = new Map([[2, new Map([[2, new Map([[1, new Map([[1, impossible]])]])]])]]);
  const message = meter.answer(command, {}, { content });
  await expectRefusal('CBOR_REFUSED', () => meter.publish('response', message));
  const audit = JSON.stringify(await auditOf(headEnd));
  assert.not.match(audit, /271828|271_828/);
  const registers = { electricity: { activeImportRegister: { value: 4_096 } } };
  await meter.publish('response', meter.answer(command, { messageSuccess: true, registers }));
  assert.is((await asked).kind, 'done');
  await until('it is confirmed', async () => (await headEnd.outbox.waiting()) === 0);
});

test('sends an alert again after it was confirmed, also to a head-end started anew', async () => {
  const first = meter.alert(alertCodes.creditAddedLocally);
  const second = meter.alert(alertCodes.creditAddedLocally);
  await meter.publish('alert', second);
  await meter.publish('alert', first);
  await until('both are there', () => alerts.length === 2);
  await until('both are confirmed', async () => (await headEnd.outbox.waiting()) === 0);
  for (const alert of [first, second])
    await expectRefusal('ENVELOPE_REPLAY', () => meter.publish('alert', alert));
  await headEnd.stop();
  headEnd = await start();
  await until('the meter is there again', () => meter.isConnected);
  for (const alert of [first, second])
    await expectRefusal('ENVELOPE_REPLAY', () => meter.publish('alert', alert));
  await meter.publish('alert', meter.alert(alertCodes.creditAddedLocally));
  await until('a new one arrives', () => alerts.length === 3);
  await until('it is confirmed', async () => (await headEnd.outbox.waiting()) === 0);
});

test('sends an alert as a response, a response as an alert, or a forged alert', async () => {
  const alert = meter.alert(alertCodes.creditAddedLocally);
  await expectRefusal('ENVELOPE_AUTHENTICATION', () => meter.publish('response', alert));
  await whileAsked((command) =>
    expectRefusal('ENVELOPE_PROTECTION', () =>
      meter.publish('alert', meter.answer(command, FIRMWARE)),
    ),
  );
  const flipped = alert.map((byte, at) => (at === alert.length - 1 ? byte ^ 1 : byte));
  await expectRefusal('ENVELOPE_AUTHENTICATION', () => meter.publish('alert', flipped));
});

test('is not known', async () => {
  const identity = seededIdentity(nodeCrypto, 'a stranger', 99);
  const stranger = await FakeMeter.open(url, identity, headEnd.identity);
  const alert = stranger.alert(alertCodes.creditAddedLocally);
  const publish = () => stranger.publish('alert', alert);
  await expectRefusal('ENVELOPE_ORIGINATOR', publish, identity.eui64);
  await stranger.close();
});

test('publishes on another meter’s topic: the broker lets nothing through', async () => {
  const counted = headEnd.counts.get('TOPIC_REFUSED') ?? 0;
  const before = (await refusals(meter.identity.eui64)).length;
  const alert = meter.alert(alertCodes.creditAddedLocally);
  neighbour.intrude('alert', alert, meter.identity.eui64);
  await until('it is refused', () => (headEnd.counts.get('TOPIC_REFUSED') ?? 0) > counted);
  const entries = async () =>
    (await auditOf(headEnd)).filter(({ detail }) => detail?.['code'] === 'TOPIC_REFUSED');
  await until('it is audited', async () => (await entries()).length === 1);
  const [entry] = await entries();
  assert.is(entry?.step, 'messageRefused');
  assert.is(entry?.device, neighbour.identity.eui64);
  assert.is((await refusals(meter.identity.eui64)).length, before);
  assert.is(alerts.length, 3);
});

test.run();
