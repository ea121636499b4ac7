/**
 * Alerts that come in storms: the first few of a code are told, the rest of its half-hour is counted, and then one
 * alert says how many there were. What is held back is not logged either, so that a storm does not wash out a
 * log. Alerts of which each one says something else are never held back.
 */
import { saysMuch } from '../../../protocol/alerts/alert-payloads.ts';
import { type AlertName, alertByCode } from '../../../protocol/alerts/device-alerts.ts';
import { HALF_HOUR_SECONDS } from '../metrology/periods.ts';
import type { Module } from '../module.ts';
import type { Alerts, MeterState } from '../state.ts';
import { codeOf, type MeterEvent, type Step, unchanged } from './event.ts';
import { STORMS_MAX } from './stored.ts';

/** Told in each half-hour that begins with the first of them. */
export const TOLD_MAX = 5;
const HELD_BACK_MAX = 2 ** 32 - 1;
const SERIES_MAX = 2 ** 32 - 1;

type Storm = Alerts['storms'][number];

/** Over too when it has yet to begin: the board's clock went back, and nobody knows how long it lasts. */
function isOver(
  { sinceBoardSeconds }: Storm,
  { metrology: { boardSeconds } }: MeterState,
): boolean {
  return boardSeconds < sinceBoardSeconds || boardSeconds >= sinceBoardSeconds + HALF_HOUR_SECONDS;
}

/** Is this one to be told? The state counts it either way. */
export function countStorm(state: MeterState, event: MeterEvent): readonly [boolean, MeterState] {
  if (event.throttled || saysMuch(event.name)) return [true, state];
  const code = codeOf(event);
  const { storms } = state.alerts;
  const running = storms.find((storm) => storm.code === code && !isOver(storm, state));
  if (!running) return [true, withStorms(state, begun(state, code))];
  const isTold = running.sent < TOLD_MAX;
  const next: Storm = isTold
    ? { ...running, sent: running.sent + 1 }
    : { ...running, heldBack: Math.min(HELD_BACK_MAX, running.heldBack + 1) };
  return [
    isTold,
    withStorms(
      state,
      storms.map((storm) => (storm === running ? next : storm)),
    ),
  ];
}

/** One more; what is over and has nothing to tell makes room, then the oldest of those that held nothing back. */
function begun(state: MeterState, code: number): readonly Storm[] {
  const { storms } = state.alerts;
  const kept = storms.filter((storm) => storm.heldBack > 0 || !isOver(storm, state));
  const spare = kept.find(({ heldBack }) => heldBack === 0);
  if (kept.length === STORMS_MAX && !spare) return kept;
  const room = kept.length < STORMS_MAX ? kept : kept.filter((storm) => storm !== spare);
  const { boardSeconds: sinceBoardSeconds } = state.metrology;
  return [...room, { code, sinceBoardSeconds, sent: 1, heldBack: 0 }];
}

function withStorms(state: MeterState, storms: readonly Storm[]): MeterState {
  return { ...state, alerts: { ...state.alerts, storms } };
}

const isToBeTold = ({ heldBack }: Storm): boolean => heldBack > 0;

/** Tells of the series that are over. */
export const alertStorms: Module = {
  deadline: (state) => {
    const ends = state.alerts.storms
      .filter(isToBeTold)
      .map((storm) =>
        isOver(storm, state)
          ? state.metrology.boardSeconds + 1
          : storm.sinceBoardSeconds + HALF_HOUR_SECONDS,
      );
    return ends.length > 0 ? Math.min(...ends) : undefined;
  },
  act: (state) => {
    const over = state.alerts.storms.filter((storm) => isToBeTold(storm) && isOver(storm, state));
    return over.length === 0 ? unchanged(state) : toldOf(state, over);
  },
};

function toldOf(state: MeterState, over: readonly Storm[]): Step {
  const { storms, series } = state.alerts;
  const events = over.map(
    ({ code, heldBack }, index): MeterEvent => ({
      ...named(code),
      throttled: { sequenceId: (series + index) % SERIES_MAX, count: heldBack },
    }),
  );
  const rest = storms.filter((storm) => !over.includes(storm));
  const alerts = {
    ...state.alerts,
    storms: rest,
    series: (series + over.length) % SERIES_MAX,
  };
  return { state: { ...state, alerts }, events, entries: [] };
}

/** Back from the code: a phase stands in it. */
function named(code: number): Pick<MeterEvent, 'name' | 'phase'> {
  const whole = alertByCode(code)?.name ?? '';
  const [, name, phase] = /^(.*)Phase([123])$/.exec(whole) ?? [whole, whole];
  return phase === undefined
    ? { name: name as AlertName }
    : { name: name as AlertName, phase: Number(phase) as 1 | 2 | 3 };
}
