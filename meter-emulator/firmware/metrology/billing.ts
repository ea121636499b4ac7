/** The billing data log: what the registers and the account showed when a bill is due or its terms change. */
import { type Step, unchanged } from '../events/event.ts';
import type { MeterState } from '../state.ts';

/** Why the registers are written down. */
export type BillingTrigger = 'calendar' | 'tariff' | 'paymentMode';

export function snapshotBilling(state: MeterState, _trigger: BillingTrigger): Step {
  return unchanged(state);
}
