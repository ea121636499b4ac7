/** Another tariff, or other prices, from this second on. */
import { type Step, then, unchanged } from '../events/event.ts';
import { snapshotBilling } from '../metrology/billing.ts';
import type { MeterState } from '../state.ts';
import { settled } from './counting.ts';
import { followTables } from './switching.ts';

/**
 * What was used until now is counted in the register and the block that were in use, the registers go to the
 * billing log, and then `change` replaces documents. Registers and block counters go on from where they are.
 */
export function putInForce(state: MeterState, change: (state: MeterState) => MeterState): Step {
  return then(snapshotBilling(settled(state), 'tariff'), (before) =>
    unchanged(followTables(change(before))),
  );
}
