/**
 * Power is cut in every flash operation of a scenario. Two things are shown. First, whatever was torn, the meter
 * boots with its flash as it was before the group, or as it is after it, to the last bit of every value, document
 * and history, and ends as after a cut there. Second, a meter cut before or after a group ends like
 * one that was not cut, but for what cut-differences.testing.ts allows.
 */
import type { EmulatedFlash } from '../../board/emulated-flash.ts';
import { actAgain, Premises } from './cut-acts.testing.ts';
import { type Image, imageOf } from './cut-image.testing.ts';
import { apply, cutIn, type Group, type Run, runUncut } from './cut-journal.testing.ts';
import type { Scenario } from './cut-script.testing.ts';

export type Proof = {
  readonly operations: number;
  readonly cuts: number;
  readonly groups: number;
  readonly logErases: number;
  readonly failures: readonly string[];
};

export type Ending = { readonly image: Image; readonly premises: Premises; readonly booted: Premises['meter']['state'] };

/** Boots what is left after a cut in the group, and lives on to the end of the scenario. */
export function endOf(scenario: Scenario, flash: EmulatedFlash, group: Group): Ending {
  const { acts, sensor } = scenario;
  const act = acts[group.act];
  if (!act) throw new Error('a group belongs to an act');
  const off = act.kind === 'outage' ? act.seconds : 0;
  const premises = new Premises(flash, sensor, group.boardSeconds + off);
  const booted = premises.meter.state;
  actAgain(premises, act, group.seenBefore);
  for (const next of acts.slice(group.act + 1)) premises.act(next);
  return { image: imageOf(flash), premises, booted };
}
