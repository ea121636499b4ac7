/** The run without a cut, operation by operation, so that the flash at any moment of it can be made again. */
import { assert } from '../../../protocol/refused.ts';
import { type Cut, EmulatedFlash, PowerCut } from '../../board/emulated-flash.ts';
import { Bench, START } from '../bench.testing.ts';
import type { Sensor } from '../board.ts';
import { METER_FLASH, meterLayout } from '../layout.ts';
import type { Meter } from '../meter.ts';
import { rooted } from '../security/replacement.testing.ts';
import type { MeterState } from '../state.ts';
import { switchPosition } from '../supply/supply.ts';
import { ratesNow } from '../tariff/rates.ts';
import { Premises, seen } from './cut-acts.testing.ts';
import type { Scenario } from './cut-script.testing.ts';

type Operation =
  | { readonly kind: 'program'; readonly address: number; readonly bytes: Uint8Array }
  | { readonly kind: 'erase'; readonly block: number };

class JournalFlash extends EmulatedFlash {
  readonly journal: Operation[] = [];

  override program(address: number, bytes: Uint8Array): void {
    this.journal.push({ kind: 'program', address, bytes: bytes.slice() });
    super.program(address, bytes);
  }

  override erase(block: number): void {
    this.journal.push({ kind: 'erase', block });
    super.erase(block);
  }
}

/** What one commit wrote, and where the meter was. */
export type Group = {
  /** Which act of the scenario. */
  readonly act: number;
  readonly boardSeconds: number;
  /** To be seen before that act. */
  readonly seenBefore: string;
  /** All that was metered by then, on flash or not. */
  readonly metered: MeterState;
  /** What a meter that begins anew to watch its load lets through the more before it cuts it off. */
  readonly watched: { readonly wattSeconds: number; readonly cost: bigint };
  readonly operations: readonly Operation[];
};

export type Run = {
  readonly start: EmulatedFlash;
  readonly groups: readonly Group[];
  readonly end: Premises;
};

function perform(flash: EmulatedFlash, operation: Operation): void {
  if (operation.kind === 'program') flash.program(operation.address, operation.bytes);
  else flash.erase(operation.block);
}

/** Goes on from the flash of one group to that of the next. */
export function apply(flash: EmulatedFlash, { operations }: Group): void {
  for (const operation of operations) perform(flash, operation);
}

/** A copy of `flash` after the first so many operations of the group and a cut in the next. */
export function cutIn(
  flash: EmulatedFlash,
  { operations }: Group,
  { operation, ...cut }: Cut,
): EmulatedFlash {
  const copy = flash.clone();
  copy.cutAt({ operation, ...cut });
  try {
    for (const one of operations) perform(copy, one);
  } catch (error) {
    if (!(error instanceof PowerCut)) throw error;
    copy.cutAt(undefined);
    return copy;
  }
  throw new Error('the power was cut');
}

/** The whole scenario; `acts` of it if given. */
export function runUncut({ settings, sensor, acts }: Scenario): Run {
  const { flash: start } = new Bench({ settings, sensor, anchors: rooted });
  const flash = new JournalFlash(METER_FLASH, meterLayout.blocks);
  for (const [index, page] of start.pages.entries()) flash.pages[index] = page?.slice();
  flash.erases.set(start.erases);
  const premises = new Premises(flash, sensor, START);
  const groups: Group[] = [];
  let act = 0;
  let seenBefore = '';
  let sentBefore = 0;
  const watch = (meter: Meter) =>
    watchCommits(meter, (commit) => {
      const { state } = meter;
      const { boardSeconds } = state.metrology;
      const watched = watchedBy(state, sensor);
      const isFirst = groups.at(-1)?.act !== act;
      assert(!isFirst || premises.answersSince(sentBefore).length === 0, 'flash before the answer');
      assert(isAsFlash(premises, state), 'and before the switch');
      const from = flash.journal.length;
      commit();
      const operations = flash.journal.slice(from);
      groups.push({ act, boardSeconds, seenBefore, metered: state, watched, operations });
    });
  premises.onBoot = watch;
  watch(premises.meter);
  for (const [index, one] of acts.entries()) {
    [act, seenBefore, sentBefore] = [index, seen(premises.meter.state), premises.sent.length];
    premises.act(one);
    const { answer } = premises.meter.state;
    const isDone = one.kind !== 'command' || (answer?.status ?? 0) === 0;
    assert(isDone, `act ${index} is one that the meter does, or reads`);
  }
  assert(
    groups.reduce((sum, { operations }) => sum + operations.length, 0) === flash.journal.length,
    'nothing is written but by commits',
  );
  return { start, groups, end: premises };
}

function isAsFlash({ board }: Premises, { supply }: MeterState): boolean {
  return board.switchPosition === switchPosition(supply);
}

function watchedBy(state: MeterState, sensor: Sensor): Group['watched'] {
  const { loadWatch, metrology } = state;
  if (!loadWatch || loadWatch.isTold) return { wattSeconds: 0, cost: 0n };
  const seconds = metrology.boardSeconds - loadWatch.sinceSeconds;
  const wattSeconds = seconds * sensor.measure(metrology.boardSeconds).activeWatts;
  return { wattSeconds, cost: BigInt(wattSeconds * ratesNow(state).unitMicropencePerKwh) };
}

/** Stands between the meter and its store. */
function watchCommits(meter: Meter, around: (commit: () => void) => void): void {
  const { store } = meter;
  const commit = store.commit.bind(store);
  store.commit = (changes) => around(() => commit(changes));
}
