import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { alertCodes } from '../../../protocol/alerts/device-alerts.ts';
import { disableSupply } from '../../../protocol/services/disable-supply.ts';
import { enableSupply } from '../../../protocol/services/enable-supply.ts';
import { ConstantLoad } from '../../board/simulated-load-curve.ts';
import { Bench, START } from '../bench.testing.ts';
import { DEFAULT_SETTINGS } from '../provision.ts';
import { powerLog, times, told } from './outage.testing.ts';

const outage = suite('power that was gone');
const { supplyOutageRestored, longSupplyOutageRestored } = alertCodes;

outage('is told with its times once power has been steady', () => {
  const bench = new Bench();
  bench.meter.run(START + 100);
  bench.meter.powerFailing();
  bench.reboot(START + 279);
  bench.meter.run(START + 288);
  assert.equal(bench.sent, []);
  bench.meter.run(START + 289);
  assert.equal(told(bench), [[supplyOutageRestored, times(100, 279)]]);
});

outage('of three minutes or more has a code of its own', () => {
  const bench = new Bench();
  bench.meter.run(START + 100);
  bench.meter.powerFailing();
  bench.reboot(START + 280);
  bench.meter.run(START + 290);
  assert.equal(told(bench), [[longSupplyOutageRestored, times(100, 280)]]);
});

outage('stands in the power log with the second at which it began', () => {
  const bench = new Bench();
  bench.meter.run(START + 100);
  bench.meter.powerFailing();
  bench.reboot(START + 500);
  bench.meter.run(START + 510);
  assert.equal(powerLog(bench), [
    { utcSeconds: START + 100, code: alertCodes.supplyInterrupted, detail: 0 },
    { utcSeconds: START + 500, code: longSupplyOutageRestored, detail: 0 },
  ]);
});

outage('without a warning is told from the last group on flash', () => {
  const bench = new Bench({ sensor: new ConstantLoad(1000) });
  bench.meter.run(START + 1850);
  bench.reboot(START + 1900);
  bench.meter.run(START + 1910);
  assert.equal(told(bench), [[supplyOutageRestored, times(1800, 1900)]]);
});

outage('power that stays after a warning did not go, whatever comes later', () => {
  const bench = new Bench({ sensor: new ConstantLoad(1000) });
  bench.meter.run(START + 100);
  bench.meter.powerFailing();
  bench.meter.run(START + 1850);
  bench.reboot(START + 1900);
  bench.meter.run(START + 1910);
  assert.equal(told(bench), [[supplyOutageRestored, times(1800, 1900)]]);
});

outage('with a warning nothing that was counted is lost', () => {
  const bench = new Bench({ sensor: new ConstantLoad(3600) });
  bench.meter.run(START + 1700);
  bench.meter.powerFailing();
  bench.reboot(START + 5000);
  assert.is(bench.meter.state.metrology.importWattSeconds, 3600 * 1700);
});

outage('that flickers is one, and writes nothing until power is steady', () => {
  const bench = new Bench({ sensor: new ConstantLoad(1000) });
  bench.meter.run(START + 100);
  bench.meter.powerFailing();
  const before = bench.flash.clone();
  for (let second = 200; second < 400; second += 8) {
    bench.reboot(START + second);
    bench.meter.run(START + second + 5);
    bench.meter.powerFailing();
  }
  assert.equal(bench.flash.pages, before.pages);
  bench.reboot(START + 405);
  bench.meter.run(START + 415);
  assert.equal(told(bench), [[longSupplyOutageRestored, times(100, 405)]]);
});

outage(
  'a command that comes before power is steady is kept at once, and the outage with it',
  () => {
    const bench = new Bench();
    bench.meter.powerFailing();
    bench.reboot(START + 60);
    bench.meter.run(START + 62);
    bench.ask(disableSupply, {});
    assert.equal(told(bench), [[supplyOutageRestored, times(0, 60)]]);
    bench.reboot(START + 62);
    assert.is(bench.meter.state.supply.position, 'disabled');
  },
);

outage('a boot at the second of the last group was none', () => {
  const bench = new Bench();
  bench.meter.run(START + 1800);
  bench.reboot();
  bench.meter.run(START + 1830);
  assert.equal(told(bench), []);
});

outage('whose length the board does not know is told as a long one', () => {
  const bench = new Bench();
  bench.meter.run(START + 1800);
  bench.reboot(START + 1000);
  bench.meter.run(START + 1010);
  assert.is(told(bench)[0]?.[0], longSupplyOutageRestored);
});

outage('a gas meter has its battery', () => {
  const variant = { ...DEFAULT_SETTINGS.variant, kind: 'gas' } as const;
  const bench = new Bench({ settings: { ...DEFAULT_SETTINGS, variant } });
  bench.reboot(START + 4000);
  bench.meter.run(START + 4100);
  assert.equal(powerLog(bench), []);
});
outage.run();

const stuck = suite('a switch that does not move');

stuck('is told once, tried again with every group, and what flows is metered', () => {
  const bench = new Bench({ sensor: new ConstantLoad(1000) });
  bench.board.isSwitchStuck = true;
  bench.ask(disableSupply, {});
  bench.meter.run(START + 3600);
  assert.equal(bench.alerts(), [alertCodes.supplyDisconnectFailed]);
  assert.is(bench.meter.state.metrology.importWattSeconds, 3_600_000);
  bench.board.isSwitchStuck = false;
  bench.meter.run(START + 5400);
  assert.is(bench.board.switchPosition, 'open');
  bench.meter.run(START + 7200);
  assert.is(bench.meter.state.metrology.importWattSeconds, 5_400_000);
  assert.equal(bench.alerts(), [alertCodes.supplyDisconnectFailed]);
});

stuck('open lets nothing through though the supply is enabled', () => {
  const bench = new Bench({ sensor: new ConstantLoad(1000) });
  bench.ask(disableSupply, {});
  bench.board.isSwitchStuck = true;
  bench.ask(enableSupply, {});
  bench.meter.run(START + 1800);
  assert.equal(bench.alerts(), [alertCodes.supplyConnectFailed]);
  assert.is(bench.meter.state.metrology.importWattSeconds, 0);
});

stuck('at a boot is told with the first group, since a boot writes nothing', () => {
  const bench = new Bench();
  bench.ask(disableSupply, {});
  const before = bench.flash.clone();
  // The board of a boot begins with its switch closed.
  bench.newBoardsAreStuck = true;
  bench.reboot();
  assert.equal(bench.flash.pages, before.pages);
  bench.meter.run(START + 10);
  assert.equal(bench.alerts(), [alertCodes.supplyDisconnectFailed]);
});
stuck.run();
