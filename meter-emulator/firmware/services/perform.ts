/** From a command that is believed to what it does and what is answered. Pure. */
import type { CborMap } from '../../../protocol/cbor/canonical.ts';
import type { Crypto } from '../../../protocol/cose/crypto.ts';
import { fromCborValue, toCborValue } from '../../../protocol/definition/cbor.ts';
import type { Service } from '../../../protocol/definition/service.ts';
import { checkRequest } from '../../../protocol/definition/validate.ts';
import type { AnyType } from '../../../protocol/definition/words.ts';
import { Refused } from '../../../protocol/refused.ts';
import { refusalCode } from '../../../protocol/services/index.ts';
import {
  refusalDetail,
  refusedFieldAt,
  sharedRefusals,
} from '../../../protocol/services/refusals.ts';
import type { Measured } from '../board.ts';
import type { FutureCommand } from '../documents/stored.ts';
import { eventWith, type MeterEvent, type Step, then, unchanged } from '../events/event.ts';
import { asMeter } from '../home-network/mirrored.ts';
import { utcSecondsOf } from '../metrology/metrology.ts';
import type { Command } from '../security/authenticate.ts';
import { slotOf } from '../security/authority.ts';
import type { MeterState } from '../state.ts';
import type { Store } from '../storage/store.ts';
import {
  type Change,
  type Denied,
  type Executor,
  type HomeKnowledge,
  hasService,
  isOfMeterBehind,
} from './executor.ts';
import { authorityOf, contentOf, hold, nextHeld, withoutHeld } from './future-dated.ts';
import { executorByNumber } from './index.ts';

export type Means = {
  readonly crypto: Crypto;
  readonly store: Store;
  readonly random: (length: number) => Uint8Array;
  readonly measured: Measured;
  readonly home?: HomeKnowledge | undefined;
};

export type Performed = {
  readonly step: Step;
  /** 0 is done. */
  readonly status: number;
  readonly content?: CborMap;
  /** Whether it may have changed something: then the answer is kept, not found anew. */
  readonly isChange: boolean;
};

export function perform(means: Means, state: MeterState, command: Command): Performed {
  const executor = executorByNumber.get(command.serviceNumber);
  if (!executor || !hasService(executor, state.variant.kind)) {
    const status = sharedRefusals.notSupported.code;
    return { step: unchanged(state), status, isChange: false };
  }
  const isChange = executor.kind === 'change';
  const request = readRequest(executor.service, command.content);
  if ('refused' in request) {
    const refused = refuse(state, executor.service, 'argumentsRefused', request.refused.path);
    return { ...refused, isChange };
  }
  const executionUtcSeconds = executionDateTimeOf(request.value);
  if (isLongPast(executionUtcSeconds, command.networkUtcSeconds)) {
    const refused = refuse(state, executor.service, 'argumentsRefused', 'executionDateTime');
    return { ...refused, isChange };
  }
  if (executionUtcSeconds !== undefined && executionUtcSeconds > utcSecondsOf(state))
    return { ...holdForLater(state, executor, command, executionUtcSeconds), isChange };
  return executor.kind === 'change'
    ? {
        ...performChange(means, state, executor, request.value, command),
        isChange,
      }
    : {
        step: unchanged(state),
        ...performRead(means, state, executor, request.value, command),
        isChange,
      };
}

/** All that was held until now, in the order of their times. */
export function performDue(means: Means, state: MeterState): Step {
  let step = unchanged(state);
  for (let held = nextHeld(state); held; held = nextHeld(step.state)) {
    const due = held;
    if (due.utcSeconds > utcSecondsOf(step.state)) break;
    step = then(step, (before) => performHeld(means, before, due));
  }
  return step;
}

/** What was held until now; done or not, it is held no longer, and the supplier is told which. */
function performHeld(means: Means, state: MeterState, held: FutureCommand): Step {
  const without = withoutHeld(state, held);
  const executor = executorByNumber.get(held.service);
  const content = contentOf(state, held);
  const request = executor && content && readRequest(executor.service, content);
  const failed = toldOf('futureDatedFailed', held);
  if (executor?.kind !== 'change' || !request || 'refused' in request)
    return { state: without, events: [failed], entries: [] };
  const authority = authorityOf(held);
  const { step, status } = performChange(means, without, executor, request.value, {
    counter: held.commandCounter,
    authority,
  });
  const done = toldOf('futureDatedDone', held);
  return { ...step, events: [...step.events, status === 0 ? done : failed] };
}

/** The counter is the one that its user knows. */
function toldOf(name: 'futureDatedDone' | 'futureDatedFailed', held: FutureCommand): MeterEvent {
  const service = Uint8Array.of(held.service >> 8, held.service & 0xff);
  const counter = authorityOf(held)?.counter ?? held.commandCounter;
  return eventWith(name, { command: { service, counter } }, { detail: held.service });
}

type RequestRead = { readonly value: unknown } | { readonly refused: Refused };

/** Refused: not of the shape, or against a rule. */
function readRequest(service: Service, content: CborMap): RequestRead {
  try {
    const value: unknown = fromCborValue(service.request, content);
    checkRequest(service, value);
    return { value };
  } catch (error) {
    if (error instanceof Refused) return { refused: error };
    throw error;
  }
}

function executionDateTimeOf(request: unknown): number | undefined {
  const { executionDateTime } = request as { readonly executionDateTime?: number };
  return executionDateTime;
}

/** A time that passes on the way means now; one that had long passed when the command was made is a mistake. */
const ON_THE_WAY_SECONDS = 3600;
function isLongPast(executionUtcSeconds: number | undefined, madeUtcSeconds: number | undefined) {
  if (executionUtcSeconds === undefined || madeUtcSeconds === undefined) return false;
  return executionUtcSeconds < madeUtcSeconds - ON_THE_WAY_SECONDS;
}

type Result = Omit<Performed, 'isChange'>;

function holdForLater(
  state: MeterState,
  { service }: Executor,
  command: Command,
  utcSeconds: number,
): Result {
  // What the head-end is to hold does not reach the meter before its time.
  if (!service.modes.includes('futureDatedDevice'))
    return refuse(state, service, 'argumentsRefused', 'executionDateTime');
  const held = hold(
    state,
    command.serviceNumber,
    utcSeconds,
    command.counter,
    command.content,
    command.authority,
  );
  if (typeof held === 'string') return refuse(state, service, held);
  const content = toContent(service, { messageSuccess: true });
  return { step: unchanged(held), status: 0, ...content };
}

function performChange(
  means: Means,
  state: MeterState,
  executor: Change,
  request: unknown,
  { counter, networkUtcSeconds, authority }: Pick<Command, 'counter'> & Partial<Command>,
): Result {
  const { service } = executor;
  const outcome = executor.execute(
    { ...means, state, commandCounter: counter, networkUtcSeconds, authority },
    request as never,
  );
  if (outcome.kind === 'refused')
    return { ...refuse(state, service, outcome.why, outcome.field), step: outcome.step };
  return { step: outcome.step, status: 0, ...toContent(service, outcome.response) };
}

function performRead(
  { store, measured }: Means,
  state: MeterState,
  executor: Extract<Executor, { kind: 'read' }>,
  request: unknown,
  { party }: Command,
): Pick<Performed, 'status' | 'content'> {
  const askedBy = slotOf(state.anchors, party);
  const seen = isOfMeterBehind(executor, state.variant.kind) ? asMeter(state) : state;
  // A proxy that has not heard its meter yet.
  if (!seen) return refuse(state, executor.service, 'notThere');
  const reading = { state: seen, store, measured, ...(askedBy ? { askedBy } : {}) };
  const response: unknown = executor.execute(reading, request as never);
  if (isDenied(response)) return refuse(state, executor.service, response.denied, response.field);
  return { status: 0, ...toContent(executor.service, response) };
}

function isDenied(response: unknown): response is Denied {
  return typeof response === 'object' && response !== null && 'denied' in response;
}

function toContent({ response }: Service, value: unknown): { readonly content?: CborMap } {
  return response ? { content: toCborValue(response as AnyType, value as never) } : {};
}

/** `path` of the field at fault; empty or absent where it is of none. */
function refuse(state: MeterState, service: Service, why: string, path = ''): Result {
  const field = refusedFieldAt(path);
  const content = field === undefined ? {} : { content: toCborValue(refusalDetail, { field }) };
  return { step: unchanged(state), status: refusalCode(service, why), ...content };
}
