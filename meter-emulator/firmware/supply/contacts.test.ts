import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { alertCodes } from '../../../protocol/alerts/device-alerts.ts';
import { armSupply } from '../../../protocol/services/arm-supply.ts';
import { disableSupply } from '../../../protocol/services/disable-supply.ts';
import { enableSupply } from '../../../protocol/services/enable-supply.ts';
import { refusalCode } from '../../../protocol/services/index.ts';
import { setElectricitySupplyTamperState } from '../../../protocol/services/set-electricity-supply-tamper-state.ts';
import { topUpDevice } from '../../../protocol/services/top-up-device.ts';
import { updateDeviceConfigurationGasFlow } from '../../../protocol/services/update-device-configuration-gas-flow.ts';
import { Bench, PREPAYMENT, START, utrn } from '../bench.testing.ts';
import { DEFAULT_SETTINGS } from '../provision.ts';
import { CONTACT_ALERTS } from './contacts.ts';
import type { Contact } from './stored.ts';

const test = suite('who opens the meter');

const LOCKED = { supplyTamperState: 'Locked' } as const;

test('every contact is told when it opens, and when it closes if there is a code for that', () => {
  for (const contact of Object.keys(CONTACT_ALERTS) as Contact[]) {
    const bench = new Bench();
    bench.meter.contact(contact, true);
    bench.meter.contact(contact, true);
    bench.meter.contact(contact, false);
    const [opened, closed] = CONTACT_ALERTS[contact];
    assert.equal(bench.alerts(), [alertCodes[opened], ...(closed ? [alertCodes[closed]] : [])]);
  }
});

test('a cover that is open at a boot was told of before', () => {
  const bench = new Bench();
  bench.meter.contact('terminalCover', true);
  bench.reboot();
  bench.sent.length = 0;
  bench.meter.contact('terminalCover', true);
  assert.equal(bench.alerts(), []);
  assert.equal(bench.meter.state.access?.open, ['terminalCover']);
});

test('one that is closed says nothing of another that is open', () => {
  const bench = new Bench();
  bench.meter.contact('meterCover', true);
  bench.meter.contact('magneticField', true);
  bench.meter.contact('magneticField', false);
  assert.equal(bench.meter.state.access?.open, ['meterCover']);
});

test('leaves the supply as it is, from the factory', () => {
  const bench = new Bench();
  bench.meter.contact('meterCover', true);
  assert.is(bench.board.switchPosition, 'closed');
});

test('locks the supply where the supplier wants it, until the supplier frees it', () => {
  const bench = new Bench({ settings: PREPAYMENT });
  assert.is(bench.ask(setElectricitySupplyTamperState, LOCKED)?.status, undefined);
  bench.meter.contact('meterCover', true);
  assert.equal(bench.alerts(), [alertCodes.meterCoverOpened, alertCodes.supplyLockedForTamper]);
  assert.is(bench.board.switchPosition, 'open');
  bench.meter.contact('meterCover', false);
  bench.meter.press('enableSupply');
  bench.ask(topUpDevice, { utrn: utrn(1, 10) });
  assert.is(bench.meter.state.supply.disabledBy, 'tamper');
  bench.ask(armSupply, {});
  assert.is(bench.board.switchPosition, 'open');
  bench.meter.press('enableSupply');
  assert.is(bench.board.switchPosition, 'closed');
});

test('a lock does not hide that credit is gone', () => {
  const bench = new Bench({ settings: { ...PREPAYMENT, balanceMillipence: -1 } });
  bench.meter.run(START + 1);
  bench.ask(setElectricitySupplyTamperState, LOCKED);
  bench.meter.contact('other', true);
  assert.is(bench.meter.state.supply.disabledBy, 'tamper');
  const forbidden = refusalCode(enableSupply, 'supplyStateForbids');
  assert.is(bench.ask(enableSupply, {})?.status, forbidden);
});

const valve = suite('the valve of a gas meter');

const GAS = { ...DEFAULT_SETTINGS, variant: { ...DEFAULT_SETTINGS.variant, kind: 'gas' } } as const;

valve('is not opened from afar', () => {
  const bench = new Bench({ settings: GAS });
  const notSupported = refusalCode(enableSupply, 'notSupported');
  assert.is(bench.ask(enableSupply, {})?.status, notSupported);
});

valve('is armed from afar and opened by somebody at the meter', () => {
  const bench = new Bench({ settings: GAS });
  bench.ask(disableSupply, {});
  assert.is(bench.board.switchPosition, 'open');
  bench.ask(armSupply, {});
  assert.is(bench.board.switchPosition, 'open');
  bench.meter.press('enableSupply');
  assert.is(bench.board.switchPosition, 'closed');
});

valve('is locked by tampering where 6.7 says so', () => {
  const bench = new Bench({ settings: GAS });
  const notSupported = refusalCode(setElectricitySupplyTamperState, 'notSupported');
  assert.is(bench.ask(setElectricitySupplyTamperState, LOCKED)?.status, notSupported);
  bench.meter.contact('meterCover', true);
  assert.is(bench.meter.state.supply.position, 'enabled');
  const flow = {
    uncontrolledGasFlowRate: { whole: 100 },
    supplyDepletionState: 'Unchanged',
    supplyTamperState: 'Locked',
    stabilisationPeriod: 3,
    measurementPeriod: 10,
  } as const;
  assert.is(bench.ask(updateDeviceConfigurationGasFlow, flow)?.status, undefined);
  bench.meter.contact('batteryCover', true);
  assert.is(bench.meter.state.supply.disabledBy, 'tamper');
});
valve.run();
test.run();
