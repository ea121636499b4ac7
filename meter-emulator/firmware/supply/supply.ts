/** The supply switch: two states of the contactor, three of the meter. Rules: docs/meter/supply.md. Pure. */
import type { Supply } from '../state.ts';

export type SupplyInput =
  | 'enable' // service 7.1
  | 'disable' // service 7.2
  | 'arm' // service 7.3
  | 'button' // somebody at the meter
  | 'creditExhausted'
  | 'creditRestored'
  | 'tamper' // somebody in the meter, which the supplier wants locked then
  | 'leak' // gas flows though nobody can have lit anything
  | 'restore'; // the time of a load limit is over

const ENABLED: Supply = { position: 'enabled' };
const ARMED: Supply = { position: 'armed' };

/**
 * The state after an input; the same object where nothing changes, so that a repeated command is
 * harmless. Credit arms only what the want of credit has disabled: a supplier's word stands, and a lock.
 */
export function supplyAfter(supply: Supply, input: SupplyInput): Supply {
  const { position, disabledBy } = supply;
  switch (input) {
    case 'enable':
      return position === 'enabled' ? supply : ENABLED;
    case 'disable':
      return disabledBy === 'supplier' ? supply : { position: 'disabled', disabledBy: 'supplier' };
    case 'arm':
      return position === 'disabled' ? ARMED : supply;
    case 'button':
      return position === 'armed' ? ENABLED : supply;
    case 'creditExhausted':
      return position === 'disabled' ? supply : { position: 'disabled', disabledBy: 'credit' };
    case 'creditRestored':
      return position === 'disabled' && disabledBy === 'credit' ? ARMED : supply;
    case 'tamper':
      // Who was disabled by the supplier waits for the supplier as it is.
      return disabledBy === 'supplier' || disabledBy === 'tamper'
        ? supply
        : { position: 'disabled', disabledBy: 'tamper' };
    case 'leak':
      return position === 'enabled' ? ARMED : supply;
    case 'restore':
      return supply.restoreAtSeconds === undefined ? supply : ENABLED;
  }
}

/** What a load limit does to an enabled supply: armed at once, and enabled by itself later. */
export function limited(supply: Supply, restoreAtSeconds: number): Supply {
  return supply.position === 'enabled' ? { position: 'armed', restoreAtSeconds } : supply;
}

export function switchPosition({ position }: Supply): 'open' | 'closed' {
  return position === 'enabled' ? 'closed' : 'open';
}
