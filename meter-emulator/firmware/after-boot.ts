/** What a meter finds when power is back: another time, perhaps another tariff, and an outage to tell of. */
import { assert } from '../../protocol/refused.ts';
import { bootState } from './boot-state.ts';
import { clockAfterBoot } from './clock/clock.ts';
import { type MeterEvent, type Step, then } from './events/event.ts';
import { keepHistoriesAfterBoot } from './metrology/metrology.ts';
import type { MeterState } from './state.ts';
import type { Store } from './storage/store.ts';
import { afterOutage } from './supply/outage.ts';
import { followTables } from './tariff/switching.ts';

/** Sub-code of integrityWarning (81A0): the non-volatile memory. */
const FLASH_DAMAGED: MeterEvent = { name: 'integrityWarning', detail: 1 };

/** What is told of waits for the first group: a boot writes nothing. */
export type Findings = Step & {
  /** What flash holds. */
  readonly saved: MeterState;
  readonly isSilent: boolean;
  /** For the log channel. */
  readonly log: readonly string[];
};

/** Asserts that the meter was provisioned. */
export function findings(store: Store, boardSeconds: number): Findings {
  const found = bootState(store, boardSeconds);
  assert(found !== undefined, 'a meter boots after it is provisioned');
  const { saved, isSilent, rotten } = found;
  const { state, events, entries } = afterBoot(found.state, boardSeconds);
  const damage = store.damage.length + rotten.length > 0 ? [FLASH_DAMAGED] : [];
  const { eui64, firmwareVersion } = state.identity;
  const silent = 'silent: who it is, whom it trusts or what it said is not known';
  const log = [
    ...rotten.map((name) => `${name} is rotten`),
    ...(isSilent ? [silent] : []),
    `boot ${eui64} ${firmwareVersion} supply ${state.supply.position}`,
  ];
  return { state, events: [...damage, ...events], entries, saved, isSilent, log };
}

/** The clock, the tables and the histories as they are after the time without power. */
function afterBoot(saved: MeterState, boardSeconds: number): Step {
  const { metrology } = saved;
  const clock = clockAfterBoot(saved.clock, metrology.boardSeconds, boardSeconds);
  const state = { ...saved, clock, metrology: { ...metrology, boardSeconds } };
  const step = afterOutage(saved, followTables(state));
  return then(step, (next) => keepHistoriesAfterBoot(saved, next));
}
