import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { alertCodes } from '../../protocol/alerts/device-alerts.ts';
import { fromCborValue } from '../../protocol/definition/cbor.ts';
import { armSupply } from '../../protocol/services/arm-supply.ts';
import { disableSupply } from '../../protocol/services/disable-supply.ts';
import { enableSupply } from '../../protocol/services/enable-supply.ts';
import { refusalCode } from '../../protocol/services/index.ts';
import { readActiveImportProfileData } from '../../protocol/services/read-active-import-profile-data.ts';
import { readFirmwareVersion } from '../../protocol/services/read-firmware-version.ts';
import { readInstantaneousImportRegisters } from '../../protocol/services/read-instantaneous-import-registers.ts';
import { readInstantaneousPrepayValues } from '../../protocol/services/read-instantaneous-prepay-values.ts';
import { readSupplyStatus } from '../../protocol/services/read-supply-status.ts';
import { synchroniseClock } from '../../protocol/services/synchronise-clock.ts';
import { topUpDevice } from '../../protocol/services/top-up-device.ts';
import { updatePaymentMode } from '../../protocol/services/update-payment-mode.ts';
import { ConstantLoad } from '../board/simulated-load-curve.ts';
import { Bench, HEAD_END, METER, PREPAYMENT, priced, START, utrn } from './bench.testing.ts';
import { FUTURE_DATED_MAX } from './documents/stored.ts';
import { PENDING_ALERTS_MAX } from './events/stored.ts';
import { DEFAULT_SETTINGS } from './provision.ts';

const reads = suite('the meter answers reads');
const HOUR = 3600;
const DAY = 86_400;

reads('the import register, encrypted, in whole watt-hours', () => {
  const bench = new Bench({ sensor: new ConstantLoad(1234) });
  bench.meter.run(START + 1000);
  const answer = bench.ask(readInstantaneousImportRegisters, {});
  assert.is(answer?.protection, 'encrypted');
  assert.is(answer?.responseTo, 1000n);
  assert.is(answer?.originator, METER);
  assert.is(answer?.recipient, HEAD_END);
  assert.is(answer?.deviceUtcSeconds, START + 1000);
  assert.is(answer?.clockStatus, 'unreliable');
  assert.equal(fromCborValue(readInstantaneousImportRegisters.response, answer?.content), {
    messageSuccess: true,
    registers: {
      electricity: {
        activeImportRegister: { value: 342, unit: 'Wh' },
        reactiveImportRegister: { value: 0, unit: 'varh' },
      },
    },
  });
});

reads('the supply status and the firmware version, with a MAC', () => {
  const bench = new Bench();
  const status = bench.ask(readSupplyStatus, {});
  assert.is(status?.protection, 'mac');
  assert.equal(fromCborValue(readSupplyStatus.response, status?.content), {
    messageSuccess: true,
    supplyState: 'Enabled',
  });
  const version = bench.ask(readFirmwareVersion, {});
  assert.is(
    fromCborValue(readFirmwareVersion.response, version?.content).firmwareVersion,
    '00010000',
  );
  assert.ok((version?.counter ?? 0n) > (status?.counter ?? 0n));
});

reads('balance, emergency credit and debts', () => {
  const bench = new Bench({ settings: PREPAYMENT });
  const answer = bench.ask(readInstantaneousPrepayValues, {});
  assert.is(answer?.protection, 'encrypted');
  assert.equal(fromCborValue(readInstantaneousPrepayValues.response, answer?.content), {
    messageSuccess: true,
    emergencyCreditBalance: 0,
    meterBalance: 1_000_000,
    accumulatedDebtRegister: 0,
    paymentDebtRegister: 0,
    timeDebtRegister1: 0,
    timeDebtRegister2: 0,
  });
});

reads('the profile: half-hours by their end, partial ones by their time alone', () => {
  const bench = new Bench({ sensor: new ConstantLoad(2000) });
  bench.meter.run(START + 2 * HOUR + 600);
  bench.reboot(START + 2 * HOUR + 700);
  bench.meter.run(START + 4 * HOUR);
  const readLogPeriod = { startDateTime: START, endDateTime: START + 4 * HOUR };
  const answer = bench.ask(readActiveImportProfileData, { readLogPeriod });
  const { logEntries } = fromCborValue(readActiveImportProfileData.response, answer?.content);
  assert.equal(
    logEntries.map(({ timestamp = 0, reading }) => [
      (timestamp - START) / 1800,
      reading?.electricity?.primaryValue,
    ]),
    [
      [1, 1000],
      [2, 1000],
      [3, 1000],
      [4, 1000],
      [5, undefined],
      [6, 1000],
      [7, 1000],
      [8, 1000],
    ],
  );
});

reads('of the profile no half-hour that ends outside the period asked for', () => {
  const bench = new Bench();
  bench.meter.run(START + 4 * HOUR);
  const readLogPeriod = { startDateTime: START + 1801, endDateTime: START + 5399 };
  const answer = bench.ask(readActiveImportProfileData, { readLogPeriod });
  const { logEntries } = fromCborValue(readActiveImportProfileData.response, answer?.content);
  assert.equal(
    logEntries.map(({ timestamp }) => timestamp),
    [START + 3600],
  );
});

reads('what is left of emergency credit, and a balance past 32 bits as the most they hold', () => {
  const values = (bench: Bench) => {
    const { response } = readInstantaneousPrepayValues;
    return fromCborValue(response, bench.ask(readInstantaneousPrepayValues, {})?.content);
  };
  const rich = new Bench({ settings: { ...PREPAYMENT, balanceMillipence: 2 ** 40 } });
  assert.is(values(rich).meterBalance, 2 ** 31 - 1);
  const poor = new Bench({ settings: { ...PREPAYMENT, balanceMillipence: -(2 ** 40) } });
  assert.is(values(poor).meterBalance, -(2 ** 31));
  const lent = new Bench({ settings: { ...PREPAYMENT, balanceMillipence: 10 } });
  lent.meter.run(START + 1);
  lent.meter.press('emergencyCredit');
  assert.is(values(lent).emergencyCreditBalance, 500_000);
});

reads('again when the same bytes come again, as things are then', () => {
  const bench = new Bench({ sensor: new ConstantLoad(3600) });
  const command = bench.headEnd.command(readInstantaneousImportRegisters, {});
  const first = bench.deliver(command);
  bench.meter.run(START + 100);
  const second = bench.deliver(command);
  assert.is(second?.responseTo, first?.responseTo);
  assert.ok((second?.counter ?? 0n) > (first?.counter ?? 0n));
  assert.is(second?.deviceUtcSeconds, START + 100);
});
reads.run();

const supply = suite('the supply switch');

supply('disabled, armed and closed by a button; the answers are signed', () => {
  const bench = new Bench({ sensor: new ConstantLoad(1000) });
  const off = bench.ask(disableSupply, {});
  assert.is(off?.protection, 'signed');
  assert.is(off?.status, undefined);
  assert.is(bench.board.switchPosition, 'open');
  bench.meter.run(START + HOUR);
  assert.is(bench.meter.state.metrology.importWattSeconds, 0);
  bench.meter.press('enableSupply');
  assert.is(bench.board.switchPosition, 'open', 'a button does not undo what the supplier did');
  assert.is(bench.ask(armSupply, {})?.status, undefined);
  assert.is(bench.meter.state.supply.position, 'armed');
  assert.is(bench.board.switchPosition, 'open');
  bench.meter.press('enableSupply');
  assert.is(bench.board.switchPosition, 'closed');
  bench.meter.run(START + HOUR + 60);
  assert.is(bench.meter.state.metrology.importWattSeconds, 60_000);
  assert.equal(bench.alerts(), [alertCodes.supplyArmed]);
});

supply('enabled from afar, and the same answer bytes for the same command', () => {
  const bench = new Bench();
  bench.ask(disableSupply, {});
  const enable = bench.headEnd.command(enableSupply, {});
  bench.deliver(enable);
  assert.is(bench.board.switchPosition, 'closed');
  const first = bench.sent.at(-1);
  bench.meter.run(START + 5000);
  bench.deliver(enable);
  assert.equal(bench.sent.at(-1)?.message, first?.message);
  bench.reboot(START + 6000);
  bench.deliver(enable);
  assert.equal(bench.sent.at(-1)?.message, first?.message, 'and after a power cut');
});

supply('stands as it was after a power cut', () => {
  const bench = new Bench();
  bench.ask(disableSupply, {});
  bench.reboot(START + 10);
  assert.is(bench.board.switchPosition, 'open');
  assert.is(bench.meter.state.supply.disabledBy, 'supplier');
});

supply('is not enabled or armed without credit', () => {
  const bench = new Bench({ settings: { ...PREPAYMENT, balanceMillipence: -1 } });
  bench.meter.run(START + 1);
  assert.is(bench.meter.state.supply.disabledBy, 'credit');
  const forbidden = refusalCode(enableSupply, 'supplyStateForbids');
  assert.is(bench.ask(enableSupply, {})?.status, forbidden);
  assert.is(bench.ask(armSupply, {})?.status, forbidden);
  assert.is(bench.board.switchPosition, 'open');
});
supply.run();

const paying = suite('prepayment at the meter');

paying('a top-up over the air is credited once, whoever sends it again', () => {
  const bench = new Bench({ settings: PREPAYMENT });
  assert.is(bench.ask(topUpDevice, { utrn: utrn(1, 10) })?.status, undefined);
  assert.is(bench.meter.state.prepayment.balanceMillipence, 2_000_000);
  const again = bench.ask(topUpDevice, { utrn: utrn(1, 10) });
  assert.is(again?.status, refusalCode(topUpDevice, 'alreadyUsed'));
  assert.is(bench.meter.enterUtrn(utrn(1, 10)), 'alreadyUsed');
  assert.is(bench.meter.state.prepayment.balanceMillipence, 2_000_000);
});

paying('a UTRN keyed in is told to the supplier', () => {
  const bench = new Bench({ settings: PREPAYMENT });
  assert.is(bench.meter.enterUtrn(utrn(7, 250, 'pence')), 'credited');
  assert.is(bench.meter.state.prepayment.balanceMillipence, 1_250_000);
  assert.equal(bench.alerts(), [alertCodes.creditAddedLocally]);
});

paying('out of credit: warned, offered, lent, cut off, topped up, switched on again', () => {
  const settings = priced(PREPAYMENT, 36_000);
  // 1 kW costs 10 millipence a second.
  const bench = new Bench({
    settings: { ...settings, balanceMillipence: 250_000 },
    sensor: new ConstantLoad(1000),
  });
  const after = (seconds: number) => bench.meter.run(START + seconds);
  after(5000);
  assert.equal(bench.alerts(), []);
  after(5001);
  assert.equal(bench.alerts(), [alertCodes.lowCredit]);
  after(15_001);
  assert.equal(bench.alerts().slice(1), [alertCodes.emergencyCreditAvailable]);
  after(25_001);
  assert.equal(bench.alerts().slice(2), [alertCodes.creditExhausted]);
  assert.is(bench.board.switchPosition, 'open');
  bench.meter.press('emergencyCredit');
  assert.equal(bench.alerts().slice(3), [
    alertCodes.emergencyCreditActivated,
    alertCodes.armedForEmergencyCredit,
  ]);
  bench.meter.press('enableSupply');
  assert.is(bench.board.switchPosition, 'closed');
  // Ten millipence are owed; the half million lent lasts 50,000 s; one second more and it is off.
  after(25_001 + 50_000);
  assert.is(bench.meter.state.prepayment.emergency, 'exhausted');
  assert.is(bench.board.switchPosition, 'open');
  assert.equal(bench.alerts().slice(5), [
    alertCodes.lowCredit,
    alertCodes.emergencyCreditExhausted,
    alertCodes.creditExhausted,
  ]);
  assert.is(bench.ask(topUpDevice, { utrn: utrn(1, 10) })?.status, undefined);
  assert.is(bench.meter.state.prepayment.balanceMillipence, 1_000_000 - 500_000 - 10);
  assert.is(bench.meter.state.supply.position, 'armed');
  assert.equal(bench.alerts().at(-1), alertCodes.supplyArmed);
});

paying('the mode is changed by the supplier, now or later', () => {
  const bench = new Bench();
  const prepayment = {
    suspendDebtDisabled: true,
    suspendDebtEmergency: false,
    disablementThreshold: -5000,
  };
  const later = { executionDateTime: START + HOUR, mode: { prepayment } };
  assert.is(bench.ask(updatePaymentMode, later)?.status, undefined);
  assert.is(bench.meter.state.prepayment.mode, 'credit');
  bench.reboot(START + 60);
  bench.meter.run(START + HOUR - 1);
  assert.is(bench.meter.state.prepayment.mode, 'credit');
  bench.meter.run(START + HOUR);
  assert.is(bench.meter.state.prepayment.mode, 'prepayment');
  assert.is(bench.meter.state.paymentTerms.disablementThresholdMillipence, -5000);
  assert.ok(bench.alerts().includes(alertCodes.futureDatedDone));
  assert.is(bench.ask(updatePaymentMode, { mode: { credit: {} } })?.status, undefined);
  assert.is(bench.meter.state.prepayment.mode, 'credit');
});

paying('leaving prepayment, what was lent is owed', () => {
  const bench = new Bench({
    settings: { ...PREPAYMENT, balanceMillipence: 10 },
    sensor: new ConstantLoad(1000),
  });
  bench.meter.run(START + 1);
  bench.meter.press('emergencyCredit');
  bench.meter.run(START + 1000);
  const { prepayment } = bench.meter.state;
  assert.ok(prepayment.emergencyUsedMillipence > 7000);
  assert.is(bench.ask(updatePaymentMode, { mode: { credit: {} } })?.status, undefined);
  const after = bench.meter.state.prepayment;
  assert.is(after.balanceMillipence, 10 - 7500);
  assert.equal([after.emergency, after.emergencyUsedMillipence], ['none', 0]);
});

paying('a time that has come means now, and one to come is for what the meter may hold', () => {
  const bench = new Bench({ settings: PREPAYMENT });
  const now = { executionDateTime: START, mode: { credit: {} } };
  assert.is(bench.ask(updatePaymentMode, now)?.status, undefined);
  assert.is(bench.meter.state.prepayment.mode, 'credit');
  const later = bench.ask(readInstantaneousImportRegisters, { executionDateTime: START + HOUR });
  assert.is(later?.status, refusalCode(readInstantaneousImportRegisters, 'argumentsRefused'));
});

paying('a change held for later is taken back by the year 3000, and only so many are held', () => {
  const bench = new Bench();
  const at = (executionDateTime: number) =>
    bench.ask(updatePaymentMode, { executionDateTime, mode: { credit: {} } })?.status;
  for (let n = 1; n <= FUTURE_DATED_MAX; n++) assert.is(at(START + n * HOUR), undefined);
  assert.is(at(START + DAY), refusalCode(updatePaymentMode, 'futureDatedQueueFull'));
  assert.is(at(32_503_680_000), undefined);
  assert.equal(bench.meter.state.futureDated.commands, []);
});
paying.run();

const alerts = suite('alerts');

alerts('wait on flash until they have arrived', () => {
  const bench = new Bench({ settings: { ...PREPAYMENT, balanceMillipence: -1 } });
  bench.meter.run(START + 1);
  const first = bench.sent.filter(({ kind }) => kind === 'alert');
  assert.is(first.length, 3);
  bench.sent.length = 0;
  bench.reboot();
  assert.equal(bench.sent, first, 'the same bytes after a power cut');
  for (const { delivery } of first) bench.meter.delivered(delivery ?? 0);
  bench.meter.run(START + HOUR);
  bench.sent.length = 0;
  bench.reboot();
  assert.equal(bench.sent, []);
});

alerts('are sent again, the same, when the network has lost some', () => {
  const bench = new Bench({ settings: { ...PREPAYMENT, balanceMillipence: -1 } });
  bench.meter.run(START + 1);
  const [first, ...waiting] = bench.sent.splice(0);
  bench.meter.delivered(first?.delivery ?? 0);
  bench.meter.sendAlertsAgain();
  assert.is(waiting.length, 2);
  assert.equal(bench.sent, waiting);
});

alerts('tell of a flash that has lost something, at each boot', () => {
  const bench = new Bench();
  for (let n = 0; n < 20; n++) bench.ask(readSupplyStatus, {});
  const { flash } = bench;
  const { blockSize, pageSize } = flash.geometry;
  const page = flash.pages[(2 * blockSize) / pageSize + 3];
  assert.ok(page, 'the second block of the log is being filled');
  page[0] = (page[0] as number) ^ 1;
  for (let boot = 1; boot <= 2; boot++) {
    bench.reboot();
    bench.ask(readSupplyStatus, {});
    assert.is(bench.alerts().filter((code) => code === alertCodes.integrityWarning).length, boot);
    for (const { delivery } of bench.sent) bench.meter.delivered(delivery ?? -1);
    bench.ask(readSupplyStatus, {});
  }
});

alerts('no more than twelve wait; the oldest make room and are counted', () => {
  const bench = new Bench({ settings: DEFAULT_SETTINGS });
  const request = { currentDateTime: START + 150, tolerancePeriod: 0 };
  for (let n = 0; n < PENDING_ALERTS_MAX + 3; n++)
    bench.ask(synchroniseClock, request, { deviceUtcSeconds: START });
  assert.is(bench.meter.state.alerts.pending.length, PENDING_ALERTS_MAX);
  assert.is(bench.meter.state.alerts.dropped, 3);
});
alerts.run();
