/** What goes into the profile of averages and when, phase by phase, and what 4.10 gives of it. */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fromCborValue } from '../../../protocol/definition/cbor.ts';
import { readNetworkData } from '../../../protocol/services/read-network-data.ts';
import { updateDeviceConfigurationVoltage } from '../../../protocol/services/update-device-configuration-voltage.ts';
import { type Bench, START } from '../bench.testing.ts';
import {
  AVERAGE,
  bench,
  codes,
  networkData,
  POLYPHASE,
  SETTINGS,
  type Settings,
  set,
} from './voltage.testing.ts';

const test = suite('the profile of voltage');

const averagedOver = (measurementPeriod: number): Settings => ({
  ...SETTINGS,
  phases: { single: { ...AVERAGE, measurementPeriod } },
});

/** Seconds after the start and thousandths of a volt. */
function entriesOf({ voltageProfile }: { readonly voltageProfile?: Profile }) {
  return (voltageProfile?.entries ?? []).map(({ timestamp = 0, value }) => [
    timestamp - START,
    value,
  ]);
}
type Profile = {
  readonly entries: readonly { readonly timestamp?: number; readonly value?: number }[];
};
const single = (one: Bench) => entriesOf(networkData(one)?.single ?? {});

test('of short periods is written when three wait, and of long ones with the half-hour', () => {
  const short = bench([[0, 2300]]);
  short.ask(updateDeviceConfigurationVoltage, averagedOver(30));
  short.meter.run(START + 119);
  assert.equal(short.meter.state.voltageAverages, { 1: 3 });
  const long = bench([[0, 2300]]);
  long.ask(updateDeviceConfigurationVoltage, averagedOver(900));
  long.meter.run(START + 1800);
  assert.equal(long.meter.state.voltageAverages, { 1: 2 });
});

test('is given with what waits for it', () => {
  const one = bench([[0, 2300]]);
  one.meter.run(START + 3100);
  assert.equal(one.meter.state.voltageAverages, { 1: 3 });
  const ends = single(one).map(([end]) => end);
  assert.equal(ends, [600, 1200, 1800, 2400, 3000]);
});

test('is given from the first to the last second asked for', () => {
  const one = bench([[0, 2300]]);
  one.meter.run(START + 3600);
  const readLogPeriod = { startDateTime: START + 1200, endDateTime: START + 1800 };
  const { content } = one.ask(readNetworkData, { readLogPeriod }) ?? {};
  const { data } = fromCborValue(readNetworkData.response, content);
  const ends = entriesOf(data.electricity?.phases?.single ?? {}).map(([end]) => end);
  assert.equal(ends, [1200, 1800]);
});

test('holds what the chip says as far as an entry can', () => {
  const one = bench([
    [0, 70_000],
    [600, 2300.4],
    [1200, 2300],
  ]);
  one.meter.run(START + 1800);
  assert.equal(single(one), [
    [600, 6_553_500],
    [1200, 230_000],
    [1800, 230_000],
  ]);
});

test('of a phase that was gone has fewer entries than those of the others', () => {
  const one = bench(
    [
      [0, 2300, 0, 2300],
      [1800, 2300, 2310, 2300],
    ],
    POLYPHASE,
  );
  one.meter.run(START + 3600);
  assert.equal(one.meter.state.voltageAverages, { 1: 6, 2: 3, 3: 6 });
  const second = networkData(one)?.poly?.find(({ phase }) => phase === 2)?.voltage ?? {};
  assert.equal(entriesOf(second), [
    [2400, 231_000],
    [3000, 231_000],
    [3600, 231_000],
  ]);
});

test('each phase is judged by its own thresholds', () => {
  const one = bench([[0, 2520, 2520, 2520]], POLYPHASE);
  const poly = [1, 2, 3].map((phase) => ({
    phase,
    settings: { ...AVERAGE, overThreshold: phase === 2 ? 250 : 253 },
  }));
  one.ask(updateDeviceConfigurationVoltage, { ...SETTINGS, phases: { poly } });
  one.meter.run(START + 1800);
  const over = networkData(one)?.poly?.map(({ voltage }) => voltage?.overVoltageCounter?.value);
  assert.equal(over, [0, 3, 0]);
});

test('a sag that new thresholds do not call one is over at once', () => {
  const one = set([[0, 1900]]);
  one.meter.run(START + 100);
  assert.equal(one.alerts(), codes('voltageSagStarted'));
  const rmsVoltageSettings = { ...SETTINGS.rmsVoltageSettings, sagThreshold: 185 };
  one.ask(updateDeviceConfigurationVoltage, { ...SETTINGS, rmsVoltageSettings });
  one.meter.run(START + 101);
  assert.equal(one.alerts(), codes('voltageSagStarted', 'voltageSagEnded'));
});

test.run();
