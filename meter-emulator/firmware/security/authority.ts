/**
 * Which party may sign what: a table, so that no message says itself whose word it wants to be. A service that
 * is not here is signed by the supplier if it is critical, and by nobody if it is not.
 */
import type { Service } from '../../../protocol/definition/service.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import type { Anchors } from '../state.ts';
import type { SignerSlot } from './stored.ts';

export type SlotName = keyof Anchors;

const SIGNERS: Readonly<Record<string, readonly SignerSlot[]>> = {
  // A party replaces its own keys; recovery anybody's.
  '6.15.1': ['supplier', 'networkOperator', 'recovery', 'changeOfSupplier'],
  // Whoever holds the slot until then, mostly the DCC itself, hands it over.
  '6.21': ['supplier', 'networkOperator', 'recovery'],
  '6.23': ['changeOfSupplier'],
  '7.16': ['loadController', 'supplier'],
};
const OTHER_CRITICAL: readonly SignerSlot[] = ['supplier'];
const NOBODY: readonly SignerSlot[] = [];

/** Empty: the command carries no signature. */
export function signersOf({ reference, critical }: Service): readonly SignerSlot[] {
  return SIGNERS[reference] ?? (critical ? OTHER_CRITICAL : NOBODY);
}

/** By whose right a command is executed. */
export type Authority = { readonly slot: SignerSlot; readonly counter: bigint };

/** The slot a party is in, the supplier's first; undefined for one the meter does not know. */
export function slotOf(anchors: Anchors, eui64: Eui64 | undefined): SlotName | undefined {
  if (eui64 === undefined) return undefined;
  const order: readonly SlotName[] = [
    'supplier',
    'networkOperator',
    'loadController',
    'headEnd',
    'changeOfSupplier',
    'recovery',
  ];
  return order.find((slot) => (anchors[slot] as { readonly eui64?: Eui64 })?.eui64 === eui64);
}
