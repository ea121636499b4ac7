/** What a meter finds when power is back: another time, perhaps another tariff, and an outage to tell of. */
import { clockAfterBoot } from './clock/clock.ts';
import { type Step, then } from './events/event.ts';
import { keepHistoriesAfterBoot } from './metrology/metrology.ts';
import type { MeterState } from './state.ts';
import { afterOutage } from './supply/outage.ts';
import { followTables } from './tariff/switching.ts';

/** The clock, the tables and the histories as they are after the time without power. */
export function afterBoot(saved: MeterState, boardSeconds: number): Step {
  const { metrology } = saved;
  const clock = clockAfterBoot(saved.clock, metrology.boardSeconds, boardSeconds);
  const state = { ...saved, clock, metrology: { ...metrology, boardSeconds } };
  const step = afterOutage(saved, followTables(state));
  return then(step, (next) => keepHistoriesAfterBoot(saved, next));
}
