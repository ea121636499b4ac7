/**
 * A month on a polyphase meter that imports and exports, with both signs of reactive power: each register is
 * what went into it, and each profile adds up to its registers, to the watt-hour.
 */
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readActiveImportProfileData } from '../../../protocol/services/read-active-import-profile-data.ts';
import { readExportProfileData } from '../../../protocol/services/read-export-profile-data.ts';
import { readInstantaneousExportRegisters } from '../../../protocol/services/read-instantaneous-export-registers.ts';
import { readInstantaneousImportRegisters } from '../../../protocol/services/read-instantaneous-import-registers.ts';
import { readReactiveImportProfileData } from '../../../protocol/services/read-reactive-import-profile-data.ts';
import { SimulatedLoadCurve } from '../../board/simulated-load-curve.ts';
import type { Measured, Sensor } from '../board.ts';
import { CaseMeter } from './case-meter.testing.ts';
import { utcSecondsOf } from './naive-calendar.testing.ts';

const HALF_HOUR = 1800;
const BEGIN = utcSecondsOf('2032-02-01');
const END = utcSecondsOf('2032-03-01');
const HALF_HOURS = (END - BEGIN) / HALF_HOUR;
/** What the roof gives and the motors shift, so that every quadrant comes. */
const [home, roof, motors] = ['home', 'roof', 'motors'].map((seed) => new SimulatedLoadCurve(seed));

const watts = (curve: SimulatedLoadCurve | undefined, at: number) =>
  2 * (curve?.activeImportWatts(at) ?? 0);
/** Even, so that a half-hour of it is a whole number of Wh and varh. */
function measuredAt(at: number): Required<Pick<Measured, 'activeWatts' | 'reactiveVars'>> {
  return {
    activeWatts: watts(home, at) - watts(roof, at),
    reactiveVars: watts(motors, at) - watts(home, at),
  };
}
const sensor: Sensor = {
  measure: measuredAt,
  nextChange: (after) => (Math.floor(after / HALF_HOUR) + 1) * HALF_HOUR,
};

/** Of every half-hour, in Wh or varh. */
function fed(of: keyof ReturnType<typeof measuredAt>, sign: 1 | -1): readonly number[] {
  return Array.from({ length: HALF_HOURS }, (_, i) =>
    Math.max(0, (sign * measuredAt(BEGIN + i * HALF_HOUR)[of]) / 2),
  );
}
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

const test = suite('a month of four quadrants');

test('registers and profiles are what went in', () => {
  const meter = new CaseMeter({ kind: 'polyphase', utcSeconds: BEGIN, sensor });
  meter.run(END);
  const [imported, exported] = [fed('activeWatts', 1), fed('activeWatts', -1)];
  const [lagging, leading] = [fed('reactiveVars', 1), fed('reactiveVars', -1)];
  for (const course of [imported, exported, lagging, leading])
    assert.ok(course.filter((value) => value > 0).length > HALF_HOURS / 10, 'it comes often');

  const { electricity } = meter.read(readInstantaneousImportRegisters).registers;
  assert.is(electricity?.activeImportRegister?.value, sum(imported));
  assert.is(electricity?.reactiveImportRegister?.value, sum(lagging));
  const out = meter.read(readInstantaneousExportRegisters);
  assert.is(out.activeExportRegister?.value, sum(exported));
  assert.is(out.reactiveExportRegister?.value, sum(leading));

  const readLogPeriod = { startDateTime: BEGIN, endDateTime: END };
  const active = meter.read(readActiveImportProfileData, { readLogPeriod }).logEntries;
  assert.equal(
    active.map(({ reading }) => reading?.electricity?.primaryValue),
    imported,
  );
  const reactive = meter.read(readReactiveImportProfileData, { readLogPeriod }).logEntries;
  assert.equal(
    reactive.map(({ reactiveEnergyImportedValue }) => reactiveEnergyImportedValue),
    lagging,
  );
  const exports = meter.read(readExportProfileData, { readLogPeriod }).logEntries;
  assert.equal(
    exports.map(({ activeEnergyExportedValue }) => activeEnergyExportedValue),
    exported,
  );
  assert.equal(
    exports.map(({ reactiveEnergyExportedValue }) => reactiveEnergyExportedValue),
    leading,
  );
});
test.run();
