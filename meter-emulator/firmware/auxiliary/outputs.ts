/**
 * What each auxiliary load is set to. A command comes before the boost button, the button before the calendar;
 * a limit holds whatever comes.
 */
import { eventWith, type MeterEvent, type Step, then, unchanged } from '../events/event.ts';
import { utcSecondsOf } from '../metrology/metrology.ts';
import type { Module } from '../module.ts';
import type { MeterState } from '../state.ts';
import type { Entry } from '../stored.ts';
import { isBoostOver, withoutBoost } from './boost.ts';
import { planAt } from './calendar.ts';
import { calendarOf, OFF, ON } from './calendars.ts';
import { auxiliaryOf, controllerOf, hasNone, isSwitch, NUMBERS } from './controllers.ts';
import { switchLogEntry } from './log.ts';
import { randomisedOffsetSeconds } from './offset.ts';
import type { Output } from './stored.ts';
import { nextOf, overOf, stageOf, without } from './windows.ts';

/** What was never set is off. */
const areSame = (a: Output = OFF, b: Output = OFF) =>
  a.levelPercent === b.levelPercent && a.isInput === b.isInput;

type Settled = Pick<
  MeterState,
  'clock' | 'documents' | 'slotBytes' | 'variant' | 'randomisedOffset'
> & { readonly fromSeconds: number; readonly untilSeconds: number };
/** What was found in line, and until when: asked at every deadline of anybody. */
const settled = new WeakMap<object, Settled>();

/** Board seconds until which nothing is to be done; undefined: it has to be looked at. */
function settledUntil(state: MeterState): number | undefined {
  const known = settled.get(auxiliaryOf(state));
  const { boardSeconds } = state.metrology;
  const isKnown =
    known !== undefined &&
    known.clock === state.clock &&
    known.documents === state.documents &&
    known.slotBytes === state.slotBytes &&
    known.variant === state.variant &&
    known.randomisedOffset === state.randomisedOffset &&
    boardSeconds >= known.fromSeconds &&
    boardSeconds < known.untilSeconds;
  return isKnown ? known.untilSeconds : undefined;
}

/** Brings everything in line with now. Gives the very same state when it is. */
export function settle(state: MeterState): Step {
  if (hasNone(state) || settledUntil(state) !== undefined) return unchanged(state);
  const step = settledNow(state);
  if (step.state === state) {
    const { clock, documents, slotBytes, variant, randomisedOffset, metrology } = state;
    const times = { fromSeconds: metrology.boardSeconds, untilSeconds: nextChange(state) };
    const parts = {
      clock,
      documents,
      slotBytes,
      variant,
      ...(randomisedOffset && { randomisedOffset }),
    };
    settled.set(auxiliaryOf(state), { ...parts, ...times });
  }
  return step;
}

function settledNow(state: MeterState): Step {
  const auxiliary = auxiliaryOf(state);
  const commandsOver = overOf(state, auxiliary.commands);
  const isOver = isBoostOver(state);
  const reverted = new Set([...commandsOver, ...(isOver ? auxiliary.boosted : [])]);
  const boosted = isOver ? withoutBoost(state) : unchanged(state);
  const ended = then(boosted, (next) => withoutWindows(next, commandsOver));
  const limited = overOf(state, auxiliary.limits);
  return then(ended, (next) => withOutputs(next, reverted, limited));
}

/** What was asked for is over. */
function withoutWindows(state: MeterState, commandsOver: readonly number[]): Step {
  const auxiliary = auxiliaryOf(state);
  const commands = without(auxiliary.commands, commandsOver);
  const limits = without(auxiliary.limits, overOf(state, auxiliary.limits));
  if (commands === auxiliary.commands && limits === auxiliary.limits) return unchanged(state);
  return unchanged({ ...state, auxiliary: { ...auxiliary, commands, limits } });
}

function withOutputs(
  state: MeterState,
  reverted: ReadonlySet<number>,
  unlimited: readonly number[],
): Step {
  const auxiliary = auxiliaryOf(state);
  const numbers = NUMBERS.filter((number) => controllerOf(state, number));
  const scheduled = rowsOf(numbers, auxiliary.scheduled, (number) => scheduledOf(state, number));
  const planned = { ...auxiliary, scheduled };
  const outputs = rowsOf(numbers, auxiliary.outputs, (number) =>
    wantedOf({ ...state, auxiliary: planned }, number),
  );
  const events = unlimited.map((controller): MeterEvent => {
    const resultingLevel = outputs[controller]?.levelPercent ?? 0;
    return eventWith('levelLimitEnded', { controller, resultingLevel });
  });
  const changed = numbers.filter(
    (number) => reverted.has(number) || !areSame(outputs[number], auxiliary.outputs[number]),
  );
  const isSame = outputs === auxiliary.outputs && scheduled === auxiliary.scheduled;
  if (isSame && changed.length === 0) return { state, events, entries: [] };
  const entries = changed.map((number, index): Entry => {
    const output = outputs[number] ?? OFF;
    return logged(state, auxiliary.logged + index, number, output, reverted.has(number));
  });
  const next = { ...planned, outputs, logged: auxiliary.logged + changed.length };
  return { state: { ...state, auxiliary: next }, events, entries };
}

type Outputs = Readonly<Record<number, Output>>;

/** The very same rows where none is another. */
function rowsOf(
  numbers: readonly number[],
  before: Outputs,
  outputOf: (number: number) => Output,
): Outputs {
  const after = Object.fromEntries(numbers.map((number) => [number, outputOf(number)]));
  const isSame =
    Object.keys(before).length === numbers.length &&
    numbers.every((number) => areSame(after[number], before[number]));
  return isSame ? before : after;
}

/** By the calendar, shifted by the random offset; while there is no time, what it wanted last. */
function scheduledOf(state: MeterState, number: number): Output {
  const before = auxiliaryOf(state).scheduled[number] ?? OFF;
  const calendar = calendarOf(state, number);
  if (!calendar) return OFF;
  if (state.clock.status === 'invalid') return before;
  const utcSeconds = utcSecondsOf(state) - randomisedOffsetSeconds(state);
  return planAt(calendar, utcSeconds).outputs.get(number) ?? OFF;
}

function wantedOf(state: MeterState, number: number): Output {
  const { commands, limits, boost, boosted, scheduled } = auxiliaryOf(state);
  const command = commands[number];
  const isCommanded = command && stageOf(state, command) === 'now';
  const isBoosted = boost !== undefined && boosted.includes(number);
  const output = isCommanded ? command.output : isBoosted ? ON : (scheduled[number] ?? OFF);
  if (isSwitch(controllerOf(state, number)))
    // A switch is on at the whole level alone.
    return output.levelPercent === ON.levelPercent && !output.isInput ? ON : OFF;
  const limit = limits[number];
  if (!limit || stageOf(state, limit) !== 'now' || limit.output.isInput !== output.isInput)
    return output;
  const levelPercent = Math.min(output.levelPercent, limit.output.levelPercent);
  return { ...output, levelPercent };
}

function logged(
  state: MeterState,
  period: number,
  number: number,
  output: Output,
  isReverted: boolean,
): Entry {
  const isOnNetwork = controllerOf(state, number)?.kind === 'HCALCS';
  const action = output.levelPercent > 0 ? 'On' : 'Off';
  return switchLogEntry(period, {
    ...output,
    utcSeconds: utcSecondsOf(state),
    number,
    action: isReverted ? 'RevertToCalendar' : action,
    outcome: isOnNetwork ? 'NotKnown' : 'Success',
  });
}

/** Board seconds of the next thing that changes an output. */
function nextChange(state: MeterState): number {
  const { commands, limits, boost } = auxiliaryOf(state);
  const windows = [...Object.values(commands), ...Object.values(limits)];
  const nexts = windows.flatMap((window) => nextOf(state, window) ?? []);
  if (boost) nexts.push(boost.untilSeconds);
  if (state.clock.status !== 'invalid')
    for (const number of NUMBERS) {
      const calendar = calendarOf(state, number);
      if (calendar) nexts.push(nextSwitching(state, calendar));
    }
  return Math.min(...nexts);
}

function nextSwitching(state: MeterState, calendar: Parameters<typeof planAt>[0]): number {
  const offset = randomisedOffsetSeconds(state);
  const { untilSeconds } = planAt(calendar, utcSecondsOf(state) - offset);
  return untilSeconds + offset - state.clock.offsetSeconds;
}

export const auxiliaryLoads: Module = {
  deadline: (state) => {
    if (hasNone(state)) return undefined;
    // After a boot, or a step of the clock, at once.
    const isInLine = settle(state).state === state;
    return isInLine ? settledUntil(state) : state.metrology.boardSeconds + 1;
  },
  act: settle,
};

/** What the board has to be told, other than it was told before; without a before, as at a boot, all there is. */
export function outputsToSet(
  before: MeterState | undefined,
  after: MeterState,
): readonly (readonly [number, Output])[] {
  if (before?.auxiliary === after.auxiliary) return [];
  return Object.entries(after.auxiliary?.outputs ?? {})
    .map(([number, output]) => [Number(number), output] as const)
    .filter(([number, output]) => !before || !areSame(output, before.auxiliary?.outputs[number]));
}
