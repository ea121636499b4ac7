import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { synchroniseClock } from '../../../protocol/services/synchronise-clock.ts';
import { Bench, START } from '../bench.testing.ts';
import type { Sensor } from '../board.ts';
import { readHalfHour } from '../metrology/half-hours.ts';
import { TWIN_METER } from '../metrology/meters.testing.ts';
import { readHistory } from '../metrology/read-history.ts';
import { holds } from '../property.testing.ts';
import { Diary } from './diary.testing.ts';

const HALF_HOUR = 1800;
const DAY = 86_400;
const EVER = { fromUtcSeconds: 0, toUtcSeconds: START + 100 * DAY, lengthSeconds: HALF_HOUR };

/** Another power in every stretch, so that it shows which of two half-hours is given. */
class Load implements Sensor {
  watts = 1000;
  measure() {
    const { watts } = this;
    return { activeWatts: watts, secondaryWatts: 2 * watts, reactiveVars: watts };
  }
  nextChange(): number {
    return Number.POSITIVE_INFINITY;
  }
}

type Move = { readonly run: number } | { readonly set: number } | { readonly setTo: number };

/** Mostly within a few half-hours, often on the boundary of one, at times by days. */
const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({ run: fc.integer({ min: 1, max: 5 * HALF_HOUR }) }),
  fc.record({ run: fc.constantFrom(HALF_HOUR, 2 * HALF_HOUR, DAY, DAY + HALF_HOUR) }),
  fc.record({ set: fc.integer({ min: -5 * HALF_HOUR, max: 5 * HALF_HOUR }) }),
  fc.record({ set: fc.integer({ min: -3 * DAY, max: 3 * DAY }) }),
  fc.record({ setTo: fc.integer({ min: -4, max: 60 }) }),
);

/** The meter and the diary live through the same. */
function live(moves: readonly Move[]): { readonly bench: Bench; readonly diary: Diary } {
  const load = new Load();
  const bench = new Bench({ settings: TWIN_METER, sensor: load });
  const diary = new Diary(START);
  for (const one of moves) {
    const { meter } = bench;
    if ('run' in one) {
      load.watts = 1000 + ((load.watts + 137) % 1000);
      meter.run(meter.state.metrology.boardSeconds + one.run);
      diary.run(one.run, load.watts);
      continue;
    }
    const utcSeconds = 'set' in one ? meter.utcSeconds + one.set : START + one.setTo * HALF_HOUR;
    const window = { currentDateTime: utcSeconds, tolerancePeriod: 0 };
    const answer = bench.ask(synchroniseClock, window, { deviceUtcSeconds: utcSeconds });
    assert.is(answer?.status, undefined);
    diary.set(utcSeconds);
  }
  return { bench, diary };
}

/** By the UTC half-hour, in Wh or varh. */
function given({ meter }: Bench, name: 'halfHours' | 'secondaryHalfHours' | 'reactiveImport') {
  return readHistory(meter.state.numbering, meter.store, name, EVER).map(
    ({ endUtcSeconds, bytes, isFlagged }) => ({
      period: endUtcSeconds / HALF_HOUR - 1,
      isFlagged,
      units: readHalfHour(bytes)[0] ?? 0,
    }),
  );
}

const periodOf = ({
  period,
  isFlagged,
}: {
  readonly period: number;
  readonly isFlagged: boolean;
}) => `${period}${isFlagged ? '!' : ''}`;

const test = suite('a clock that is set back and forth');

test('of each half-hour a whole living is given if there was one, else the last, flagged; no other; in all profiles', () => {
  const property = fc.property(fc.array(move, { minLength: 1, maxLength: 9 }), (moves) => {
    const { bench, diary } = live(moves);
    const expected = diary.given();
    const found = given(bench, 'halfHours');
    const periods = expected.map(periodOf);
    assert.equal(found.map(periodOf), periods);
    assert.equal(given(bench, 'secondaryHalfHours').map(periodOf), periods);
    assert.equal(given(bench, 'reactiveImport').map(periodOf), periods);
    for (const [index, { units }] of found.entries())
      assert.ok(Math.abs(units - (expected[index]?.wattSeconds ?? 0) / 3600) < 1);
  });
  holds(property);
});

test.run();
