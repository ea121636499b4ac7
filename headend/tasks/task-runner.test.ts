import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ManualTime } from '../../platform/manual-time.testing.ts';
import { readInstantaneousImportRegisters } from '../../protocol/services/read-instantaneous-import-registers.ts';
import { readInstantaneousPrepayValues } from '../../protocol/services/read-instantaneous-prepay-values.ts';
import { restrictAccessForChangeOfTenancy } from '../../protocol/services/restrict-access-for-change-of-tenancy.ts';
import { retrieveExportDailyReadLog } from '../../protocol/services/retrieve-export-daily-read-log.ts';
import { retrieveImportDailyReadLog } from '../../protocol/services/retrieve-import-daily-read-log.ts';
import { updateSecurityCredentialsCos } from '../../protocol/services/update-security-credentials-cos.ts';
import {
  HEAD_END,
  HOUR,
  METER,
  NEXT_SUPPLIER,
  requestTo,
  SUPPLIER,
} from '../dispatch/bench.testing.ts';
import { memoryStore, NOON_MILLIS } from '../store/store.testing.ts';
import type { Store } from '../store/store.ts';
import {
  authorities,
  beginChange,
  body,
  keys,
  MIDNIGHT,
  MPAN,
  outcomesIn,
  task,
} from './change-of-supplier.testing.ts';
import { makeOwnWorkBench, type Results } from './own-work.testing.ts';

const EXPORT_MPAN = '1312345678333';

const test = suite('what the head-end asks of devices by itself');
let store: Store;
test.before.each(async () => {
  store = await memoryStore();
});
test.after.each(() => store.close());

const begun = (time: ManualTime, results: Results = {}, more = {}) =>
  beginChange(store, time, results, more);
const outcomes = () => outcomesIn(store);

test('P9: at the change the keys of the new supplier go to the meter, and both are told', async () => {
  const time = new ManualTime(NOON_MILLIS);
  const bench = await begun(time, {}, { authorities });
  await bench.add(task('changeKeys', { keys }));
  assert.equal(bench.commands, []);
  await bench.advance(12 * HOUR);
  assert.is(bench.commands.length, 1);
  await bench.answer(updateSecurityCredentialsCos);
  assert.equal(bench.told(), ['N27', 'N27', 'keysReplaced', 'keysReplaced']);
  assert.equal([await outcomes(), bench.tasks.size], [['done'], 0]);
  bench.flow.stop();
});

test('P9: without an authority the new supplier is told, and its own 6.23 ends the task', async () => {
  const time = new ManualTime(NOON_MILLIS);
  const bench = await begun(time);
  await bench.add(task('changeKeys', { keys }));
  await bench.advance(12 * HOUR);
  const [message] = bench.messages;
  assert.ok(message?.kind === 'registrationEvent' && 'deviceTaskNotDone' in message.body);
  const { reason, next } = message.body.deviceTaskNotDone;
  assert.equal([reason, next, bench.commands], ['noAuthority', 'yours', []]);
  await bench.advance(30 * 24 * HOUR);
  assert.is(bench.messages.length, 1, 'told once');
  bench.flow.stop();
  const after = await makeOwnWorkBench(store, time, {}, { authorities });
  await after.supply([{ supplier: NEXT_SUPPLIER, from: 0 }]);
  await after.advance(1);
  assert.is(after.commands.length, 1, 'with the authority it is asked for after all');
  after.flow.stop();
});

test('P9: what waited for an authority is tried for ever too, once there is one', async () => {
  const time = new ManualTime(NOON_MILLIS);
  const before = await begun(time);
  await before.add(task('changeKeys', { keys }));
  await before.advance(12 * HOUR);
  assert.equal([before.told(), before.commands], [['deviceTaskNotDone'], []]);
  before.flow.stop();
  const after = await makeOwnWorkBench(store, time, {}, { authorities });
  await after.supply([{ supplier: NEXT_SUPPLIER, from: 0 }]);
  await after.advance(1);
  await after.answer(updateSecurityCredentialsCos, true);
  await after.advance(61);
  assert.is(new Set(after.commands).size, 2);
  await after.answer(updateSecurityCredentialsCos);
  assert.equal(await outcomes(), ['done']);
  after.flow.stop();
});

test('P9: keys that wait for a supplier are waited for no more when the next one has come', async () => {
  const bench = await begun(new ManualTime(NOON_MILLIS), {}, { authorities });
  await bench.add(task('changeKeys', {}, 1));
  await bench.advance(12 * HOUR);
  assert.equal([bench.told(), bench.tasks.size], [['deviceTaskNotDone'], 1]);
  await bench.supply([{ supplier: SUPPLIER, from: 0 }]);
  await bench.add(task('changeKeys', { supplier: SUPPLIER, oldSupplier: NEXT_SUPPLIER }, 2));
  await bench.advance(1);
  assert.equal(await outcomes(), ['overtaken: it is no supplier here', null]);
  bench.flow.stop();
});

test('P9: the supplier’s own 6.23 ends the task, and the old supplier hears of it', async () => {
  const time = new ManualTime(NOON_MILLIS);
  const bench = await begun(time, {}, { authorities });
  await bench.add(task('changeKeys'));
  await bench.advance(12 * HOUR);
  assert.equal([bench.told(), bench.commands], [['deviceTaskNotDone'], []]);
  const service = updateSecurityCredentialsCos;
  const asked = requestTo(METER, 1, { originator: NEXT_SUPPLIER, service, body });
  assert.is((await bench.flow.submit(asked)).kind, 'acknowledged');
  await bench.answer(service);
  assert.equal(bench.told().slice(1), ['I0', 'N27', 'N27', 'keysReplaced', 'keysReplaced']);
  assert.equal(await outcomes(), ['done by the supplier']);
  bench.flow.stop();
});

test('keys of a supplier that has left again go into no meter', async () => {
  const time = new ManualTime(NOON_MILLIS);
  const bench = await begun(time, {}, { authorities });
  await bench.add(task('changeKeys', { keys, supplier: HEAD_END }));
  await bench.advance(12 * HOUR);
  assert.equal(bench.commands, []);
  assert.equal(await outcomes(), ['overtaken: it is no supplier here']);
  bench.flow.stop();
});

test('what the meter refuses, or does not answer, is asked again with growing waits, and told once', async () => {
  const time = new ManualTime(NOON_MILLIS);
  const bench = await begun(time, {}, { authorities });
  await bench.add(task('changeKeys', { keys }));
  await bench.advance(12 * HOUR);
  await bench.answer(updateSecurityCredentialsCos, true);
  assert.equal(bench.told(), ['deviceTaskNotDone']);
  await bench.advance(59);
  assert.is(bench.commands.length, 1);
  await bench.advance(2);
  assert.is(new Set(bench.commands).size, 2);
  await bench.advance(2 * HOUR);
  await bench.advance(121);
  assert.equal(bench.told(), ['deviceTaskNotDone']);
  await bench.answer(updateSecurityCredentialsCos);
  assert.equal(await outcomes(), ['done']);
  bench.flow.stop();
});

test('P9: both suppliers get the reading of the midnight of the change, out of the meter’s log', async () => {
  const time = new ManualTime(NOON_MILLIS);
  const registers = { electricity: { importTotal: 12_345, touRegisters: { 1: 12_000, 2: 345 } } };
  const logEntries = [{ timestamp: MIDNIGHT, registers }];
  const bench = await begun(time, { '4.6.1': { messageSuccess: true, logEntries } });
  await bench.add(task('supplyReading'));
  await bench.advance(12 * HOUR + 60);
  assert.equal(bench.commands, [], 'the meter’s clock may be behind');
  await bench.advance(60);
  await bench.answer(retrieveImportDailyReadLog);
  assert.equal(bench.told(), ['changeOfSupplierReading', 'changeOfSupplierReading']);
  const [message] = bench.messages;
  assert.ok(message?.kind === 'registrationEvent' && 'changeOfSupplierReading' in message.body);
  const { side, readAt, source, registers: shown } = message.body.changeOfSupplierReading;
  assert.equal([side, readAt, source], ['closing', MIDNIGHT, 'dailyReadLog']);
  assert.equal(shown[1], { registerId: 'touRegisters/1', value: 12_000, unit: 'Wh' });
  bench.flow.stop();
});

test('P9: of what a home feeds out the two export suppliers get the export register', async () => {
  const time = new ManualTime(NOON_MILLIS);
  const logEntries = [{ timestamp: MIDNIGHT, activeExportRegisterValue: 777 }];
  const bench = await begun(time, { '4.6.2': { messageSuccess: true, logEntries } });
  const { inventory, register } = bench.stations;
  const registrations = [{ supplier: SUPPLIER, effectiveFromUtcSeconds: 0 }];
  const point = { fuel: 'electricity', networkOperator: HEAD_END, registrations } as const;
  await register.put({ ...point, mpxn: EXPORT_MPAN });
  const meter = inventory.get(METER);
  if (meter) inventory.take({ ...meter, exportMpan: EXPORT_MPAN });
  await bench.add({ ...task('supplyReading'), mpxn: EXPORT_MPAN });
  await bench.advance(12 * HOUR + 121);
  await bench.answer(retrieveExportDailyReadLog);
  const [message] = bench.messages;
  assert.ok(message?.kind === 'registrationEvent' && 'changeOfSupplierReading' in message.body);
  const { registers } = message.body.changeOfSupplierReading;
  assert.equal(registers, [{ registerId: 'exportTotal', value: 777, unit: 'Wh' }]);
  bench.flow.stop();
});

test('P9: a log that does not have the midnight yet is asked once more before the registers are', async () => {
  const time = new ManualTime(NOON_MILLIS);
  const results: Results = { '4.6.1': { messageSuccess: true, logEntries: [] } };
  const bench = await begun(time, results);
  await bench.add(task('supplyReading'));
  await bench.advance(12 * HOUR + 121);
  await bench.answer(retrieveImportDailyReadLog);
  const registers = { electricity: { importTotal: 12_345 } };
  results['4.6.1'] = { messageSuccess: true, logEntries: [{ timestamp: MIDNIGHT, registers }] };
  assert.equal([bench.told(), new Set(bench.commands).size], [[], 1]);
  await bench.advance(601);
  await bench.answer(retrieveImportDailyReadLog);
  const [message] = bench.messages;
  assert.ok(message?.kind === 'registrationEvent' && 'changeOfSupplierReading' in message.body);
  const { readAt, source } = message.body.changeOfSupplierReading;
  assert.equal([readAt, source, await outcomes()], [MIDNIGHT, 'dailyReadLog', ['done']]);
  bench.flow.stop();
});

test('where the log has no such entry they get what the registers show now', async () => {
  const time = new ManualTime(NOON_MILLIS);
  const registers = { gas: { consumptionRegister: { value: 7_000 } } };
  const results = { '4.6.1': { logEntries: [] }, '4.1.1': { registers } };
  const bench = await begun(time, results);
  await bench.add(task('supplyReading'));
  await bench.advance(12 * HOUR + 121);
  await bench.answer(retrieveImportDailyReadLog);
  await bench.advance(601);
  await bench.answer(retrieveImportDailyReadLog);
  await bench.advance(1);
  await bench.answer(readInstantaneousImportRegisters);
  const last = bench.messages.at(-1);
  assert.ok(last?.kind === 'registrationEvent' && 'changeOfSupplierReading' in last.body);
  const { side, source, registers: shown } = last.body.changeOfSupplierReading;
  assert.equal([side, source], ['opening', 'registersNow']);
  assert.equal(shown, [{ registerId: 'gasTotal', value: 7_000, unit: 'litre' }]);
  bench.flow.stop();
});

test('P9: the account of a prepayment meter is told to both suppliers', async () => {
  const time = new ManualTime(NOON_MILLIS);
  const account = { meterBalance: 750_000, timeDebtRegister1: 12_000 };
  const bench = await begun(time, { '4.3': account });
  await bench.add(task('prepaymentHandOver'));
  await bench.advance(12 * HOUR);
  await bench.answer(readInstantaneousPrepayValues);
  const [message] = bench.messages;
  assert.ok(message?.kind === 'registrationEvent' && 'prepaymentHandOver' in message.body);
  const { meterBalanceMillipence, timeDebt1Millipence } = message.body.prepaymentHandOver;
  assert.equal([meterBalanceMillipence, timeDebt1Millipence], [750_000, 12_000]);
  assert.is(bench.messages.length, 2);
  bench.flow.stop();
});

const tenancyBegins = {
  kind: 'detailsGiven',
  mpxn: MPAN,
  details: {
    ...{ detailsId: 5, effectiveFromUtcSeconds: MIDNIGHT, knownFromMillis: 0 },
    value: { tenancy: { from: MIDNIGHT } },
  },
} as const;

test('P9: a tenancy that was taken back is sent to no meter', async () => {
  const time = new ManualTime(NOON_MILLIS);
  const bench = await begun(time);
  const restricted = { ...task('restrictAccess'), about: { tenancyDateTime: MIDNIGHT } };
  bench.stations.register.take(tenancyBegins);
  await bench.add(restricted);
  bench.stations.register.take({ kind: 'detailsVoided', mpxn: MPAN, detailsId: 5 });
  await bench.advance(12 * HOUR);
  assert.equal([bench.commands, await outcomes()], [[], ['the tenancy is not to be']]);
  bench.flow.stop();
});

test('P9: a change of tenancy is sent to the meter on its date', async () => {
  const time = new ManualTime(NOON_MILLIS);
  const bench = await begun(time);
  bench.stations.register.take(tenancyBegins);
  await bench.add({ ...task('restrictAccess'), about: { tenancyDateTime: MIDNIGHT } });
  await bench.advance(12 * HOUR);
  await bench.answer(restrictAccessForChangeOfTenancy);
  assert.equal([await outcomes(), bench.messages], [['done'], []]);
  bench.flow.stop();
});

test('what was asked before a restart is answered after it, and asked once', async () => {
  const time = new ManualTime(NOON_MILLIS);
  const before = await begun(time, {}, { authorities });
  await before.add(task('changeKeys', { keys }));
  await before.advance(12 * HOUR);
  before.flow.stop();
  const after = await makeOwnWorkBench(store, time, {}, { authorities });
  await after.supply([{ supplier: NEXT_SUPPLIER, from: 0 }]);
  await after.advance(6);
  assert.equal(new Set(after.commands), new Set(before.commands), 'the same bytes');
  await after.answer(updateSecurityCredentialsCos);
  assert.equal([after.told().length, await outcomes()], [4, ['done']]);
  after.flow.stop();
});

test.run();
