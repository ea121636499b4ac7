import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readMaximumDemandExportRegisters } from '../../../protocol/services/read-maximum-demand-export-registers.ts';
import { readMaximumDemandImportRegisters } from '../../../protocol/services/read-maximum-demand-import-registers.ts';
import { resetMaximumDemandRegisters } from '../../../protocol/services/reset-maximum-demand-registers.ts';
import { setMaximumDemandConfigurableTimePeriod } from '../../../protocol/services/set-maximum-demand-configurable-time-period.ts';
import { Bench, START } from '../bench.testing.ts';
import { course } from '../metrology/meters.testing.ts';
import { answerTo } from './answer.testing.ts';

const HALF_HOUR = 1800;
const sensor = course(
  [START, { activeWatts: 3000 }],
  [START + HALF_HOUR, { activeWatts: 1000 }],
  [START + 2 * HALF_HOUR, { activeWatts: -2500 }],
  [START + 3 * HALF_HOUR, { activeWatts: 100 }],
);
const test = suite('maximum demand at the meter');

test('import at any time and within the hours that are set; export', () => {
  const bench = new Bench({ sensor });
  const schedule = { startTime: HALF_HOUR, endTime: 2 * HALF_HOUR };
  answerTo(bench, setMaximumDemandConfigurableTimePeriod, { schedule });
  bench.meter.run(START + 4 * HALF_HOUR);
  assert.equal(answerTo(bench, readMaximumDemandImportRegisters, {}), {
    messageSuccess: true,
    withinPeriod: {
      value: 1000,
      captureTime: START + 2 * HALF_HOUR,
      lastResetDateTime: START,
    },
    atAnyTime: { value: 3000, captureTime: START + HALF_HOUR },
    period: schedule,
  });
  const { atAnyTime } = answerTo(bench, readMaximumDemandExportRegisters, {});
  assert.equal(atAnyTime, { value: 2500, captureTime: START + 3 * HALF_HOUR });
});

test('each of the three is reset by its own name, and no other with it', () => {
  const names = ['activePowerImport', 'activePowerExport', 'configurableTimeImport'] as const;
  for (const [index, name] of names.entries()) {
    const bench = new Bench({ sensor });
    const schedule = { startTime: 0, endTime: 2 * HALF_HOUR };
    answerTo(bench, setMaximumDemandConfigurableTimePeriod, { schedule });
    bench.meter.run(START + 3 * HALF_HOUR);
    answerTo(bench, resetMaximumDemandRegisters, { [name]: {} });
    const { atAnyTime, withinPeriod } = answerTo(bench, readMaximumDemandImportRegisters, {});
    const exported = answerTo(bench, readMaximumDemandExportRegisters, {}).atAnyTime;
    const left = [3000, 2500, 3000].map((watts, at) => (at === index ? 0 : watts));
    assert.equal([atAnyTime?.value, exported?.value, withinPeriod?.value], left, name);
  }
});

test('a reset is of the registers it names, and survives a power cut', () => {
  const bench = new Bench({ sensor });
  bench.meter.run(START + 3 * HALF_HOUR);
  answerTo(bench, resetMaximumDemandRegisters, { activePowerImport: {} });
  bench.reboot();
  const { atAnyTime } = answerTo(bench, readMaximumDemandImportRegisters, {});
  assert.equal(atAnyTime, { value: 0, lastResetDateTime: START + 3 * HALF_HOUR });
  assert.is(answerTo(bench, readMaximumDemandExportRegisters, {}).atAnyTime?.value, 2500);
});
test.run();
