/** Commands for later: held on flash, so that a power cut forgets none, and executed in the order of their times. */
import { type CborMap, encodeCanonical } from '../../../protocol/cbor/canonical.ts';
import { serviceNumber } from '../../../protocol/definition/service.ts';
import { CANCEL_UTC_SECONDS } from '../../../protocol/services/shared.ts';
import { documentServices } from '../documents/document-services.ts';
import { mapIn, withSlot } from '../documents/documents.ts';
import {
  FUTURE_DATED_MAX,
  type FutureCommand,
  HELD_INLINE_BYTES_MAX,
} from '../documents/stored.ts';
import type { Module } from '../module.ts';
import type { Authority } from '../security/authority.ts';
import type { MeterState } from '../state.ts';

/**
 * However short: when it is executed the slot is taken over, not written, and several may be executed in a
 * group that takes one new slot.
 */
const takesSlot: ReadonlySet<number> = new Set(
  Object.values(documentServices).map(({ service }) => serviceNumber(service.reference)),
);

export type Held = MeterState | 'clockNotReliable' | 'futureDatedQueueFull';

/** The state with the command held, or those of its service that the same party has sent taken back; else the refusal. */
export function hold(
  state: MeterState,
  service: number,
  utcSeconds: number,
  commandCounter: bigint,
  content: CborMap,
  authority?: Authority,
): Held {
  const { commands } = state.futureDated;
  if (utcSeconds >= CANCEL_UTC_SECONDS) {
    const others = commands.filter(
      (command) => command.service !== service || command.signer !== authority?.slot,
    );
    return others.length === commands.length
      ? state
      : { ...state, futureDated: { commands: others } };
  }
  if (state.clock.status === 'invalid') return 'clockNotReliable';
  if (commands.length >= FUTURE_DATED_MAX) return 'futureDatedQueueFull';
  const request = encodeCanonical(content);
  const signed = authority && { signer: authority.slot, signerCounter: authority.counter };
  const common = { service, utcSeconds, commandCounter, ...signed };
  if (request.length <= HELD_INLINE_BYTES_MAX && !takesSlot.has(service))
    return withHeld(state, { ...common, request });
  const [slot, written] = withSlot(state, request);
  return withHeld(written, { ...common, slot });
}

function withHeld(state: MeterState, command: FutureCommand): MeterState {
  const commands = [...state.futureDated.commands, command];
  return { ...state, futureDated: { commands } };
}

/** The earliest, and of equal times the first that came. */
export function nextHeld({ clock, futureDated }: MeterState): FutureCommand | undefined {
  if (clock.status === 'invalid') return undefined;
  let next: FutureCommand | undefined;
  for (const command of futureDated.commands)
    if (!next || command.utcSeconds < next.utcSeconds) next = command;
  return next;
}

export function withoutHeld(state: MeterState, done: FutureCommand): MeterState {
  const commands = state.futureDated.commands.filter((command) => command !== done);
  return { ...state, futureDated: { commands } };
}

/** By whose right it will be executed. */
export function authorityOf({ signer, signerCounter }: FutureCommand): Authority | undefined {
  return signer && { slot: signer, counter: signerCounter ?? 0n };
}

/** Undefined when it is readable no more, and cannot be done. */
export function contentOf(
  { slotBytes }: Pick<MeterState, 'slotBytes'>,
  { request, slot }: FutureCommand,
): CborMap | undefined {
  const bytes = request ?? (slot === undefined ? undefined : slotBytes[slot]);
  return bytes && mapIn(bytes);
}

/** They are due at their own second. What is due is executed by the meter itself: perform.ts. */
export const heldCommands: Module = {
  deadline: (state) => {
    const held = nextHeld(state);
    return held && held.utcSeconds - state.clock.offsetSeconds;
  },
};
