/** Commands for later: held on flash, so that a power cut forgets none, and executed in the order of their times. */
import {
  type CborMap,
  decodeCanonical,
  encodeCanonical,
  isCborMap,
} from '../../../protocol/cbor/canonical.ts';
import { assert } from '../../../protocol/refused.ts';
import {
  FUTURE_DATED_BYTES_MAX,
  FUTURE_DATED_MAX,
  type FutureCommand,
  type MeterState,
} from '../state.ts';

/** 3000-01-01T00:00:00Z: an execution time from here on takes back what is pending of its service (DUIS). */
export const CANCEL_UTC_SECONDS = 32_503_680_000;

const LIMITS = { bytes: FUTURE_DATED_BYTES_MAX, depth: 8 };

export type Held = MeterState | 'clockNotReliable' | 'futureDatedQueueFull';

/** The state with the command held, or taken back; else the refusal. */
export function hold(
  state: MeterState,
  service: number,
  utcSeconds: number,
  commandCounter: bigint,
  content: CborMap,
): Held {
  const { commands } = state.futureDated;
  if (utcSeconds >= CANCEL_UTC_SECONDS) {
    const others = commands.filter((command) => command.service !== service);
    return others.length === commands.length
      ? state
      : { ...state, futureDated: { commands: others } };
  }
  if (state.clock.status === 'invalid') return 'clockNotReliable';
  const request = encodeCanonical(content);
  if (commands.length >= FUTURE_DATED_MAX || request.length > FUTURE_DATED_BYTES_MAX)
    return 'futureDatedQueueFull';
  const command: FutureCommand = { service, utcSeconds, commandCounter, request };
  return { ...state, futureDated: { commands: [...commands, command] } };
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

export function contentOf({ request }: FutureCommand): CborMap {
  const content = decodeCanonical(request, LIMITS);
  assert(isCborMap(content), 'what is held was a map');
  return content;
}
