import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { alertCodes } from '../../../protocol/alerts/device-alerts.ts';
import { configureAlertBehaviour } from '../../../protocol/services/configure-alert-behaviour.ts';
import { disableSupply } from '../../../protocol/services/disable-supply.ts';
import { joinServiceCritical } from '../../../protocol/services/join-service-critical.ts';
import { joinServiceNonCritical } from '../../../protocol/services/join-service-non-critical.ts';
import { updateMeterBalance } from '../../../protocol/services/update-meter-balance.ts';
import { Bench, PREPAYMENT, START } from '../bench.testing.ts';
import { AtTheMeter } from '../display/person.testing.ts';
import { isForHousehold } from './household.ts';
import { TOLD_MAX } from './storms.ts';

const DISPLAY = '90-B3-D5-1F-30-09-00-01';
const CONSOLE = '90-B3-D5-1F-30-09-00-02';

const alarm = suite('the alarm of the meter');

/** In prepayment mode; with so little on the account credit is low. */
const meet = (balanceMillipence: number) =>
  new AtTheMeter(new Bench({ settings: { ...PREPAYMENT, balanceMillipence } }));
const isSounding = (person: AtTheMeter) => person.screen.lamps.alarm;
const closeCover = ({ bench }: AtTheMeter) => {
  bench.meter.contact('meterCover', true);
  bench.meter.contact('meterCover', false);
};

alarm('sounds while credit is low, unless that is turned off', () => {
  const person = meet(100_000);
  person.wait(1);
  assert.ok(isSounding(person.press('back')), 'a key does not make credit');
  const off = { electricityAlarm: { common: { lowCredit: 'Disable' } } } as const;
  person.ask(configureAlertBehaviour, { settings: off });
  assert.not.ok(isSounding(person.press('back')));
});

alarm('sounds for what it was turned on for, until a key is pressed', () => {
  const person = meet(10_000_000);
  closeCover(person);
  person.wait(1);
  assert.not.ok(isSounding(person), 'from the factory for what the household can mend alone');
  const on = { electricityAlarm: { common: { meterCoverClosed: 'Enable' } } } as const;
  person.ask(configureAlertBehaviour, { settings: on });
  closeCover(person);
  person.wait(3600);
  assert.ok(isSounding(person), 'nobody has come');
  assert.not.ok(isSounding(person.press('A')));
});

alarm('is silent for what is the network operator’s, or critical', () => {
  const person = meet(10_000_000);
  person.bench.meter.contact('magneticField', true);
  person.wait(1);
  assert.not.ok(isSounding(person));
});

alarm('sounds while there is no supply, whoever has cut it off', () => {
  const person = meet(10_000_000);
  person.ask(disableSupply, {});
  assert.ok(isSounding(person.press('back', 'A')));
});
alarm.run();

const own = suite('what is the household’s');

own('is neither what the network operator configures nor what stands in the log alone', () => {
  const { state } = new Bench().meter;
  assert.ok(isForHousehold(state, 'han', { name: 'lowCredit' }));
  assert.not.ok(isForHousehold(state, 'han', { name: 'lowCredit', isLogOnly: true }));
  assert.not.ok(isForHousehold(state, 'han', { name: 'voltageSagStarted', phase: 1 }));
});
own.run();

const home = suite('the home network');

/** In prepayment mode with plenty of credit. */
function joined(): Bench {
  const bench = new Bench({ settings: { ...PREPAYMENT, balanceMillipence: 10_000_000 } });
  bench.ask(joinServiceCritical, { otherDeviceId: CONSOLE });
  bench.ask(joinServiceNonCritical, { otherDeviceId: DISPLAY });
  return bench;
}

home('every joined device hears of the supplier’s alerts that are on for it', () => {
  const bench = joined();
  bench.ask(updateMeterBalance, { prepaymentMode: { reset: {} } });
  const { lowCredit } = alertCodes;
  const heard = bench.atHome.filter(([, code]) => code === lowCredit);
  assert.equal(
    heard.map(([device]) => device),
    [CONSOLE, DISPLAY],
  );
});

home('not of those turned off for it, though the head-end does, nor of critical ones', () => {
  const bench = joined();
  const off = { electricityHan: { common: { meterCoverClosed: 'Disable' } } } as const;
  bench.ask(configureAlertBehaviour, { settings: off });
  bench.meter.contact('meterCover', true);
  bench.meter.contact('meterCover', false);
  assert.equal(bench.atHome, []);
  assert.ok(bench.alerts().includes(alertCodes.meterCoverClosed));
});

home('not of what a storm holds back', () => {
  const bench = joined();
  for (let n = 0; n < TOLD_MAX + 3; n++) {
    bench.meter.contact('meterCover', true);
    bench.meter.contact('meterCover', false);
  }
  assert.is(bench.atHome.length, 2 * TOLD_MAX);
  bench.meter.run(START + 1800);
  assert.is(bench.atHome.length, 2 * TOLD_MAX + 2, 'the one that tells of the rest');
});
home.run();
