/**
 * The keys of a party the meter trusts, once checked, are put in force with the counters from which its commands
 * count. What the meter held of a party that is gone is held no longer.
 */
import { fingerprintOf } from '../../../protocol/certificates/fingerprint.ts';
import type { Eui64 } from '../../../protocol/identifiers/eui64.ts';
import { eventWith, type Step, then, unchanged } from '../events/event.ts';
import { snapshotBilling } from '../metrology/billing.ts';
import type { Anchors, MeterState } from '../state.ts';
import type { SlotName } from './authority.ts';
import { heldIn, KEY_NAMES, type NewKeys, type Replacement } from './check-replacement.ts';

/** Puts in force what was checked. */
export function replaceKeys(
  state: MeterState,
  wanted: Replacement,
  keys: NewKeys,
  eui64: Eui64 | undefined,
): Step {
  const { slot, authority } = wanted;
  const before = heldIn(state.anchors, slot)?.eui64;
  const isOther = before !== eui64;
  const payload = {
    slot,
    ...(before === undefined ? {} : { before }),
    ...(eui64 === undefined ? {} : { after: eui64 }),
    counter: authority.counter,
  };
  const left = isOther ? afterLeaving(state, slot) : unchanged(state);
  return then(left, (next) => {
    const anchors = withKeys(next.anchors, slot, keys, eui64);
    const replaced = withFloors({ ...next, anchors }, wanted, keys, isOther);
    return { ...unchanged(replaced), events: [eventWith('credentialsUpdated', payload)] };
  });
}

/**
 * What becomes of what the party that leaves had here. Of a supplier the registers and the account are written
 * down, for its last bill; its name and its message go from the display. What is the customer's stays.
 */
function afterLeaving(state: MeterState, slot: SlotName): Step {
  const without = withoutHeldOf(state, slot);
  if (slot !== 'supplier') return unchanged(without);
  return then(snapshotBilling(without, 'supplier'), (billed) => {
    const { supplier: _, message: __, customerNumber: ___, ...display } = billed.display;
    return unchanged({ ...billed, display });
  });
}

function withKeys(
  anchors: Anchors,
  slot: SlotName,
  keys: NewKeys,
  eui64: Eui64 | undefined,
): Anchors {
  const parts = KEY_NAMES.flatMap((name) => {
    const certificate = keys[name];
    if (!certificate) return [];
    return [
      [`${name}Public`, certificate.key.bytes] as const,
      [`${name}Fingerprint`, fingerprintOf(certificate.whole)] as const,
    ];
  });
  const held = { ...anchors[slot], ...(eui64 === undefined ? {} : { eui64 }) };
  return { ...anchors, [slot]: { ...held, ...Object.fromEntries(parts) } };
}

function withoutHeldOf(state: MeterState, slot: SlotName): MeterState {
  const commands = state.futureDated.commands.filter(({ signer }) => signer !== slot);
  return commands.length === state.futureDated.commands.length
    ? state
    : { ...state, futureDated: { commands } };
}

const ALL_USED = new Uint8Array(16).fill(0xff);

/** Another party begins anew where it does not say from where. */
function withFloors(
  state: MeterState,
  { slot, floor, topUpFloor }: Replacement,
  keys: NewKeys,
  isOther: boolean,
): MeterState {
  const last = lastBefore(floor ?? (isOther ? 0n : undefined));
  const lastTopUp = lastBefore(topUpFloor ?? (isOther ? 0n : undefined));
  // Under a key that stays its old commands would verify once more.
  const isNewKey = slot !== 'headEnd' || keys.agreement !== undefined;
  const isCounted = last !== undefined && slot !== 'root' && isNewKey;
  const counters = isCounted ? { ...state.counters, [slot]: last } : state.counters;
  if (slot !== 'supplier' || lastTopUp === undefined) return { ...state, counters };
  const memory = { highestToken: lastTopUp, tokenWindow: ALL_USED };
  return { ...state, counters, topUps: { ...state.topUps, ...memory } };
}

/** The last counter that does not count any more; 0 is none. */
const lastBefore = (floor: bigint | undefined): bigint | undefined =>
  floor === undefined ? undefined : floor > 0n ? floor - 1n : 0n;
