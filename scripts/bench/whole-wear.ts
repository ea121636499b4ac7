/** How fast a meter with everything configured wears its flash out: by the year, by messages, by power that flaps. */
import type { Bench } from '../../meter-emulator/firmware/bench.testing.ts';
import { meterLayout } from '../../meter-emulator/firmware/layout.ts';
import { assert } from '../../protocol/refused.ts';
import { readSupplyStatus } from '../../protocol/services/read-supply-status.ts';
import { retrieveImportDailyReadLog } from '../../protocol/services/retrieve-import-daily-read-log.ts';
import { updateMeterBalance } from '../../protocol/services/update-meter-balance.ts';
import { DAY_SECONDS, deliverAlerts, START, wholeMeter } from './whole-meter.ts';

/** What the makers of NOR parts promise for a block. */
export const ERASES_MAX = 100_000;
export const LIFE_YEARS_MIN = 15;
const DAYS_A_YEAR = 365;
/** One command in ten changes something. */
const CHANGES_EVERY = 10;
const FLAP = { onSeconds: 20, offSeconds: 10 } as const;
const FLAPS_AN_HOUR = 3600 / (FLAP.onSeconds + FLAP.offSeconds);
const FLAPPING_HOURS_A_YEAR = 52;

type Row = Readonly<Record<string, string | number>>;

/** A year of it out of so many days: the log goes round evenly, so the rest is like them. */
function wearOf(what: string, days: number, aDay: (bench: Bench) => void): Row {
  const bench = wholeMeter();
  const before = bench.flash.erases.slice();
  for (let day = 1; day <= days; day++) {
    aDay(bench);
    bench.meter.run(START + day * DAY_SECONDS);
    deliverAlerts(bench);
  }
  return rowOf(what, worstSince(bench, before) * (DAYS_A_YEAR / days));
}

function rowOf(what: string, erasesAYear: number): Row {
  return {
    what,
    erasesOfTheWorstBlockAYear: Math.round(erasesAYear),
    lifeYears: Math.round(ERASES_MAX / erasesAYear),
  };
}

/** A block of the log is erased as often as the log is long: in parts of one, to be exact in few days. */
function worstSince({ flash }: Bench, before: Uint32Array): number {
  const since = flash.erases.map((count, block) => count - (before[block] ?? 0));
  const { logBlocks } = meterLayout;
  const log = since.subarray(0, logBlocks).reduce((sum, count) => sum + count, 0) / logBlocks;
  return Math.max(log, ...since.subarray(logBlocks));
}

function messages(bench: Bench, count: number): void {
  const began = bench.meter.state.metrology.boardSeconds;
  for (let sent = 0; sent < count; sent++) {
    bench.meter.run(began + Math.floor((sent * DAY_SECONDS) / count));
    const answer =
      sent % CHANGES_EVERY === 0
        ? bench.ask(updateMeterBalance, { prepaymentMode: { adjustMillipence: 1 } })
        : bench.ask(readSupplyStatus, {});
    assert(answer?.status === undefined, 'a message is answered');
  }
}

function dailyRead(bench: Bench): void {
  const now = bench.meter.utcSeconds;
  const readLogPeriod = { startDateTime: now - DAY_SECONDS, endDateTime: now };
  assert(
    bench.ask(retrieveImportDailyReadLog, { readLogPeriod })?.status === undefined,
    'the log is read',
  );
}

/**
 * Power comes and goes for an hour, each time with its last gasp. The first group after every boot takes a new
 * block of the log: that is what it costs.
 */
function flappingHour(): number {
  const bench = wholeMeter();
  const before = bench.flash.erases.slice();
  for (let flap = 0; flap < FLAPS_AN_HOUR; flap++) {
    const { boardSeconds } = bench.meter.state.metrology;
    bench.meter.run(boardSeconds + FLAP.onSeconds);
    bench.meter.powerFailing();
    bench.reboot(boardSeconds + FLAP.onSeconds + FLAP.offSeconds);
    deliverAlerts(bench);
  }
  return worstSince(bench, before);
}

/** The rows of the table: erases a year of the block that is erased most, and what that makes of 100,000. */
export function wholeMeterWear(): readonly Row[] {
  const ordinary = wearOf('a read a day', DAYS_A_YEAR, dailyRead);
  const busy = wearOf('100 messages a day', 60, (bench) => messages(bench, 100));
  const flood = wearOf('1,000 messages a day', 20, (bench) => messages(bench, 1000));
  const flapping = flappingHour();
  const usual = Number(ordinary['erasesOfTheWorstBlockAYear']);
  return [
    ordinary,
    busy,
    flood,
    rowOf(
      `a read a day, and power that flaps ${FLAPS_AN_HOUR} times in an hour of every week`,
      usual + FLAPPING_HOURS_A_YEAR * flapping,
    ),
    {
      what: 'hours a year of such flapping that leave 15 years',
      hours: Math.floor((ERASES_MAX / LIFE_YEARS_MIN - usual) / flapping),
    },
  ];
}
