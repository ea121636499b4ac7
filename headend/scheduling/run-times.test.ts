import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { latestRun, nextRun, type Timing } from './run-times.ts';

const at = (text: string) => Date.parse(text) / 1000;
const text = (run: number | undefined) => run && new Date(run * 1000).toISOString().slice(0, 16);
const monthly: Timing = {
  scheduleFrequency: 'Monthly',
  scheduleStartDate: 2026_0131,
  scheduleExecutionStartTime: 2 * 3_600,
};

const test = suite('the runs of a schedule');

test('the first run is on its first date, at its time of day', () => {
  assert.is(text(nextRun(monthly, at('2025-06-01'))), '2026-01-31T02:00');
  assert.is(latestRun(monthly, at('2026-01-31T01:59:59Z')), undefined);
});

test('a month without that day has its run on its last day, and the next month on that day again', () => {
  assert.is(text(nextRun(monthly, at('2026-01-31T02:00:00Z'))), '2026-02-28T02:00');
  assert.is(text(nextRun(monthly, at('2026-02-28T02:00:00Z'))), '2026-03-31T02:00');
  assert.is(text(latestRun(monthly, at('2028-03-01'))), '2028-02-29T02:00');
});

test('every frequency has its period', () => {
  const second = (scheduleFrequency: Timing['scheduleFrequency']) =>
    text(nextRun({ scheduleFrequency, scheduleStartDate: 2026_0301 }, at('2026-03-01')));
  assert.equal(
    [second('Daily'), second('Weekly'), second('Monthly')],
    ['2026-03-02T00:00', '2026-03-08T00:00', '2026-04-01T00:00'],
  );
  assert.equal(
    [second('Quarterly'), second('HalfYearly'), second('Yearly')],
    ['2026-06-01T00:00', '2026-09-01T00:00', '2027-03-01T00:00'],
  );
});

test('the day it ends on is the last that can have a run', () => {
  const until: Timing = { ...monthly, scheduleEndDate: 2026_0228 };
  assert.is(text(nextRun(until, at('2026-02-01'))), '2026-02-28T02:00');
  assert.is(nextRun(until, at('2026-02-28T02:00:00Z')), undefined);
  assert.is(text(latestRun(until, at('2027-01-01'))), '2026-02-28T02:00');
});

test('between two runs one is the latest and the other the next, in all schedules', async () => {
  const frequency = fc.constantFrom<Timing['scheduleFrequency']>(
    ...(['Daily', 'Weekly', 'Monthly', 'Quarterly', 'HalfYearly', 'Yearly'] as const),
  );
  const second = fc.integer({ min: at('2020-01-01'), max: at('2060-01-01') });
  const law = fc.property(frequency, second, second, (scheduleFrequency, start, now) => {
    const date = new Date(start * 1000).toISOString().slice(0, 10).replaceAll('-', '');
    const timing: Timing = {
      scheduleFrequency,
      scheduleStartDate: Number(date),
      scheduleExecutionStartTime: start % 86_400,
    };
    const [latest, next] = [latestRun(timing, now), nextRun(timing, now)];
    assert.ok(next !== undefined && next > now && (latest ?? 0) <= now);
    if (latest !== undefined) assert.is(nextRun(timing, latest), next);
  });
  await fc.assert(law, { numRuns: 500 });
});

test.run();
