import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { alertCodes } from '../../../protocol/alerts/device-alerts.ts';
import { armSupply } from '../../../protocol/services/arm-supply.ts';
import { disableSupply } from '../../../protocol/services/disable-supply.ts';
import { updateDeviceConfigurationGasFlow } from '../../../protocol/services/update-device-configuration-gas-flow.ts';
import { Bench, START } from '../bench.testing.ts';
import type { Measured } from '../board.ts';
import { FIRST_METERING } from './first.ts';
import { course, GAS_METER } from './meters.testing.ts';

const test = suite('gas that flows right after the valve was opened');

const SHUT_SECONDS = 60;
const GAS_FLOW = FIRST_METERING.gasFlow;

/** Shut off, armed and opened after a minute; from then on what `flows` says. */
function opened(...flows: readonly (readonly [number, number])[]): Bench {
  const rows = flows.map(
    ([seconds, litresPerHour]) =>
      [
        START + SHUT_SECONDS + seconds,
        { activeWatts: 0, litresPerHour } satisfies Measured,
      ] as const,
  );
  const bench = new Bench({ settings: GAS_METER, sensor: course(...rows) });
  bench.ask(disableSupply, {});
  bench.ask(armSupply, {});
  bench.meter.run(START + SHUT_SECONDS);
  bench.meter.press('enableSupply');
  assert.is(bench.board.switchPosition, 'closed');
  return bench;
}

test('more than the settings allow closes the valve, which may be opened again', () => {
  // Ten seconds to settle, ten to be measured, 30 litres an hour at most.
  const bench = opened([0, 31]);
  bench.meter.run(START + SHUT_SECONDS + 19);
  assert.is(bench.board.switchPosition, 'closed');
  bench.meter.run(START + SHUT_SECONDS + 20);
  assert.is(bench.board.switchPosition, 'open');
  assert.is(bench.meter.state.supply.position, 'armed');
  assert.is(bench.alerts().at(-1), alertCodes.supplyArmedAfterFlow);
  bench.meter.press('enableSupply');
  assert.is(bench.board.switchPosition, 'closed');
});

test('as much as they allow does not, nor does what flows before or after', () => {
  const bench = opened([0, 5000], [10, 30], [20, 5000]);
  bench.meter.run(START + SHUT_SECONDS + 3600);
  assert.is(bench.board.switchPosition, 'closed');
});

/** One setting of 6.7 is another from now on. */
function withSetting(bench: Bench, changed: Partial<typeof GAS_FLOW>): void {
  const answer = bench.ask(updateDeviceConfigurationGasFlow, { ...GAS_FLOW, ...changed });
  assert.is(answer?.status, undefined);
}

test('is measured for as long as it takes, though the settings change meanwhile', () => {
  const longer = opened([0, 20]);
  longer.meter.run(START + SHUT_SECONDS + 12);
  withSetting(longer, { stabilisationPeriod: 255 });
  longer.meter.run(START + SHUT_SECONDS + 3600);
  assert.is(longer.board.switchPosition, 'closed', '20 litres an hour are no leak');
  const shorter = opened([0, 31]);
  shorter.meter.run(START + SHUT_SECONDS + 8);
  withSetting(shorter, { stabilisationPeriod: 1 });
  shorter.meter.run(START + SHUT_SECONDS + 3600);
  assert.is(shorter.board.switchPosition, 'open', '31 are');
});

test('a boot with an open valve cuts off nobody who cooks', () => {
  const bench = opened([0, 0], [60, 2000]);
  bench.meter.run(START + SHUT_SECONDS + 100);
  bench.reboot(START + SHUT_SECONDS + 110);
  bench.meter.run(START + SHUT_SECONDS + 3600);
  assert.is(bench.board.switchPosition, 'closed');
});
test.run();
