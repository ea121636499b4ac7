/** Phases of a polyphase meter that lose their supply while the others keep the meter alive. */
import type { AlertName } from '../../../protocol/alerts/device-alerts.ts';
import type { Measured } from '../board.ts';
import { eventWith, type MeterEvent, type Step, unchanged } from '../events/event.ts';
import type { Module } from '../module.ts';
import { isLost } from '../power-quality/average.ts';
import { isPolyphase } from '../power-quality/settings.ts';
import type { MeterState, Stored } from '../state.ts';
import { LONG_OUTAGE_SECONDS, powerOf, STEADY_SECONDS } from './outage.ts';

type LostPhases = Stored['power']['lostPhases'];
type LostPhase = LostPhases[number];

/** By phase, from 1. */
const INTERRUPTED = {
  1: 'supplyInterruptedPhase1',
  2: 'supplyInterruptedPhase2',
  3: 'supplyInterruptedPhase3',
} as const satisfies Readonly<Record<number, AlertName>>;
const RESTORED = {
  1: ['supplyOutageRestoredPhase1', 'longSupplyOutageRestoredPhase1'],
  2: ['supplyOutageRestoredPhase2', 'longSupplyOutageRestoredPhase2'],
  3: ['supplyOutageRestoredPhase3', 'longSupplyOutageRestoredPhase3'],
} as const satisfies Readonly<Record<number, readonly [AlertName, AlertName]>>;
const PHASES = [1, 2, 3] as const;
type PhaseNumber = (typeof PHASES)[number];

/** A phase that comes back has to stay: what flickers is one outage. */
function act(state: MeterState, { voltageDecivolts }: Measured): Step {
  if (!voltageDecivolts || !isPolyphase(state)) return unchanged(state);
  const { lostPhases: before } = powerOf(state);
  const events: MeterEvent[] = [];
  const after: Record<number, LostPhase> = {};
  for (const phase of PHASES) {
    const lost = phaseAfter(state, phase, isLost(voltageDecivolts[phase - 1] ?? 0), events);
    if (lost) after[phase] = lost;
  }
  const isSame = PHASES.every((phase) => after[phase] === before[phase]);
  if (isSame) return unchanged(state);
  return {
    state: { ...state, power: { ...powerOf(state), lostPhases: after } },
    events,
    entries: [],
  };
}

function phaseAfter(
  state: MeterState,
  phase: PhaseNumber,
  isLostNow: boolean,
  events: MeterEvent[],
): LostPhase | undefined {
  const now = state.metrology.boardSeconds;
  const before = powerOf(state).lostPhases[phase];
  if (!before) {
    if (!isLostNow) return undefined;
    events.push({ name: INTERRUPTED[phase], isLogOnly: true });
    return { sinceSeconds: now };
  }
  const { sinceSeconds, backSeconds } = before;
  if (isLostNow) return backSeconds === undefined ? before : { sinceSeconds };
  // Ahead of now: the board's clock went back while all power was gone.
  if (backSeconds === undefined || backSeconds > now) return { sinceSeconds, backSeconds: now };
  if (now < backSeconds + STEADY_SECONDS) return before;
  events.push(restoredEvent(state, phase, sinceSeconds, backSeconds));
  return undefined;
}

function restoredEvent(
  { clock }: MeterState,
  phase: PhaseNumber,
  sinceSeconds: number,
  backSeconds: number,
): MeterEvent {
  const [short, long] = RESTORED[phase];
  const interruption = Math.max(0, sinceSeconds + clock.offsetSeconds);
  const restoration = Math.max(0, backSeconds + clock.offsetSeconds);
  const isLong = backSeconds - sinceSeconds >= LONG_OUTAGE_SECONDS;
  const more = { utcSeconds: restoration };
  return eventWith(isLong ? long : short, { interruption, restoration }, more);
}

export const phaseSupply: Module = {
  deadline: ({ power }) => {
    const backs = Object.values(power?.lostPhases ?? {}).flatMap(({ backSeconds }) =>
      backSeconds === undefined ? [] : [backSeconds + STEADY_SECONDS],
    );
    return backs.length > 0 ? Math.min(...backs) : undefined;
  },
  act,
};
