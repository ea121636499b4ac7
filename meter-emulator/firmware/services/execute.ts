/** From a command that has arrived to the group it makes and the answer it gets. Pure. */
import { decodeCanonical, encodeCanonical, isCborMap } from '../../../protocol/cbor/canonical.ts';
import { assert } from '../../../protocol/refused.ts';
import { refusalCode } from '../../../protocol/services/index.ts';
import { compareClock, setsClock } from '../clock/compare.ts';
import { type Step, then, unchanged } from '../events/event.ts';
import { takeCounter } from '../events/record.ts';
import type { Reply } from '../messages.ts';
import { utcSecondsOf } from '../metrology/metrology.ts';
import { assess } from '../prepayment/assess.ts';
import { takeMissedCharges } from '../prepayment/charges.ts';
import { type Command, withAccepted } from '../security/authenticate.ts';
import { withoutPrevious } from '../security/own-keys.ts';
import { ANSWER_CONTENT_BYTES_MAX } from '../security/stored.ts';
import type { Answer, MeterState } from '../state.ts';
import { type Means, type Performed, perform } from './perform.ts';

const CONTENT_LIMITS = { bytes: ANSWER_CONTENT_BYTES_MAX, depth: 8 };

/** A command that is new: what it does, and its answer, which is kept if it may have changed something. */
export function execute(
  means: Means,
  state: MeterState,
  command: Command,
  isUnderPrevious: boolean,
): { readonly step: Step; readonly reply: Reply } {
  // After a time without power something may be due that the command must not change.
  const accepted = then(accept(state, command, isUnderPrevious), takeMissedCharges);
  const performed = perform(means, accepted.state, command);
  const step = then(
    then(accepted, () => performed.step),
    assess,
  );
  const [counter, taken] = takeCounter(step.state);
  const reply = replyTo(command, performed, counter, step.state);
  const answered = performed.isChange ? { ...taken, answer: answerOf(reply) } : taken;
  return { step: { ...step, state: answered }, reply };
}

/** The last command once more: the kept answer, or for a read what is true now under a counter of its own. */
export function answerAgain(
  means: Means,
  state: MeterState,
  command: Command,
): { readonly state: MeterState; readonly reply: Reply } {
  const { answer } = state;
  if (answer?.responseTo === command.counter) return { state, reply: replyOf(answer) };
  const performed = orUnknown(perform(means, state, command), command);
  const [counter, taken] = takeCounter(state);
  return { state: taken, reply: replyTo(command, performed, counter, state) };
}

/** A change whose answer is rotten is not made again, and nobody knows how it went. */
function orUnknown(performed: Performed, { service }: Command): Performed {
  if (!performed.isChange || !service) return performed;
  const { content: _, ...rest } = performed;
  return { ...rest, status: refusalCode(service, 'executionFailed') };
}

/** The command counts, whatever becomes of it; the head-end's key and time are what it came with. */
function accept(state: MeterState, command: Command, isUnderPrevious: boolean): Step {
  const counted = { ...state, counters: withAccepted(state.counters, command) };
  const next = isUnderPrevious ? counted : withoutPrevious(counted);
  return setsClock(command) ? unchanged(next) : compareClock(next, command.networkUtcSeconds);
}

function replyTo(
  { counter: responseTo, serviceNumber: service }: Command,
  { status, content }: Performed,
  counter: bigint,
  state: MeterState,
): Reply {
  const { status: clockStatus } = state.clock;
  const utcSeconds = utcSecondsOf(state);
  const reply = { responseTo, counter, service, status, utcSeconds, clockStatus };
  return content ? { ...reply, content } : reply;
}

function answerOf({ content, ...reply }: Reply): Answer {
  return content ? { ...reply, content: encodeCanonical(content) } : reply;
}

function replyOf({ content, ...answer }: Answer): Reply {
  if (!content) return answer;
  const map = decodeCanonical(content, CONTENT_LIMITS);
  assert(isCborMap(map), 'an answer is a map');
  return { ...answer, content: map };
}
