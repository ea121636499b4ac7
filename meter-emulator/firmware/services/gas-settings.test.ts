import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { refusalCode } from '../../../protocol/services/index.ts';
import { readDeviceConfigurationGas } from '../../../protocol/services/read-device-configuration-gas.ts';
import { readNetworkData } from '../../../protocol/services/read-network-data.ts';
import { recordNetworkDataGas } from '../../../protocol/services/record-network-data-gas.ts';
import { synchroniseClock } from '../../../protocol/services/synchronise-clock.ts';
import { updateDeviceConfigurationGasConversion } from '../../../protocol/services/update-device-configuration-gas-conversion.ts';
import { updateDeviceConfigurationGasFlow } from '../../../protocol/services/update-device-configuration-gas-flow.ts';
import { Bench, START } from '../bench.testing.ts';
import { constant, GAS_METER } from '../metrology/meters.testing.ts';
import { networkMarks } from '../metrology/network-recording.ts';
import { ZERO } from '../metrology/registers.ts';
import { answerTo, EVER } from './answer.testing.ts';

const HOUR = 3600;
const settings = GAS_METER;
const sensor = constant({ activeWatts: 0, litresPerHour: 3600 });

const conversion = suite('conversion of gas');

conversion('a new calorific value is for the gas that comes: nothing is lost or doubled', () => {
  const bench = new Bench({ settings, sensor });
  bench.meter.run(START + 1000);
  answerTo(bench, updateDeviceConfigurationGasConversion, {
    calorificValue: 400,
    conversionFactor: 100_000,
  });
  bench.meter.run(START + 2000);
  const { importWattSeconds, energyRemainder } = bench.meter.state.metrology;
  const units = 3600n * 1000n * (395n * 102_264n + 400n * 100_000n);
  assert.is(BigInt(importWattSeconds) * 3_600_000n + BigInt(energyRemainder), units);
});

conversion('is read back, and impossible ones are refused', () => {
  const bench = new Bench({ settings });
  const read = answerTo(bench, readDeviceConfigurationGas, {});
  assert.equal([read.calorificValue, read.conversionFactor], [3_950_000, 102_264]);
  const refused = bench.ask(updateDeviceConfigurationGasConversion, {
    calorificValue: 0,
    conversionFactor: 102_264,
  });
  const why = refusalCode(updateDeviceConfigurationGasConversion, 'conversionOutOfRange');
  assert.is(refused?.status, why);
  assert.is(bench.meter.state.gasConversion.calorificValue, 395);
});

conversion('what is a leak is read back alike, whichever way it was said', () => {
  const bench = new Bench({ settings });
  const flow = {
    supplyDepletionState: 'Locked',
    supplyTamperState: 'Unchanged',
    stabilisationPeriod: 3,
    measurementPeriod: 4,
  } as const;
  for (const uncontrolledGasFlowRate of [{ whole: 250 }, { decimal: 250 }]) {
    answerTo(bench, updateDeviceConfigurationGasFlow, { ...flow, uncontrolledGasFlowRate });
    const read = answerTo(bench, readDeviceConfigurationGas, {});
    assert.is(read.uncontrolledGasFlowRate, 2500);
    assert.equal([read.flowStabilisationPeriod, read.flowMeasurementPeriod], [3, 4]);
  }
});
conversion.run();

const recording = suite('the network data log of gas');

function marks(bench: Bench) {
  const { data } = answerTo(bench, readNetworkData, { readLogPeriod: EVER });
  return (
    data.gas?.networkDataLog?.map(({ timestamp = 0, value }) => [timestamp - START, value]) ?? []
  );
}

recording('41 marks of six minutes from when it is begun, and no more', () => {
  const bench = new Bench({ settings, sensor });
  bench.meter.run(START + 100);
  assert.is(answerTo(bench, recordNetworkDataGas, {}).sampleId, 1);
  bench.meter.run(START + 6 * HOUR);
  const all = marks(bench);
  assert.is(all.length, 41);
  assert.equal(all.slice(0, 2), [
    [360, 260],
    [720, 360],
  ]);
  assert.equal(all.at(-1), [41 * 360, 360]);
});

recording(
  'begun again, it replaces the one before; a power cut leaves a gap that is told of',
  () => {
    const bench = new Bench({ settings, sensor });
    answerTo(bench, recordNetworkDataGas, {});
    bench.meter.run(START + 720);
    assert.is(answerTo(bench, recordNetworkDataGas, {}).sampleId, 2);
    bench.meter.powerFailing();
    bench.reboot(START + 2000);
    bench.meter.run(START + 8 * HOUR);
    const all = marks(bench);
    assert.is(all.length, 41);
    assert.equal(
      all.filter(([at]) => Number(at) < 2600).map(([at]) => at),
      [2160, 2520],
    );
  },
);

recording('a mark that a clock set back brings again is noted once', () => {
  const bench = new Bench({ settings, sensor });
  answerTo(bench, recordNetworkDataGas, {});
  bench.meter.run(START + 800);
  const earlier = { currentDateTime: START + 700, tolerancePeriod: 0 };
  const answer = bench.ask(synchroniseClock, earlier, { deviceUtcSeconds: START + 700 });
  assert.is(answer?.status, undefined);
  bench.meter.run(START + 1200);
  assert.equal(marks(bench), [
    [360, 360],
    [720, 360],
    [1080, 460],
  ]);
  assert.is(bench.meter.state.networkRecording.entriesLeft, 38);
});

recording('whose register flash has lost notes nothing below zero', () => {
  const bench = new Bench({ settings, sensor });
  bench.meter.run(START + 100);
  answerTo(bench, recordNetworkDataGas, {});
  const { metrology, ...rest } = bench.meter.state;
  const lost = { ...rest, metrology: { ...metrology, boardSeconds: START + 360, ...ZERO } };
  const [entry] = networkMarks.act?.(lost, sensor.measure(START))?.entries ?? [];
  assert.equal(entry?.bytes, Uint8Array.of(0, 0));
});

recording('not without a time to go by', () => {
  const clock = { offsetSeconds: 0, status: 'invalid' } as const;
  const bench = new Bench({ settings: { ...settings, clock } });
  const refused = bench.ask(recordNetworkDataGas, {});
  assert.is(refused?.status, refusalCode(recordNetworkDataGas, 'clockNotReliable'));
});
recording.run();
